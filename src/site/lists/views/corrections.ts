import type { Correction } from '../../../articles/article.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import type { Place } from '../../../kit/times.ts'
import { timeTag } from '../../../layout/views/elements.ts'
import { foreignTo } from '../../../layout/views/foreign.ts'
import { followLink, pagingLinks, type Paging } from '../../../layout/views/lists.ts'
import type { Link } from '../../../layout/views/publication.ts'
import { wordsOf } from '../../../layout/words.ts'

export type ShownCorrection = Correction

/** What was wrong, where no reader of the story can miss it: before its first word. */
export function correctionNotice(corrections: readonly ShownCorrection[], place: Place): Markup | false {
  if (corrections.length === 0) return false
  const { label, kinds, mixed } = wordsOf(place.language).corrections
  const [first] = corrections
  const isMixed = corrections.some(({ kind }) => kind !== 'correction') && corrections.length > 1
  const only = first?.kind === 'correction' || first === undefined ? label(corrections.length) : kinds[first.kind]
  const items = corrections
    .toReversed()
    .map((correction) => notice(correction, isMixed && kinds[correction.kind], place))
  return html`<aside class="correction" id="corrections" aria-labelledby="corrections-heading">
<h2 class="label" id="corrections-heading">${isMixed ? mixed : only}</h2>
${items}</aside>`
}

/** `label`: what it is, where the heading does not say it. */
function notice({ words, madeAt }: ShownCorrection, label: string | false, place: Place): Markup {
  const said = label === false ? html`${words}` : html`<strong>${label}:</strong> ${words}`
  return html`<p>${said} ${timeTag(madeAt, 'full', place, 'quiet')}</p>`
}

export type CorrectionsView = {
  corrections: readonly (ShownCorrection & { language: string; story: Link })[]
  paging: Paging
  /** The address of their own feed. */
  feed: string
  publicEmail: string
}

export function correctionsPage({ corrections, paging, feed, publicEmail }: CorrectionsView, place: Place): Markup {
  const { title, text, none, report } = wordsOf(place.language).corrections
  const entries = corrections.map((correction) => entry(correction, place))
  return html`<header class="list-head"><h1>${title}</h1><p class="standfirst">${text}</p>
${publicEmail !== '' && html`<p class="role"><a href="mailto:${publicEmail}">${report}</a></p>`}
${followLink({ name: title, feed }, place)}</header>
${entries.length === 0 && html`<p class="quiet nothing">${none}</p>`}
${entries.length > 0 && html`<ol class="story-rows corrections">${entries}</ol>`}
${pagingLinks(paging, place)}`
}

function entry(
  { kind, madeAt, words: said, language, story }: CorrectionsView['corrections'][number],
  place: Place,
): Markup {
  const { kinds } = wordsOf(place.language).corrections
  const label = kind !== 'correction' && html`${kinds[kind]}, `
  const foreign = foreignTo(place, language)
  const link = html`<a href="${story.href}#corrections"${foreign}>${story.label}</a>`
  return html`<li><p class="quiet">${label}${timeTag(madeAt, 'day', place)}</p>
<p${foreign}>${said}</p><p class="in-story">${wordsOf(place.language).inStory} ${link}</p></li>`
}
