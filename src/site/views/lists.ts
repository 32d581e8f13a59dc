import { html, type Markup } from '../../kit/markup.ts'
import { formatTime, type Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { storyCard, type StoryCard } from './card.ts'

/** Without numbers where pages follow each other by key and nobody has counted them. */
export type Paging = { number?: number | undefined; of?: number | undefined; newer: string | undefined; older: string | undefined }

export type ListView = {
  heading: string
  description: string
  cards: readonly StoryCard[]
  paging: Paging | undefined
  /** On a topic's own page its name is not said again above each story. */
  withoutKicker: boolean
}

/** A topic's page, the archive, any list of stories. */
export function listPage({ heading, description, cards, paging, withoutKicker }: ListView, place: Place): Markup {
  return html`<header class="list-head"><h1>${heading}</h1>${description !== '' && html`<p class="standfirst">${description}</p>`}</header>
${storyRows(cards, { place, withoutKicker })}
${paging !== undefined && pagingLinks(paging, place)}`
}

type SaidQuote = {
  words: string
  capacity: string
  translation: string
  source: { name: string; href?: string | undefined } | undefined
  /** ISO date. */
  saidOn: string | undefined
  story: { headline: string; href: string; publishedAt: number }
}

export type PersonView = { name: string; role: string; description: string; cards: readonly StoryCard[]; quotes: readonly SaidQuote[]; paging: Paging | undefined }

/** Author and speaker are uses of one person: the stories, then the words. */
export function personPage({ name, role, description, cards, quotes, paging }: PersonView, place: Place): Markup {
  return html`<header class="list-head"><h1>${name}</h1>${role !== '' && html`<p class="role">${role}</p>`}${description !== '' && html`<p class="standfirst">${description}</p>`}</header>
${quotes.length > 0 && html`<section class="quotes" aria-labelledby="quotes-heading"><h2 class="label" id="quotes-heading">${wordsOf(place.language).quotesOf(name)}</h2>${quotes.map((quote) => saidQuote(quote, place))}</section>`}
${cards.length > 0 && html`<section aria-labelledby="stories-heading"><h2 class="label" id="stories-heading">${wordsOf(place.language).storiesBy(name)}</h2>${storyRows(cards, { place })}</section>`}
${cards.length === 0 && quotes.length === 0 && html`<p class="quiet">${wordsOf(place.language).nothingYet}</p>`}
${paging !== undefined && pagingLinks(paging, place)}`
}

export function storyRows(cards: readonly StoryCard[], options: { place: Place; withoutKicker?: boolean }): Markup {
  if (cards.length === 0) return html`<p class="quiet">${wordsOf(options.place.language).nothingYet}</p>`
  return html`<ul class="story-rows">${cards.map((card) => html`<li>${storyCard(card, 'row', { ...options, level: 2 })}</li>`)}</ul>`
}

function saidQuote({ words: said, capacity, translation, source, saidOn, story }: SaidQuote, place: Place): Markup {
  const words = wordsOf(place.language)
  const facts = [capacity, translation].filter((fact) => fact !== '').join(', ')
  return html`<figure class="quote"><blockquote><p>${said}</p></blockquote><figcaption>${facts !== '' && html`<span class="capacity">${facts}</span> `}${saidOn !== undefined && html`<time datetime="${saidOn}">${formatTime(Date.parse(`${saidOn}T12:00:00Z`), 'day', { ...place, timeZone: 'UTC' })}</time> `}
${source !== undefined && html`<span class="source">${words.source}: ${source.href === undefined ? source.name : html`<a href="${source.href}">${source.name}</a>`}</span> `}<span class="in-story">${words.inStory} <a href="${story.href}">${story.headline}</a></span></figcaption></figure>`
}

export function pagingLinks({ number, of, newer, older }: Paging, { language }: Place): Markup | false {
  if (newer === undefined && older === undefined) return false
  const words = wordsOf(language)
  return html`<nav class="paging" aria-label="${words.paging}">${newer !== undefined && html`<a rel="prev" href="${newer}">${words.newer}</a>`}${number !== undefined && of !== undefined && html`<span>${words.page({ number, of })}</span>`}${older !== undefined && html`<a rel="next" href="${older}">${words.older}</a>`}</nav>`
}
