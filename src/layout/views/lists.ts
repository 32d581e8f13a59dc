import { html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { storyCard, type StoryCard } from './card.ts'
import type { Link } from './publication.ts'

/** `number` where pages are numbered; a list paged by key has none. Nobody counts how many there are. */
export type Paging = { number?: number | undefined; newer: string | undefined; older: string | undefined }

export type ListView = {
  heading: string
  description: string
  cards: readonly StoryCard[]
  paging: Paging
  /** On a topic's own page its name is not said again above each story. */
  withoutKicker: boolean
  /** From the widest to the nearest above this page. */
  breadcrumb?: readonly Link[]
  /** Topics below this one. */
  children?: readonly Link[]
  /** The address of its own feed. */
  feed?: string
  /** The months before and after. */
  neighbours?: { later: Link | undefined; earlier: Link | undefined }
}

/** A topic's page, a month, any list of stories. */
export function listPage(
  { heading, description, cards, paging, withoutKicker, breadcrumb = [], children = [], feed, neighbours }: ListView,
  place: Place,
): Markup {
  return html`<header class="list-head">${breadcrumbs(breadcrumb, place)}<h1>${heading}</h1>${description !== '' && html`<p class="standfirst">${description}</p>`}
${children.length > 0 && html`<nav class="children" aria-label="${wordsOf(place.language).topicsIn(heading)}"><ul>${children.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}</ul></nav>`}${feed !== undefined && followLink({ name: heading, feed }, place)}</header>
${storyRows(cards, { place, withoutKicker, withLead: withoutKicker && paging.newer === undefined })}
${pagingLinks(paging, place)}
${neighbours !== undefined && neighbourLinks(neighbours, place)}`
}

/** To the feed of what the page is about, by its name: out of its place "RSS" says nothing. */
export function followLink({ name, feed }: { name: string; feed: string }, { language }: Place): Markup {
  return html`<p class="role"><a href="${feed}" type="application/rss+xml">${wordsOf(language).followFeed(name)}</a></p>`
}

export type ArchiveView = {
  heading: string
  years: readonly { year: string; months: readonly { label: string; href: string; stories: number }[] }[]
  cards: readonly StoryCard[]
  paging: Paging
}

/** The way to any story by its month, then all of them, newest first. */
export function archivePage({ heading, years, cards, paging }: ArchiveView, place: Place): Markup {
  const words = wordsOf(place.language)
  return html`<header class="list-head"><h1>${heading}</h1></header>
${years.length > 0 && html`<section class="months" aria-labelledby="months-heading"><h2 class="label" id="months-heading">${words.byMonth}</h2><dl>${years.map(({ year, months }) => html`<dt>${year}</dt><dd><ul>${months.map(({ label, href, stories }) => html`<li><a href="${href}">${label}</a> <span class="quiet">${words.stories(stories)}</span></li>`)}</ul></dd>`)}</dl></section>`}
<section aria-labelledby="newest-heading"><h2 class="label" id="newest-heading">${words.newestFirst}</h2>${storyRows(cards, { place })}</section>
${pagingLinks(paging, place)}`
}

/** Every topic, each below the one that it belongs to. */
export function topicsPage(
  { heading, topics }: { heading: string; topics: readonly (Link & { description: string; depth: number })[] },
  { language }: Place,
): Markup {
  return html`<header class="list-head"><h1>${heading}</h1></header>
${topics.length === 0 ? html`<p class="quiet nothing">${wordsOf(language).nothingYet}</p>` : html`<ul class="topic-tree">${topics.map(({ label, href, description, depth }) => html`<li class="depth-${Math.min(depth, 3)}"><a href="${href}">${label}</a>${description !== '' && html` <span class="quiet">${description}</span>`}</li>`)}</ul>`}`
}

export function breadcrumbs(steps: readonly Link[], { language }: Place): Markup | false {
  return (
    steps.length > 0 &&
    html`<nav class="breadcrumb" aria-label="${wordsOf(language).breadcrumb}"><ol>${steps.map(({ label, href }) => html`<li><a href="${href}">${label}</a></li>`)}</ol></nav>`
  )
}

/** With a lead: the first of several, larger than the others. */
export function storyRows(
  cards: readonly StoryCard[],
  { withLead = false, ...options }: { place: Place; withoutKicker?: boolean; withLead?: boolean },
): Markup {
  if (cards.length === 0) return html`<p class="quiet nothing">${wordsOf(options.place.language).nothingYet}</p>`
  return html`<ul class="story-rows">${cards.map((card, index) => html`<li>${storyCard(card, withLead && index === 0 && cards.length > 2 ? 'lead' : 'row', { ...options, level: 2 })}</li>`)}</ul>`
}

export function pagingLinks({ number, newer, older }: Paging, { language }: Place): Markup | false {
  if (newer === undefined && older === undefined) return false
  const words = wordsOf(language)
  return html`<nav class="paging" aria-label="${words.paging}">${newer !== undefined && html`<a rel="prev" href="${newer}">${words.newer}</a>`}${number !== undefined && html`<span>${words.page(number)}</span>`}${older !== undefined && html`<a rel="next" href="${older}">${words.older}</a>`}</nav>`
}

function neighbourLinks({ later, earlier }: NonNullable<ListView['neighbours']>, { language }: Place): Markup | false {
  if (later === undefined && earlier === undefined) return false
  return html`<nav class="paging months-around" aria-label="${wordsOf(language).byMonth}">${later !== undefined && html`<a href="${later.href}">${later.label}</a>`}${earlier !== undefined && html`<a href="${earlier.href}">${earlier.label}</a>`}</nav>`
}
