import { listed } from '../../../kit/listed.ts'
import { html, type Markup } from '../../../kit/markup.ts'
import { formatTime, machineTime, type Place } from '../../../kit/times.ts'
import { briefList, kicker, longHeadline, storyCard, type StoryCard } from '../../../layout/views/card.ts'
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
  publication: Pick<Publication, 'place' | 'feeds' | 'social'>,
  article: ArticleView,
): Markup {
  const { place } = publication
  return html`${followStrip(publication)}
<article class="story">
${storyHead(article, place)}
${article.lead !== undefined && leadPicture(article.lead, foreignTo(place, article.language))}
<div class="story-body">${correctionNotice(article.corrections, place)}${article.body}
${article.kind === 'article' && share(article, place)}</div>
${(article.related.length > 0 || article.advertisement !== undefined) && html`<aside class="rail">${related(article.related, place)}${article.advertisement !== undefined && advertisement(article.advertisement)}</aside>`}
</article>
${article.conversation}
${article.onward}
${article.colophon}`
}

function storyHead(article: ArticleView, place: Place): Markup {
  const words = wordsOf(place.language)
  return html`<header class="story-head${article.headline.length > longHeadline && ' long'}">
${article.kicker !== undefined && kicker(article.kicker)}
<h1${foreignTo(place, article.language)}>${article.headline}</h1>
${article.standfirst !== '' && html`<p class="standfirst"${foreignTo(place, article.language)}>${article.standfirst}</p>`}
${
  article.kind === 'article' &&
  html`<div class="story-facts">${
    article.authors.length > 0 &&
    html`<p class="byline">${words.by} ${listed(
      place.language,
      article.authors.map(({ name, href }) => ({ text: name, html: html`<a href="${href}" rel="author">${name}</a>` })),
    )}</p>`
  }
<p class="times">${words.published} <time datetime="${machineTime(article.publishedAt)}">${formatTime(article.publishedAt, 'full', place)}</time>${article.updatedAt !== undefined && html`<span class="updated">${words.updated} <time datetime="${machineTime(article.updatedAt)}">${formatTime(article.updatedAt, 'full', place)}</time></span>`}</p>
<p class="reading">${words.minutes(article.readingMinutes)}${article.commentCount !== undefined && html` <a href="#conversation">${article.commentCount === 0 ? words.noComments : words.commentCount(article.commentCount)}</a>`}</p>${article.translations.length > 0 && alsoIn(article.translations, place)}</div>`
}
</header>`
}

/** As wide as a phone, less a hair: at 412 px and 1.75 the picture of 720 would miss by one pixel. */
const leadSizes = '(min-width: 66rem) 42rem, (min-width: 48rem) 92vw, 99vw'

function leadPicture(
  { picture: image, caption, credit }: NonNullable<ArticleView['lead']>,
  foreign: Markup | false,
): Markup {
  return html`<figure class="picture lead-picture">${picture(image, { sizes: leadSizes, lead: true })}${(caption !== '' || credit !== '') && html`<figcaption${foreign}>${caption !== '' && html`<span class="caption">${caption}</span>`}${credit !== '' && html` <span class="credit">${credit}</span>`}</figcaption>`}</figure>`
}

function alsoIn(translations: ArticleView['translations'], { language }: Place): Markup {
  return html`<p class="also-in">${wordsOf(language).alsoIn}: ${listed(
    language,
    translations.map((other) => ({
      text: other.label,
      html: html`<a href="${other.href}" lang="${other.language}" hreflang="${other.language}">${other.label}</a>`,
    })),
  )}</p>`
}

/** Mail and the plain address work everywhere; a script reveals the buttons that the browser can serve. */
function share({ url, headline }: ArticleView, { language }: Place): Markup {
  const words = wordsOf(language)
  const mail = `mailto:?subject=${encodeURIComponent(headline)}&body=${encodeURIComponent(url)}`
  return html`<section class="share" aria-labelledby="share-heading" data-url="${url}" data-title="${headline}" data-copied="${words.copied}">
<h2 class="label" id="share-heading">${words.share}</h2>
<p class="share-ways"><button type="button" class="quiet-button" data-share="copy" hidden>${words.copyLink}</button><button type="button" class="quiet-button" data-share="sheet" hidden>${words.shareSheet}</button><a class="quiet-button" href="${mail}">${words.byEmail}</a></p>
<p class="share-address"><span class="visually-hidden">${words.address}: </span><bdi dir="ltr">${readable(url)}</bdi></p>
<p class="status" role="status"></p>
</section>`
}

/** An address in letters instead of percent signs, where it can be read so. */
function readable(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

function related(cards: readonly StoryCard[], place: Place): Markup | false {
  return (
    cards.length > 0 &&
    html`<section class="related-stories" aria-labelledby="related-heading"><h2 class="label" id="related-heading">${wordsOf(place.language).related}</h2>${briefList(cards, { place })}</section>`
  )
}

export function advertisement({ href, picture: image, label }: Advertisement): Markup {
  return html`<section class="advertisement" aria-label="${label}"><p class="label">${label}</p><a href="${href}" rel="sponsored noopener">${picture(image, { sizes: '(min-width: 66rem) 17rem, 92vw' })}</a></section>`
}

export function onwardStories({ topic, cards }: { topic: Link; cards: readonly StoryCard[] }, place: Place): Markup {
  const words = wordsOf(place.language)
  return html`<section class="onward-stories" aria-labelledby="onward-heading"><h2 class="label" id="onward-heading">${words.continueReading}</h2>
<div class="onward-row">${cards.map((card) => storyCard(card, 'second', { place, withoutKicker: true }))}</div>
<p class="onward"><a href="${topic.href}">${words.allOf(topic.label)}</a></p></section>`
}
