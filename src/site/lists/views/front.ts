import { html, type Markup } from '../../../kit/markup.ts'
import type { Place } from '../../../kit/times.ts'
import { briefList, storyCard, type StoryCard } from '../../../layout/views/card.ts'
import type { Link } from '../../../layout/views/publication.ts'
import { wordsOf } from '../../../layout/words.ts'

export type FrontView = {
  lead: StoryCard | undefined
  /** On the lead's matter, as words below its standfirst. */
  near: readonly StoryCard[]
  /** Second rank, with pictures: up to three. */
  second: readonly StoryCard[]
  /** Third rank, words only, newest first. */
  latest: readonly StoryCard[]
  /** The newest poll that is open, as its room draws it, and the story it stands in. */
  poll: { panel: Markup; story: Link } | undefined
  mostDiscussed: readonly StoryCard[]
  /** By topic; the first story of each leads it. */
  sections: readonly { topic: Link; layout: 'lead' | 'columns' | 'briefs'; cards: readonly StoryCard[] }[]
  /** Of no topic that has a section. */
  rest: readonly StoryCard[]
  older: Link | undefined
}

export function frontPage(front: FrontView, place: Place): Markup {
  const { lead, near, second, latest, sections, rest, older } = front
  const words = wordsOf(place.language)
  return html`<div class="front-top${latest.length === 0 && ' front-alone'}${lead?.picture === undefined && ' front-wordless'}">
${lead !== undefined && html`<div class="front-lead">${storyCard(lead, 'lead', { place, level: 2, below: near.length > 0 && html`<div class="near">${briefList(near, { place, withoutKicker: true })}</div>` })}</div>`}
${second.length > 0 && html`<div class="front-second">${second.map((card) => storyCard(card, 'second', { place, level: 2 }))}</div>`}
${latest.length > 0 && labelled('front-latest', 'latest', words.latest, briefList(latest, { place }))}
</div>
${readersBand(front, place)}
${sections.map((section, index) => frontSection(section, index, place))}
${rest.length > 0 && labelled('front-section briefs-section', 'rest', words.moreStories, briefList(rest, { place }))}
${older !== undefined && html`<p class="onward"><a href="${older.href}">${older.label}</a></p>`}`
}

/** What readers do: the open poll, and what they talk about. */
function readersBand({ poll, mostDiscussed }: FrontView, place: Place): Markup | false {
  if (poll === undefined && mostDiscussed.length === 0) return false
  const words = wordsOf(place.language)
  return html`<div class="front-readers">
${poll !== undefined && html`<div class="front-poll">${poll.panel}<p class="quiet">${words.inStory} <a href="${poll.story.href}">${poll.story.label}</a></p></div>`}
${mostDiscussed.length > 0 && labelled('front-discussed', 'discussed', words.mostDiscussed, html`<ol class="briefs ranked">${mostDiscussed.map((card) => html`<li>${storyCard(card, 'brief', { place, withoutKicker: true, withoutTime: true })}</li>`)}</ol>`)}
</div>`
}

function labelled(className: string, id: string, label: string, content: Markup): Markup {
  return html`<section class="${className}" aria-labelledby="${id}-heading"><h2 class="label" id="${id}-heading">${label}</h2>${content}</section>`
}

function frontSection({ topic, layout, cards }: FrontView['sections'][number], index: number, place: Place): Markup {
  return html`<section class="front-section ${layout}-section" aria-labelledby="section-${index}"><h2 class="label" id="section-${index}"><a href="${topic.href}">${topic.label}</a></h2>
${sectionBody(layout, cards, place)}</section>`
}

function sectionBody(
  layout: FrontView['sections'][number]['layout'],
  cards: readonly StoryCard[],
  place: Place,
): Markup {
  const options = { place, withoutKicker: true }
  if (layout === 'briefs') return briefList(cards, options)
  if (layout === 'columns')
    return html`<div class="section-columns">${cards.slice(0, 4).map((card) => storyCard(card, 'second', options))}</div>`
  const [first, ...others] = cards
  return html`<div class="section-row">${first !== undefined && storyCard(first, 'second', options)}${others.length > 0 && briefList(others, options)}</div>`
}
