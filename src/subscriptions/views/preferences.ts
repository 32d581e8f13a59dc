import { nativeName } from '../../kit/languages.ts'
import { html, type Markup } from '../../kit/markup.ts'
import { formatTime, type Locale } from '../../kit/times.ts'
import { onwardLink } from '../../layout/views/elements.ts'
import { alertPhrases } from '../phrases.ts'
import { maxPauseDays, pacesOf } from '../subscriber.ts'
import type { Channel, Pace } from '../tables.ts'
import { box, group, paceFields, whatFields, type DigestWords, type WhatView } from './fields.ts'

/** As the fields have it, right or wrong. */
export type PreferencesView = WhatView & {
  token: string
  channel: Channel
  address: string | null
  pace: Pace | undefined
  breakingAtOnce: boolean
  digests: DigestWords
  threads: readonly { articleId: number; headline: string; language: string; until: number; isChosen: boolean }[]
  quietFrom: string
  quietTo: string
  wakesForBreaking: boolean
  timeZone: string
  timeZones: readonly string[]
  pauseDays: string
  pausedUntil: number | null
  language: string
  languages: readonly string[]
  /** What they get now, right after saving. */
  saved: readonly string[] | undefined
  faults: Partial<Record<'topics' | 'pace' | 'quiet' | 'timeZone' | 'pause' | 'language', string>>
}

export function preferencesPage(view: PreferencesView, locale: Locale): Markup {
  const { preferences: phrases, fault } = alertPhrases(locale.language)
  const whose = view.address === null ? phrases.forBrowser : phrases.forAddress(view.address)
  const isFaulty = Object.keys(view.faults).length > 0
  return html`<h1>${phrases.title}</h1>
${view.saved !== undefined && savedNotice(view.saved, locale)}<p dir="auto">${whose}</p>
<form class="alerts-form" method="post" action="/-/alerts/${view.token}">
${isFaulty && html`<p class="fault" role="alert">${fault.summary}</p>`}
${whatFields(view, locale, view.faults.topics)}
${view.threads.length > 0 && threadFields(view.threads, locale)}
${paceFields({ ...view, offered: pacesOf(view.channel) }, locale, view.faults.pace)}
${restFields(view, locale)}
<p class="send"><button>${phrases.save}</button></p></form>
<form class="alerts-leave" method="post" action="/-/alerts/${view.token}/leave">
<h2 class="label">${phrases.leaveHeading}</h2>
<p>${phrases.leaveHelp}</p><p><button class="quiet-button">${phrases.leave}</button></p></form>`
}

function savedNotice(saved: readonly string[], { language }: Locale): Markup {
  return html`<div class="alerts-saved" role="status"><p>${alertPhrases(language).preferences.saved}</p>
${saidList(saved)}</div>`
}

export function saidList(said: readonly string[]): Markup {
  return html`<ul class="alerts-said">${said.map((line) => html`<li dir="auto">${line}</li>`)}</ul>`
}

function threadFields(threads: PreferencesView['threads'], locale: Locale): Markup {
  const phrases = alertPhrases(locale.language).preferences
  const boxes = threads.map(({ articleId, headline, language, until, isChosen }) => {
    const label = html`<cite lang="${language}" dir="auto">${headline}</cite>`
    const help = phrases.storyUntil(formatTime(until, 'day', locale))
    return box({ name: 'thread', value: String(articleId), checked: isChosen, label, help })
  })
  return group(phrases.stories, boxes)
}

function restFields(view: PreferencesView, locale: Locale): Markup {
  const phrases = alertPhrases(locale.language).preferences
  return group(
    phrases.rest,
    html`${quietFields(view, locale)}
${selectField({
  name: 'timeZone',
  label: phrases.timeZone,
  help: phrases.timeZoneHelp,
  fault: view.faults.timeZone,
  options: zoneOptions(view),
})}
${pauseField(view, locale)}
${selectField({
  name: 'language',
  label: phrases.language,
  fault: view.faults.language,
  options: view.languages.map((tag) => option(tag, nativeName(tag), tag === view.language)),
})}`,
  )
}

