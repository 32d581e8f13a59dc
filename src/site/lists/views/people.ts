import { html, type Markup } from '../../../kit/markup.ts'
import { formatTime, machineTime, type Place } from '../../../kit/times.ts'
import type { StoryCard } from '../../../layout/views/card.ts'
import { foreignTo } from '../../../layout/views/foreign.ts'
import { breadcrumbs, followLink, pagingLinks, storyRows, type Paging } from '../../../layout/views/lists.ts'
import { wordsOf } from '../../../layout/words.ts'

export type SaidQuote = {
  words: string
  /** As it was at that time. */
  capacity: string
  translation: string
  /** Of the story. */
  language: string
  source: { name: string; href?: string | undefined } | undefined
  /** ISO date. */
  saidOn: string | undefined
  story: { headline: string; href: string; publishedAt: number }
}

export type PersonView = {
  name: string
  role: string
  description: string
  cards: readonly StoryCard[]
  quotes: readonly SaidQuote[]
  allQuotes: string | undefined
  /** Of what they write; who only speaks has none to follow. */ feed: string | undefined
  paging: Paging
}

/** Author and speaker are uses of one person: the words, then the stories. */
export function personPage(
  { name, role, description, cards, quotes, allQuotes, feed, paging }: PersonView,
  place: Place,
): Markup {
  const words = wordsOf(place.language)
  return html`<header class="list-head"><h1>${name}</h1>${role !== '' && html`<p class="role">${role}</p>`}${description !== '' && html`<p class="standfirst">${description}</p>`}${feed !== undefined && followLink({ name, feed }, place)}</header>
${quotes.length > 0 && html`<section class="quotes" aria-labelledby="quotes-heading"><h2 class="label" id="quotes-heading">${words.quotesOf(name)}</h2>${quotes.map((quote) => saidQuote(quote, place))}${allQuotes !== undefined && html`<p class="onward"><a href="${allQuotes}">${words.allQuotesOf(name)}</a></p>`}</section>`}
${cards.length > 0 && html`<section aria-labelledby="stories-heading"><h2 class="label" id="stories-heading">${words.storiesBy(name)}</h2>${storyRows(cards, { place })}</section>`}
${cards.length === 0 && quotes.length === 0 && html`<p class="quiet nothing">${words.nothingYet}</p>`}
${pagingLinks(paging, place)}`
}

/** All that somebody said in the paper. */
export function quotesPage(
  { name, href, quotes, paging }: { name: string; href: string; quotes: readonly SaidQuote[]; paging: Paging },
  place: Place,
): Markup {
  return html`<header class="list-head">${breadcrumbs([{ label: name, href }], place)}<h1>${wordsOf(place.language).quotesOf(name)}</h1></header>
<div class="quotes">${quotes.map((quote) => saidQuote(quote, place))}</div>
${pagingLinks(paging, place)}`
}

function saidQuote(
  { words: said, capacity, translation, language, source, saidOn, story }: SaidQuote,
  place: Place,
): Markup {
  const words = wordsOf(place.language)
  const facts = [capacity, translation].filter((fact) => fact !== '').join(', ')
  const foreign = foreignTo(place, language)
  return html`<figure class="quote"><blockquote${foreign}>${said.split('\n').map((paragraph) => html`<p>${paragraph}</p>`)}</blockquote><figcaption>${facts !== '' && html`<span class="capacity"${foreign}>${facts}</span> `}${saidOn !== undefined && html`<time datetime="${saidOn}">${formatTime(Date.parse(`${saidOn}T12:00:00Z`), 'day', { ...place, timeZone: 'UTC' })}</time> `}
${source !== undefined && html`<span class="source">${words.source}: ${source.href === undefined ? source.name : html`<a href="${source.href}">${source.name}</a>`}</span> `}<span class="in-story">${words.inStory} <a href="${story.href}"${foreign}>${story.headline}</a>, <time datetime="${machineTime(story.publishedAt)}">${formatTime(story.publishedAt, 'day', place)}</time></span></figcaption></figure>`
}
