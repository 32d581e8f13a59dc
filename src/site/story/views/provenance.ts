import type { Changes, Passage } from '../../../articles/history.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import type { Locale } from '../../../kit/times.ts'
import { labelledSection, linkItems, tableRow, timeTag } from '../../../layout/views/elements.ts'
import { breadcrumbs } from '../../../layout/views/lists.ts'
import type { Link } from '../../../layout/views/publication.ts'
import { wordsOf } from '../../../layout/words.ts'
import { pollPhrases } from '../../../polls/phrases.ts'
import type { ShownCorrection } from '../../lists/views/corrections.ts'

export type ColophonView = {
  href: string
  /** Without a tally where the poll's result is not public. */
  polls: readonly { publicId: string; question: string; tally: { counted: number; setAside: number } | undefined }[]
  paidLinks: number
  corrections: number
  versions: number
  /** Bytes of the page, its stylesheet and its script as they are sent; files that a browser loads from others. */
  figures: { bytes: number; others: number }
}

/**
 * At the foot of a story: what was sent, asked, paid, put right and changed, each linked to where it can be checked.
 */
export function colophon(view: ColophonView, { language }: Locale): Markup {
  const { href, polls, paidLinks, corrections, versions, figures } = view
  const { made, corrections: corrected } = wordsOf(language)
  const sent = html`${made.kilobytes(figures.bytes / 1024)}. ${made.sentWhat}`
  const disclosed =
    paidLinks === 0
      ? { label: made.howWeLook, href: `${href}#disclosures` }
      : { label: made.disclosure, href: '#disclosure' }
  const correction =
    corrections === 0
      ? { label: made.allCorrections, href: '/-/corrections' }
      : { label: made.correction, href: '#corrections' }
  const entries = html`<dl>${entry(made.sent, sent, { label: made.count, href: `${href}#sent` })}
${entry(made.others, made.thirdParties(figures.others), { label: made.whatIsLoaded, href: `${href}#others` })}
${pollEntries(polls, language)}
${entry(made.disclosures, made.paidLinks(paidLinks), disclosed)}
${entry(corrected.title, made.corrected(corrections), correction)}
${entry(made.history, made.versions(versions), { label: made.whatChanged, href: `${href}#versions` })}</dl>`
  return labelledSection('colophon', made.title, entries, 'colophon')
}

function pollEntries(polls: ColophonView['polls'], language: string): Markup[] {
  const { made } = wordsOf(language)
  return polls.map(({ publicId, question, tally }) =>
    entry(
      polls.length === 1 ? pollPhrases(language).label : question,
      tally === undefined ? made.secret : made.votes(tally),
      { label: made.record, href: `/polls/${publicId}` },
    ),
  )
}

function entry(name: string, said: Markup | string, link: Link): Markup {
  return html`<div><dt>${name}</dt><dd>${said} <a href="${link.href}">${link.label}</a></dd></div>`
}

export type MadeVersion = { number: number; shownAt: number; changes: Changes | undefined }

export type MadeView = {
  story: Link
  weight: { page: number; stylesheet: number; script: number }
  loaded: { own: number; others: number }
  polls: readonly Link[]
  paidLinks: number
  disclosure: string | undefined
  corrections: readonly ShownCorrection[]
  versions: readonly MadeVersion[]
}

/** The same with its evidence. */
export function madePage(view: MadeView, locale: Locale): Markup {
  const { story, loaded, polls, paidLinks, disclosure, corrections } = view
  const { made, corrections: corrected } = wordsOf(locale.language)
  const others = html`<p>${made.thirdParties(loaded.others)} ${made.own(loaded.own)}</p><p>${made.howLoaded}</p>`
  const disclosures = html`<p>${made.paidLinks(paidLinks)} ${disclosure}</p><p>${made.howFound}</p>`
  const pollList = html`<ul>${linkItems(polls)}</ul>`
  return html`<header class="list-head">${breadcrumbs([story], locale)}<h1>${made.title}</h1>
<p class="standfirst">${made.text}</p></header>
${part('sent', made.sent, weighed(view.weight, locale))}
${part('others', made.others, others)}
${polls.length > 0 && part('polls', pollPhrases(locale.language).label, pollList)}
${part('disclosures', made.disclosures, disclosures)}
${part('corrected', corrected.title, correctionList(corrections, locale))}
${part('versions', made.history, versionList(view, locale))}`
}

function weighed({ page, stylesheet, script }: MadeView['weight'], { language }: Locale): Markup {
  const { made } = wordsOf(language)
  const row = (name: string, bytes: number) => tableRow(name, [made.bytes(bytes)])
  return html`<table class="figures">
<tbody>${row(made.thePage, page)}${row(made.theStylesheet, stylesheet)}${row(made.theScript, script)}</tbody>
<tfoot>${row(made.together, page + stylesheet + script)}</tfoot></table><p>${made.howWeighed}</p>`
}

function correctionList(corrections: readonly ShownCorrection[], locale: Locale): Markup {
  const { made, corrections: corrected } = wordsOf(locale.language)
  const items = corrections.map(({ kind, words, madeAt }) => {
    const label = kind !== 'correction' && `${corrected.kinds[kind]}: `
    return html`<li>${label}${words} ${timeTag(madeAt, 'full', locale, 'quiet')}</li>`
  })
  return html`<p>${made.corrected(corrections.length)}</p>${items.length > 0 && html`<ul>${items}</ul>`}`
}

/** Newest first. */
function versionList({ versions, story }: MadeView, locale: Locale): Markup {
  const items = versions.toReversed().map((version) => html`<li>${versionEntry(version, story, locale)}</li>`)
  return html`<ol class="versions">${items}</ol><p class="quiet">${wordsOf(locale.language).made.notRepeated}</p>`
}

function part(id: string, heading: string, content: Markup): Markup {
  return html`<section class="made-part" id="${id}" aria-labelledby="${id}-heading">
<h2 class="label" id="${id}-heading">${heading}</h2>${content}</section>`
}

function versionEntry({ number, shownAt, changes }: MadeVersion, story: Link, locale: Locale): Markup {
  const { made } = wordsOf(locale.language)
  const time = timeTag(shownAt, 'full', locale)
  if (changes === undefined) return html`<h3>${made.version(number)}</h3><p>${made.firstShown} ${time}</p>`
  const { headline, standfirst, picture, added, changed, removed } = changes
  const facts = [
    headline && made.headlineChanged,
    standfirst && made.standfirstChanged,
    picture && made.pictureChanged,
    removed > 0 && made.removed(removed),
  ].filter((fact) => fact !== false)
  return html`<h3>${made.version(number)}</h3><p>${made.shown} ${time}</p>
${facts.map((fact) => html`<p>${fact}</p>`)}
${passages(made.changed, changed, story, made.withoutWords)}
${passages(made.added, added, story, made.withoutWords)}
${facts.length + added.length + changed.length === 0 && html`<p>${made.onlyDetails}</p>`}`
}

function passages(label: string, list: readonly Passage[], story: Link, withoutWords: string): Markup | false {
  const items = list.map(
    ({ id, words: text }) => html`<li><a href="${story.href}#${id}">${text === '' ? withoutWords : text}</a></li>`,
  )
  return items.length > 0 && html`<p>${label}</p><ul>${items}</ul>`
}
