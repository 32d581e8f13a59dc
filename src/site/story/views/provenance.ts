import type { Changes, Passage } from '../../../articles/history.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import { formatTime, machineTime, type Place } from '../../../kit/times.ts'
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
export function colophon(
  { href, polls, paidLinks, corrections, versions, figures }: ColophonView,
  { language }: Place,
): Markup {
  const { made, corrections: corrected } = wordsOf(language)
  const entry = (name: string, said: Markup | string, link: Link) =>
    html`<div><dt>${name}</dt><dd>${said} <a href="${link.href}">${link.label}</a></dd></div>`
  return html`<section class="colophon" aria-labelledby="colophon-heading"><h2 class="label" id="colophon-heading">${made.title}</h2>
<dl>${entry(made.sent, html`${made.kilobytes(figures.bytes / 1024)}. ${made.sentWhat}`, { label: made.count, href: `${href}#sent` })}
${entry(made.others, made.thirdParties(figures.others), { label: made.whatIsLoaded, href: `${href}#others` })}
${polls.map(({ publicId, question, tally }) => entry(polls.length === 1 ? pollPhrases(language).label : question, tally === undefined ? made.secret : made.votes(tally), { label: made.record, href: `/polls/${publicId}` }))}
${entry(made.disclosures, made.paidLinks(paidLinks), paidLinks === 0 ? { label: made.howWeLook, href: `${href}#disclosures` } : { label: made.disclosure, href: '#disclosure' })}
${entry(corrected.title, made.corrected(corrections), corrections === 0 ? { label: made.allCorrections, href: '/-/corrections' } : { label: made.correction, href: '#corrections' })}
${entry(made.history, made.versions(versions), { label: made.whatChanged, href: `${href}#versions` })}</dl></section>`
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
export function madePage(
  { story, weight, loaded, polls, paidLinks, disclosure, corrections, versions }: MadeView,
  place: Place,
): Markup {
  const { made, corrections: corrected } = wordsOf(place.language)
  const row = (name: string, bytes: number) => html`<tr><th scope="row">${name}</th><td>${made.bytes(bytes)}</td></tr>`
  return html`<header class="list-head">${breadcrumbs([story], place)}<h1>${made.title}</h1><p class="standfirst">${made.text}</p></header>
${part('sent', made.sent, html`<table class="figures"><tbody>${row(made.thePage, weight.page)}${row(made.theStylesheet, weight.stylesheet)}${row(made.theScript, weight.script)}</tbody><tfoot>${row(made.together, weight.page + weight.stylesheet + weight.script)}</tfoot></table><p>${made.howWeighed}</p>`)}
${part('others', made.others, html`<p>${made.thirdParties(loaded.others)} ${made.own(loaded.own)}</p><p>${made.howLoaded}</p>`)}
${polls.length > 0 && part('polls', pollPhrases(place.language).label, html`<ul>${polls.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}</ul>`)}
${part('disclosures', made.disclosures, html`<p>${made.paidLinks(paidLinks)} ${disclosure}</p><p>${made.howFound}</p>`)}
${part('corrected', corrected.title, html`<p>${made.corrected(corrections.length)}</p>${corrections.length > 0 && html`<ul>${corrections.map((correction) => html`<li>${correction.words} <time class="quiet" datetime="${machineTime(correction.madeAt)}">${formatTime(correction.madeAt, 'full', place)}</time></li>`)}</ul>`}`)}
${part('versions', made.history, html`<ol class="versions">${versions.toReversed().map((version) => html`<li>${versionEntry(version, story, place)}</li>`)}</ol><p class="quiet">${made.notRepeated}</p>`)}`
}

function part(id: string, heading: string, content: Markup): Markup {
  return html`<section class="made-part" id="${id}" aria-labelledby="${id}-heading"><h2 class="label" id="${id}-heading">${heading}</h2>${content}</section>`
}

function versionEntry({ number, shownAt, changes }: MadeVersion, story: Link, place: Place): Markup {
  const { made } = wordsOf(place.language)
  const time = html`<time datetime="${machineTime(shownAt)}">${formatTime(shownAt, 'full', place)}</time>`
  if (changes === undefined) return html`<h3>${made.version(number)}</h3><p>${made.firstShown} ${time}</p>`
  const { headline, standfirst, picture, added, changed, removed } = changes
  const facts = [
    headline && made.headlineChanged,
    standfirst && made.standfirstChanged,
    picture && made.pictureChanged,
    removed > 0 && made.removed(removed),
  ].filter((fact) => fact !== false)
  return html`<h3>${made.version(number)}</h3><p>${made.shown} ${time}</p>${facts.map((fact) => html`<p>${fact}</p>`)}${passages(made.changed, changed, story, made.withoutWords)}${passages(made.added, added, story, made.withoutWords)}${facts.length + added.length + changed.length === 0 && html`<p>${made.onlyDetails}</p>`}`
}

function passages(label: string, list: readonly Passage[], story: Link, withoutWords: string): Markup | false {
  return (
    list.length > 0 &&
    html`<p>${label}</p><ul>${list.map(({ id, words: text }) => html`<li><a href="${story.href}#${id}">${text === '' ? withoutWords : text}</a></li>`)}</ul>`
  )
}