function quietFields(view: PreferencesView, { language }: Locale): Markup {
  const { quietFrom, quietTo, wakesForBreaking, faults } = view
  const phrases = alertPhrases(language).preferences
  const invalid = faults.quiet !== undefined && html` aria-invalid="true"`
  const time = (name: string, label: string, value: string) =>
    html`<div class="field"><label for="${name}">${label}</label>
<input id="${name}" type="time" name="${name}" value="${value}" aria-describedby="quiet-help"${invalid}></div>`
  return html`${faults.quiet !== undefined && html`<p class="fault">${faults.quiet}</p>`}
<div class="quiet-times">
${time('quietFrom', phrases.quietFrom, quietFrom)}${time('quietTo', phrases.quietTo, quietTo)}</div>
<p class="help" id="quiet-help">${phrases.quietHelp}</p>
${box({ name: 'wake', value: '1', checked: wakesForBreaking, label: phrases.wake, help: phrases.wakeHelp })}`
}

function pauseField({ pauseDays, pausedUntil, faults }: PreferencesView, locale: Locale): Markup {
  const phrases = alertPhrases(locale.language).preferences
  const help = pausedUntil === null ? phrases.pauseHelp : phrases.pausedUntil(formatTime(pausedUntil, 'day', locale))
  const { pause: fault } = faults
  return html`<div class="field"><label for="pauseDays">${phrases.pause}</label>
<p class="help" id="pause-help">${help}</p>${fault !== undefined && html`<p class="fault">${fault}</p>`}
<input id="pauseDays" type="number" name="pauseDays" min="1" max="${maxPauseDays}" inputmode="numeric"
value="${pauseDays}" aria-describedby="pause-help"${fault !== undefined && html` aria-invalid="true"`}></div>`
}

type Select = { name: string; label: string; help?: string; fault: string | undefined; options: readonly Markup[] }

function selectField({ name, label, help, fault, options }: Select): Markup {
  const described = help !== undefined && html` aria-describedby="${name}-help"`
  return html`<div class="field"><label for="${name}">${label}</label>
${help !== undefined && html`<p class="help" id="${name}-help">${help}</p>`}
${fault !== undefined && html`<p class="fault">${fault}</p>`}
<select id="${name}" name="${name}"${described}${fault !== undefined && html` aria-invalid="true"`}>
${options}</select></div>`
}

function option(value: string, label: string, isChosen: boolean): Markup {
  return html`<option value="${value}"${isChosen && html` selected`}>${label}</option>`
}

/** By continent, so that a browser's own search in the list, and the eye, find a city. */
function zoneOptions({ timeZone, timeZones }: PreferencesView): Markup[] {
  const groups = Map.groupBy(timeZones, (zone) => (zone.includes('/') ? (zone.split('/', 1)[0] ?? '') : ''))
  return [...groups].map(([label, zones]) => {
    const options = zones.map((zone) => option(zone, nameOf(zone), zone === timeZone))
    return label === '' ? html`${options}` : html`<optgroup label="${label}">${options}</optgroup>`
  })
}

function nameOf(zone: string): string {
  return zone.slice(zone.indexOf('/') + 1).replaceAll('_', ' ')
}

export type LeaveView = { token: string; stage: 'stay' | 'left' | 'ended' }

/** The page behind a mail's unsubscribe link; once they have left, the way back. */
export function leaveAlertsPage({ token, stage }: LeaveView, { language, prefix = '' }: Locale): Markup {
  const phrases = alertPhrases(language)
  const action = `/-/alerts/${token}/leave`
  if (stage === 'ended')
    return html`<div class="message"><h1>${phrases.ended.heading}</h1><p>${phrases.ended.text}</p>
${onwardLink(`${prefix}/-/alerts`, phrases.confirm.again)}</div>`
  const { heading, text, button } = stage === 'left' ? phrases.left : phrases.leave
  const back = stage === 'left' && html`<input type="hidden" name="back" value="1">`
  return html`<div class="message"><h1>${heading}</h1><p>${text}</p>
<form method="post" action="${action}">${back}<p><button>${button}</button></p></form>
${stage === 'stay' && onwardLink(`/-/alerts/${token}`, phrases.leave.stay)}</div>`
}
