import { formatList } from '../../../kit/format-list.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import type { Locale } from '../../../kit/times.ts'
import { briefList, kicker, longHeadline, storyCard, type StoryCard } from '../../../layout/views/card.ts'
import { labelledSection, onwardLink, timeTag } from '../../../layout/views/elements.ts'
import { foreignTo } from '../../../layout/views/foreign.ts'
import { followStrip } from '../../../layout/views/masthead.ts'
import type { Link, Publication } from '../../../layout/views/publication.ts'
import { wordsOf } from '../../../layout/words.ts'
import { picture, type Picture } from '../../../media/picture.ts'
import { correctionNotice, type ShownCorrection } from '../../lists/views/corrections.ts'

export type Advertisement = { href: string; picture: Picture; label: string }

export type ArticleView = {
  /** Absolute. */
  url: string
  kind: 'article' | 'page'
  /** Of its words, when it differs from what stands around it. */
  language: string
  /** The same story in other languages. */
  translations: readonly { label: string; language: string; href: string }[]
  kicker: { label: string; href?: string | undefined } | undefined
  headline: string
  standfirst: string
  authors: readonly { name: string; href: string }[]
  publishedAt: number
  /** Undefined when nothing was changed since. */
  updatedAt: number | undefined
  readingMinutes: number
  /** Undefined: this story has no conversation. */
  commentCount: number | undefined
  lead: { picture: Picture; caption: string; credit: string } | undefined
  /** Oldest first. */
  corrections: readonly ShownCorrection[]
  /** From the document's renderer, with poll, disclosure and related blocks in it. */
  body: Markup
  related: readonly StoryCard[]
  advertisement: Advertisement | undefined
  /** How this page was made, where the paper says so. */
  colophon: Markup | undefined
  /** From the conversation's views; undefined on pages that take none. */
  conversation: Markup | undefined
  /** The way onward in the same topic: `onwardStories`. */
  onward: Markup | undefined
}

export function articlePage(
  publication: Pick<Publication, 'locale' | 'feeds' | 'social'>,
  article: ArticleView,
): Markup {
  const { locale } = publication
  return html`${followStrip(publication)}
<article class="story">
${storyHead(article, locale)}
${article.lead !== undefined && leadPicture(article.lead, foreignTo(locale, article.language))}
<div class="story-body">${correctionNotice(article.corrections, locale)}${article.body}
${article.kind === 'article' && share(article, locale)}</div>
${rail(article, locale)}
</article>
${article.conversation}
${article.onward}
${article.colophon}`
}

/** Beside the story where there is room, below it elsewhere. */
function rail({ related: cards, advertisement: shown }: ArticleView, locale: Locale): Markup | false {
  if (cards.length === 0 && shown === undefined) return false
  return html`<aside class="rail">${related(cards, locale)}${shown !== undefined && advertisement(shown)}</aside>`
}

function storyHead(article: ArticleView, locale: Locale): Markup {
  const foreign = foreignTo(locale, article.language)
  return html`<header class="story-head${article.headline.length > longHeadline && ' long'}">
${article.kicker !== undefined && kicker(article.kicker)}
<h1${foreign}>${article.headline}</h1>
${article.standfirst !== '' && html`<p class="standfirst"${foreign}>${article.standfirst}</p>`}
${article.kind === 'article' && storyFacts(article, locale)}
</header>`
}

function storyFacts(article: ArticleView, locale: Locale): Markup {
  return html`<div class="story-facts">${article.authors.length > 0 && byline(article.authors, locale)}
${times(article, locale)}
${reading(article, locale)}${article.translations.length > 0 && alsoIn(article.translations, locale)}</div>`
}

function byline(authors: ArticleView['authors'], { language }: Locale): Markup {
  const links = authors.map(({ name, href }) => ({
    text: name,
    html: html`<a href="${href}" rel="author">${name}</a>`,
  }))
  return html`<p class="byline">${wordsOf(language).by} ${formatList(language, links)}</p>`
}

