import type { Correction } from '../../../articles/article.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import type { Locale } from '../../../kit/times.ts'
import { timeTag } from '../../../layout/views/elements.ts'
import { foreignTo } from '../../../layout/views/foreign.ts'
import { followLink, pagingLinks, type Paging } from '../../../layout/views/lists.ts'
import type { Link } from '../../../layout/views/publication.ts'
import { wordsOf } from '../../../layout/words.ts'

export type ShownCorrection = Correction

/** What was wrong, where no reader of the story can miss it: before its first word. */
export function correctionNotice(corrections: readonly ShownCorrection[], locale: Locale): Markup | false {
  if (corrections.length === 0) return false
  const { label, kinds, mixed } = wordsOf(locale.language).corrections
  const [first] = corrections
  const isMixed = corrections.some(({ kind }) => kind !== 'correction') && corrections.length > 1
  const only = first?.kind === 'correction' || first === undefined ? label(corrections.length) : kinds[first.kind]
  const items = corrections
    .toReversed()
    .map((correction) => notice(correction, isMixed && kinds[correction.kind], locale))
  return html`<aside class="correction" id="corrections" aria-labelledby="corrections-heading">
<h2 class="label" id="corrections-heading">${isMixed ? mixed : only}</h2>
${items}</aside>`
}

/** `label`: what it is, where the heading does not say it. */
function notice({ words, madeAt }: ShownCorrection, label: string | false, locale: Locale): Markup {
  const said = label === false ? html`${words}` : html`<strong>${label}:</strong> ${words}`
  return html`<p>${said} ${timeTag(madeAt, 'full', locale, 'quiet')}</p>`
}

export type CorrectionsView = {
  corrections: readonly (ShownCorrection & { language: string; story: Link })[]
  paging: Paging
  /** The address of their own feed. */
  feed: string
  publicEmail: string
}

export function correctionsPage({ corrections, paging, feed, publicEmail }: CorrectionsView, locale: Locale): Markup {
  const { title, text, none, report } = wordsOf(locale.language).corrections
  const entries = corrections.map((correction) => entry(correction, locale))
  return html`<header class="list-head"><h1>${title}</h1><p class="standfirst">${text}</p>
${publicEmail !== '' && html`<p class="role"><a href="mailto:${publicEmail}">${report}</a></p>`}
${followLink({ name: title, feed }, locale)}</header>
${entries.length === 0 && html`<p class="quiet nothing">${none}</p>`}
${entries.length > 0 && html`<ol class="story-rows corrections">${entries}</ol>`}
${pagingLinks(paging, locale)}`
}

function entry(
  { kind, madeAt, words: said, language, story }: CorrectionsView['corrections'][number],
  locale: Locale,
): Markup {
  const { kinds } = wordsOf(locale.language).corrections
  const label = kind !== 'correction' && html`${kinds[kind]}, `
  const foreign = foreignTo(locale, language)
  const link = html`<a href="${story.href}#corrections"${foreign}>${story.label}</a>`
  return html`<li><p class="quiet">${label}${timeTag(madeAt, 'day', locale)}</p>
<p${foreign}>${said}</p><p class="in-story">${wordsOf(locale.language).inStory} ${link}</p></li>`
}
