import { html, type Markup } from '../../../kit/markup.ts'
import { formatTime, machineTime, type Place } from '../../../kit/times.ts'
import { foreignTo } from '../../../layout/views/foreign.ts'
import { pagingLinks, type Paging } from '../../../layout/views/lists.ts'
import type { Link } from '../../../layout/views/publication.ts'
import { wordsOf } from '../../../layout/words.ts'

export type ShownCorrection = { madeAt: number; words: string }

/** What was wrong, where nobody who reads the story can miss it: before its first word. */
export function correctionNotice(corrections: readonly ShownCorrection[], place: Place): Markup | false {
  if (corrections.length === 0) return false
  return html`<aside class="correction" id="corrections" aria-labelledby="corrections-heading"><h2 class="label" id="corrections-heading">${wordsOf(place.language).corrections.label(corrections.length)}</h2>
${corrections.toReversed().map((correction) => html`<p>${correction.words} <time class="quiet" datetime="${machineTime(correction.madeAt)}">${formatTime(correction.madeAt, 'full', place)}</time></p>`)}</aside>`
}

export type CorrectionsView = {
  corrections: readonly (ShownCorrection & { language: string; story: Link })[]
  paging: Paging
  publicEmail: string
}

export function correctionsPage({ corrections, paging, publicEmail }: CorrectionsView, place: Place): Markup {
  const { title, text, none, report } = wordsOf(place.language).corrections
  return html`<header class="list-head"><h1>${title}</h1><p class="standfirst">${text}</p>${publicEmail !== '' && html`<p class="role"><a href="mailto:${publicEmail}">${report}</a></p>`}</header>
${corrections.length === 0 ? html`<p class="quiet nothing">${none}</p>` : html`<ol class="story-rows corrections">${corrections.map((correction) => entry(correction, place))}</ol>`}
${pagingLinks(paging, place)}`
}

function entry({ madeAt, words: said, language, story }: CorrectionsView['corrections'][number], place: Place): Markup {
  const foreign = foreignTo(place, language)
  return html`<li><p class="quiet"><time datetime="${machineTime(madeAt)}">${formatTime(madeAt, 'day', place)}</time></p><p${foreign}>${said}</p><p class="in-story">${wordsOf(place.language).inStory} <a href="${story.href}#corrections"${foreign}>${story.label}</a></p></li>`
}
