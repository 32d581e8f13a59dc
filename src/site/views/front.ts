import { html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { advertisement, type Advertisement } from './article.ts'
import { briefList, storyCard, type StoryCard } from './card.ts'
import type { Link } from './page.ts'

export type FrontView = {
  lead: StoryCard | undefined
  /** Second rank, with pictures: two to four. */
  second: readonly StoryCard[]
  /** Third rank, words only, newest first. */
  briefs: readonly StoryCard[]
  /** By topic; the first story of each leads it. */
  sections: readonly { topic: Link; cards: readonly StoryCard[] }[]
  advertisement: Advertisement | undefined
  older: Link | undefined
}

export function frontPage(front: FrontView, place: Place): Markup {
  const { lead, second, briefs, sections, older } = front
  return html`<div class="front-top">
${lead !== undefined && html`<div class="front-lead">${storyCard(lead, 'lead', { place, level: 2 })}</div>`}
${second.length > 0 && html`<div class="front-second">${second.map((card) => storyCard(card, 'second', { place, level: 2 }))}</div>`}
${briefs.length > 0 && html`<section class="front-latest" aria-labelledby="latest-heading"><h2 class="label" id="latest-heading">${wordsOf(place.language).latest}</h2>${briefList(briefs, { place })}</section>`}
</div>
${sections.map((section, index) => frontSection(section, index, place))}
${front.advertisement !== undefined && advertisement(front.advertisement)}
${older !== undefined && html`<p class="onward"><a href="${older.href}">${older.label}</a></p>`}`
}

function frontSection({ topic, cards }: FrontView['sections'][number], index: number, place: Place): Markup {
  const [first, ...rest] = cards
  return html`<section class="front-section" aria-labelledby="section-${index}"><h2 class="label" id="section-${index}"><a href="${topic.href}">${topic.label}</a></h2>
<div class="section-row">${first !== undefined && storyCard(first, 'second', { place, withoutKicker: true })}${rest.length > 0 && briefList(rest, { place, withoutKicker: true })}</div></section>`
}