function times({ publishedAt, updatedAt }: ArticleView, locale: Locale): Markup {
  const words = wordsOf(locale.language)
  const updated =
    updatedAt !== undefined && html`<span class="updated">${words.updated} ${timeTag(updatedAt, 'full', locale)}</span>`
  return html`<p class="times">${words.published} ${timeTag(publishedAt, 'full', locale)}${updated}</p>`
}

function reading({ readingMinutes, commentCount }: ArticleView, { language }: Locale): Markup {
  const words = wordsOf(language)
  if (commentCount === undefined) return html`<p class="reading">${words.minutes(readingMinutes)}</p>`
  const count = commentCount === 0 ? words.noComments : words.commentCount(commentCount)
  return html`<p class="reading">${words.minutes(readingMinutes)} <a href="#conversation">${count}</a></p>`
}

/** As wide as a phone, less a hair: at 412 px and 1.75 the picture of 720 would miss by one pixel. */
const leadSizes = '(min-width: 66rem) 42rem, (min-width: 48rem) 92vw, 99vw'

function leadPicture(
  { picture: image, caption, credit }: NonNullable<ArticleView['lead']>,
  foreign: Markup | false,
): Markup {
  const captioned = caption !== '' && html`<span class="caption">${caption}</span>`
  const credited = credit !== '' && html` <span class="credit">${credit}</span>`
  const hasWords = captioned !== false || credited !== false
  return html`<figure class="picture lead-picture">
${picture(image, { sizes: leadSizes, lead: true })}
${hasWords && html`<figcaption${foreign}>${captioned}${credited}</figcaption>`}</figure>`
}

function alsoIn(translations: ArticleView['translations'], { language }: Locale): Markup {
  const links = translations.map((other) => ({
    text: other.label,
    html: html`<a href="${other.href}" lang="${other.language}" hreflang="${other.language}">${other.label}</a>`,
  }))
  return html`<p class="also-in">${wordsOf(language).alsoIn}: ${formatList(language, links)}</p>`
}

/** Mail and the plain address work everywhere; a script reveals the buttons that the browser can serve. */
function share({ url, headline }: ArticleView, { language }: Locale): Markup {
  const words = wordsOf(language)
  const mail = `mailto:?subject=${encodeURIComponent(headline)}&body=${encodeURIComponent(url)}`
  const attributes = html`data-url="${url}" data-title="${headline}" data-copied="${words.copied}"`
  const label = html`<span class="visually-hidden">${words.address}: </span>`
  return html`<section class="share" aria-labelledby="share-heading" ${attributes}>
<h2 class="label" id="share-heading">${words.share}</h2>
<p class="share-ways">${shareButton('copy', words.copyLink)}${shareButton('sheet', words.shareSheet)}
<a class="quiet-button" href="${mail}">${words.byEmail}</a></p>
<p class="share-address">${label}<bdi dir="ltr">${readable(url)}</bdi></p>
<p class="status" role="status"></p>
</section>`
}

/** Hidden until the script knows that the browser can do it. */
function shareButton(way: 'copy' | 'sheet', label: string): Markup {
  return html`<button type="button" class="quiet-button" data-share="${way}" hidden>${label}</button>`
}

/** An address in letters instead of percent signs, where it can be read so. */
function readable(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

function related(cards: readonly StoryCard[], locale: Locale): Markup | false {
  const label = wordsOf(locale.language).related
  return cards.length > 0 && labelledSection('related', label, briefList(cards, { locale }), 'related-stories')
}

export function advertisement({ href, picture: image, label }: Advertisement): Markup {
  const shown = picture(image, { sizes: '(min-width: 66rem) 17rem, 92vw' })
  return html`<section class="advertisement" aria-label="${label}"><p class="label">${label}</p>
<a href="${href}" rel="sponsored noopener">${shown}</a></section>`
}

export function onwardStories({ topic, cards }: { topic: Link; cards: readonly StoryCard[] }, locale: Locale): Markup {
  const words = wordsOf(locale.language)
  const row = cards.map((card) => storyCard(card, 'second', { locale, withoutKicker: true }))
  const content = html`
<div class="onward-row">${row}</div>
${onwardLink(topic.href, words.allOf(topic.label))}`
  return labelledSection('onward', words.continueReading, content, 'onward-stories')
}
