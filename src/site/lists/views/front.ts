import { html, type Markup } from '../../../kit/markup.ts'
import type { Locale } from '../../../kit/times.ts'
import { briefList, storyCard, type StoryCard } from '../../../layout/views/card.ts'
import { labelledSection, onwardLink } from '../../../layout/views/elements.ts'
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

export function frontPage(front: FrontView, locale: Locale): Markup {
  const { sections, rest, older } = front
  const { moreStories } = wordsOf(locale.language)
  const others = rest.length > 0 && labelledSection('rest', moreStories, briefList(rest, { locale }), briefsSection)
  return html`${frontTop(front, locale)}
${readersBand(front, locale)}
${sections.map((section, index) => frontSection(section, index, locale))}
${others}
${older !== undefined && onwardLink(older.href, older.label)}`
}

const briefsSection = 'front-section briefs-section'

function frontTop({ lead, near, second, latest }: FrontView, locale: Locale): Markup {
  const words = wordsOf(locale.language)
  const alone = latest.length === 0 && ' front-alone'
  const wordless = lead?.picture === undefined && ' front-wordless'
  const seconds = second.map((card) => storyCard(card, 'second', { locale, level: 2 }))
  const newest =
    latest.length > 0 && labelledSection('latest', words.latest, briefList(latest, { locale }), 'front-latest')
  return html`<div class="front-top${alone}${wordless}">
${lead !== undefined && frontLead(lead, near, locale)}
${second.length > 0 && html`<div class="front-second">${seconds}</div>`}
${newest}
</div>`
}

function frontLead(lead: StoryCard, near: readonly StoryCard[], locale: Locale): Markup {
  const below = near.length > 0 && html`<div class="near">${briefList(near, { locale, withoutKicker: true })}</div>`
  return html`<div class="front-lead">${storyCard(lead, 'lead', { locale, level: 2, below })}</div>`
}

/** What readers do: the open poll, and what they talk about. */
function readersBand({ poll, mostDiscussed }: FrontView, locale: Locale): Markup | false {
  if (poll === undefined && mostDiscussed.length === 0) return false
  const words = wordsOf(locale.language)
  const discussed =
    mostDiscussed.length > 0 &&
    labelledSection('discussed', words.mostDiscussed, rankedBriefs(mostDiscussed, locale), 'front-discussed')
  return html`<div class="front-readers">
${poll !== undefined && frontPoll(poll, words.inStory)}
${discussed}
</div>`
}

function frontPoll({ panel, story }: NonNullable<FrontView['poll']>, inStory: string): Markup {
  const origin = html`<p class="quiet">${inStory} <a href="${story.href}">${story.label}</a></p>`
  return html`<div class="front-poll">${panel}${origin}</div>`
}

function rankedBriefs(cards: readonly StoryCard[], locale: Locale): Markup {
  const options = { locale, withoutKicker: true, withoutTime: true }
  const items = cards.map((card) => html`<li>${storyCard(card, 'brief', options)}</li>`)
  return html`<ol class="briefs ranked">${items}</ol>`
}

function frontSection({ topic, layout, cards }: FrontView['sections'][number], index: number, locale: Locale): Markup {
  const id = `section-${index}`
  return html`<section class="front-section ${layout}-section" aria-labelledby="${id}">
<h2 class="label" id="${id}"><a href="${topic.href}">${topic.label}</a></h2>
${sectionBody(layout, cards, locale)}</section>`
}

function sectionBody(
  layout: FrontView['sections'][number]['layout'],
  cards: readonly StoryCard[],
  locale: Locale,
): Markup {
  const options = { locale, withoutKicker: true }
  if (layout === 'briefs') return briefList(cards, options)
  const second = (card: StoryCard) => storyCard(card, 'second', options)
  if (layout === 'columns') return html`<div class="section-columns">${cards.slice(0, 4).map(second)}</div>`
  const [first, ...others] = cards
  return html`<div class="section-row">
${first !== undefined && second(first)}
${others.length > 0 && briefList(others, options)}</div>`
}
