import { formatList } from '../../../kit/format-list.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import { formatTime, type Locale } from '../../../kit/times.ts'
import { hiddenField, timeTag } from '../../../layout/views/elements.ts'
import { wordsOf } from '../../../layout/words.ts'
import { alertPhrases } from '../../../subscriptions/phrases.ts'
import { saidList } from '../../../subscriptions/views/preferences.ts'

/** What each room keeps of one reader, in the reader's words; with a pass the button that erases it. */
export function ownDataPage(
  data: readonly { room: string; rows: readonly unknown[] }[],
  { pass, locale }: { pass: string | undefined; locale: Locale },
): Markup {
  const { title, text, nothing, rooms } = wordsOf(locale.language).reader
  const names: Record<string, string> = rooms
  const kept = data.filter(({ rows }) => rows.length > 0)
  const sections = kept.map(
    ({ room, rows }) => html`<h2 class="label">${names[room] ?? room}</h2>${rows.map((row) => ownRow(row, locale))}`,
  )
  return html`<h1>${title}</h1><p>${text}</p>${kept.length === 0 && html`<p>${nothing}</p>`}
${sections}
${pass !== undefined && eraseForm(pass, locale)}`
}

function eraseForm(pass: string, { language }: Locale): Markup {
  const { erase, eraseHelp } = wordsOf(language).reader
  return html`<form method="post" action="/-/me/erase"><p>${eraseHelp}</p>
${hiddenField('pass', pass)}<p><button>${erase}</button></p></form>`
}

function ownRow(row: unknown, locale: Locale): Markup {
  const fields = Object.entries(Object(row)).filter(([, value]) => value !== null)
  const names: Record<string, string> = wordsOf(locale.language).reader.fields
  const entries = fields.map(
    ([name, value]) => html`<dt>${names[name] ?? name}</dt><dd dir="auto">${said(name, value, locale)}</dd>`,
  )
  return html`<dl class="own-data">${entries}</dl>`
}

function said(name: string, value: unknown, locale: Locale): Markup | string {
  if (typeof value === 'number' && name.endsWith('At')) return timeTag(value, 'full', locale)
  const states: Record<string, string> = wordsOf(locale.language).reader.states
  const paces: Record<string, string> = alertPhrases(locale.language).paces
  if (name === 'pace') return paces[String(value)] ?? String(value)
  if (name === 'state') return states[String(value)] ?? String(value)
  return Array.isArray(value)
    ? formatList(
        locale.language,
        value.map((text) => ({ text: String(text), html: String(text) })),
      )
    : String(value)
}

/** What the last line of every mail opens; once they have left, the way back. */
export function leavePage(token: string, { hasLeft, locale }: { hasLeft: boolean; locale: Locale }): Markup {
  const { left, leave } = wordsOf(locale.language).reader
  const { heading, text, button } = hasLeft ? left : leave
  return html`<div class="message"><h1>${heading}</h1><p>${text}</p>
<form method="post" action="/-/leave/${token}">${hasLeft && hiddenField('back', '1')}
<p><button>${button}</button></p></form></div>`
}

export type ConfirmView = {
  token: string
  address: string
  askedAt: number
  /** Asked for in the browser that looks at it. */
  isHere: boolean
  /** Of the poll that it is for. */
  question?: string | undefined
  /** What will come, where it is for alerts. */
  alerts?: readonly string[] | undefined
}

/**
 * What the link in a mail opens: what would be confirmed, who asked, and one button: following a link proves nothing.
 */
export function confirmAddressPage(view: ConfirmView, locale: Locale): Markup {
  const { token, address, askedAt, isHere, question, alerts } = view
  const { heading, asked, here, elsewhere, forPoll, button } = wordsOf(locale.language).reader.confirm
  const time = formatTime(askedAt, 'full', locale)
  return html`<div class="message"><h1>${heading}</h1><p>${asked(address)}</p>
${question !== undefined && html`<p>${forPoll} <q dir="auto">${question}</q></p>`}
${alerts !== undefined && html`<p>${alertPhrases(locale.language).confirm.text(address)}</p>${saidList(alerts)}`}
<p>${(isHere ? here : elsewhere)(time)}</p>
<form method="post" action="/-/confirm/${token}"><p><button>${button}</button></p></form></div>`
}
