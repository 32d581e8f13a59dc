import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { storyCard, type StoryCard } from './card.ts'
import { labelledSection, linkItems } from './elements.ts'
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
export function listPage(view: ListView, locale: Locale): Markup {
  const { cards, paging, withoutKicker, neighbours } = view
  return html`${listHead(view, locale)}
${storyRows(cards, { locale, withoutKicker, withLead: withoutKicker && paging.newer === undefined })}
${pagingLinks(paging, locale)}
${neighbours !== undefined && neighbourLinks(neighbours, locale)}`
}

function listHead({ heading, description, breadcrumb = [], children = [], feed }: ListView, locale: Locale): Markup {
  const label = wordsOf(locale.language).topicsIn(heading)
  return html`<header class="list-head">${breadcrumbs(breadcrumb, locale)}<h1>${heading}</h1>
${description !== '' && html`<p class="standfirst">${description}</p>`}
${children.length > 0 && html`<nav class="children" aria-label="${label}"><ul>${linkItems(children)}</ul></nav>`}
${feed !== undefined && followLink({ name: heading, feed }, locale)}</header>`
}

/** To the feed of what the page is about, by its name: out of its place "RSS" says nothing. */
export function followLink({ name, feed }: { name: string; feed: string }, { language }: Locale): Markup {
  const words = wordsOf(language).followFeed(name)
  return html`<p class="role"><a href="${feed}" type="application/rss+xml">${words}</a></p>`
}

export type ArchiveView = {
  heading: string
  years: readonly { year: string; months: readonly { label: string; href: string; stories: number }[] }[]
  cards: readonly StoryCard[]
  paging: Paging
}

/** The way to any story by its month, then all of them, newest first. */
export function archivePage({ heading, years, cards, paging }: ArchiveView, locale: Locale): Markup {
  const { byMonth, newestFirst } = wordsOf(locale.language)
  return html`<header class="list-head"><h1>${heading}</h1></header>
${years.length > 0 && labelledSection('months', byMonth, monthsByYear(years, locale), 'months')}
${labelledSection('newest', newestFirst, storyRows(cards, { locale }))}
${pagingLinks(paging, locale)}`
}

function monthsByYear(years: ArchiveView['years'], { language }: Locale): Markup {
  const { stories: count } = wordsOf(language)
  const item = ({ label, href, stories }: ArchiveView['years'][number]['months'][number]) =>
    html`<li><a href="${href}">${label}</a> <span class="quiet">${count(stories)}</span></li>`
  return html`<dl>${years.map(({ year, months }) => html`<dt>${year}</dt><dd><ul>${months.map(item)}</ul></dd>`)}</dl>`
}

/** Every topic, each below the one that it belongs to. */
export function topicsPage(
  { heading, topics }: { heading: string; topics: readonly TopicEntry[] },
  { language }: Locale,
): Markup {
  const head = html`<header class="list-head"><h1>${heading}</h1></header>`
  if (topics.length === 0)
    return html`${head}
<p class="quiet nothing">${wordsOf(language).nothingYet}</p>`
  return html`${head}
<ul class="topic-tree">${topics.map(topicEntry)}</ul>`
}

type TopicEntry = Link & { description: string; depth: number }

function topicEntry({ label, href, description, depth }: TopicEntry): Markup {
  const about = description !== '' && html` <span class="quiet">${description}</span>`
  return html`<li class="depth-${Math.min(depth, 3)}"><a href="${href}">${label}</a>${about}</li>`
}

export function breadcrumbs(steps: readonly Link[], { language }: Locale): Markup | false {
  const { breadcrumb } = wordsOf(language)
  return steps.length > 0 && html`<nav class="breadcrumb" aria-label="${breadcrumb}"><ol>${linkItems(steps)}</ol></nav>`
}

/** With a lead: the first of several, larger than the others. */
export function storyRows(
  cards: readonly StoryCard[],
  { withLead = false, ...options }: { locale: Locale; withoutKicker?: boolean; withLead?: boolean },
): Markup {
  if (cards.length === 0) return html`<p class="quiet nothing">${wordsOf(options.locale.language).nothingYet}</p>`
  const hasLead = withLead && cards.length > 2
  const rankAt = (index: number) => (hasLead && index === 0 ? 'lead' : 'row')
  const items = cards.map((card, index) => html`<li>${storyCard(card, rankAt(index), { ...options, level: 2 })}</li>`)
  return html`<ul class="story-rows">${items}</ul>`
}

export function pagingLinks({ number, newer, older }: Paging, { language }: Locale): Markup | false {
  const words = wordsOf(language)
  return pageTurns({
    label: words.paging,
    previous: newer === undefined ? undefined : { href: newer, label: words.newer },
    number: number === undefined ? undefined : words.page(number),
    next: older === undefined ? undefined : { href: older, label: words.older },
  })
}

type PageTurns = { label: string; previous: Link | undefined; number?: string | undefined; next: Link | undefined }

/** The pages before and after this one; nothing where it is the only one. */
export function pageTurns({ label, previous, number, next }: PageTurns): Markup | false {
  if (previous === undefined && next === undefined) return false
  return html`<nav class="paging" aria-label="${label}">
${previous !== undefined && html`<a rel="prev" href="${previous.href}">${previous.label}</a>`}
${number !== undefined && html`<span>${number}</span>`}
${next !== undefined && html`<a rel="next" href="${next.href}">${next.label}</a>`}</nav>`
}

function neighbourLinks({ later, earlier }: NonNullable<ListView['neighbours']>, { language }: Locale): Markup | false {
  if (later === undefined && earlier === undefined) return false
  const link = ({ href, label }: Link) => html`<a href="${href}">${label}</a>`
  return html`<nav class="paging months-around" aria-label="${wordsOf(language).byMonth}">
${later !== undefined && link(later)}
${earlier !== undefined && link(earlier)}</nav>`
}
