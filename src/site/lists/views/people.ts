import { commaOf } from '../../../kit/comma.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import { formatTime, type Locale } from '../../../kit/times.ts'
import type { StoryCard } from '../../../layout/views/card.ts'
import { labelledSection, onwardLink, timeTag } from '../../../layout/views/elements.ts'
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
  /** Of what they write; somebody who is only quoted has none. */ feed: string | undefined
  paging: Paging
}

/** Author and speaker are uses of one person: the words, then the stories. */
export function personPage(view: PersonView, locale: Locale): Markup {
  const { name, cards, quotes, paging } = view
  const words = wordsOf(locale.language)
  const stories = cards.length > 0 && labelledSection('stories', words.storiesBy(name), storyRows(cards, { locale }))
  return html`${personHead(view, locale)}
${quotes.length > 0 && latestQuotes(view, locale)}
${stories}
${cards.length === 0 && quotes.length === 0 && html`<p class="quiet nothing">${words.nothingYet}</p>`}
${pagingLinks(paging, locale)}`
}

function personHead({ name, role, description, feed }: PersonView, locale: Locale): Markup {
  return html`<header class="list-head"><h1>${name}</h1>
${role !== '' && html`<p class="role">${role}</p>`}
${description !== '' && html`<p class="standfirst">${description}</p>`}
${feed !== undefined && followLink({ name, feed }, locale)}</header>`
}

function latestQuotes({ name, quotes, allQuotes }: PersonView, locale: Locale): Markup {
  const { quotesOf, allQuotesOf } = wordsOf(locale.language)
  const all = allQuotes !== undefined && onwardLink(allQuotes, allQuotesOf(name))
  const content = html`${quotes.map((quote) => saidQuote(quote, locale))}${all}`
  return labelledSection('quotes', quotesOf(name), content, 'quotes')
}

/** All that somebody said in the paper. */
export function quotesPage(
  { name, href, quotes, paging }: { name: string; href: string; quotes: readonly SaidQuote[]; paging: Paging },
  locale: Locale,
): Markup {
  const heading = wordsOf(locale.language).quotesOf(name)
  return html`<header class="list-head">${breadcrumbs([{ label: name, href }], locale)}<h1>${heading}</h1></header>
<div class="quotes">${quotes.map((quote) => saidQuote(quote, locale))}</div>
${pagingLinks(paging, locale)}`
}

function saidQuote(quote: SaidQuote, locale: Locale): Markup {
  const foreign = foreignTo(locale, quote.language)
  const facts = [quote.capacity, quote.translation].filter((fact) => fact !== '').join(commaOf(quote.language))
  const paragraphs = quote.words.split('\n').map((paragraph) => html`<p>${paragraph}</p>`)
  const attribution = html`${facts !== '' && html`<span class="capacity"${foreign}>${facts}</span> `}
${quote.saidOn !== undefined && dayTag(quote.saidOn, locale)}
${quote.source !== undefined && sourceOf(quote.source, locale)}
${inStory(quote.story, locale, foreign)}`
  return html`<figure class="quote"><blockquote${foreign}>${paragraphs}</blockquote>
<figcaption>${attribution}</figcaption></figure>`
}

/** A calendar day is the same in every zone. */
function dayTag(day: string, locale: Locale): Markup {
  const words = formatTime(Date.parse(`${day}T12:00:00Z`), 'day', { ...locale, timeZone: 'UTC' })
  return html`<time datetime="${day}">${words}</time>`
}

function sourceOf({ name, href }: NonNullable<SaidQuote['source']>, { language }: Locale): Markup {
  const origin = href === undefined ? name : html`<a href="${href}">${name}</a>`
  return html`<span class="source">${wordsOf(language).source}: ${origin}</span>`
}

function inStory({ headline, href, publishedAt }: SaidQuote['story'], locale: Locale, foreign: Markup | false): Markup {
  const link = html`<a href="${href}"${foreign}>${headline}</a>`
  const time = timeTag(publishedAt, 'day', locale)
  return html`<span class="in-story">${wordsOf(locale.language).inStory} ${link}, ${time}</span>`
}
