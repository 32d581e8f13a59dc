import { html, type Markup } from '../../kit/markup.ts'
import type { TextRange } from '../../kit/text-range.ts'
import { formatShortTime, machineTime, type Locale } from '../../kit/times.ts'
import { picture, type Picture } from '../../media/picture.ts'
import { wordsOf } from '../words.ts'
import { foreignTo } from './foreign.ts'
import type { Link } from './publication.ts'

/** A story as lists show it. */
export type StoryCard = {
  href: string
  headline: string
  /** Shown in small lists in its place. */
  shortHeadline?: string
  /** The kicker, a link to the topic's page when there is one. */
  kicker: { label: string; href?: string | undefined } | undefined
  standfirst: string
  language: string
  picture: Picture | undefined
  publishedAt: number
  commentCount: number
  /** What was searched for, where it stands in these words. */
  marks?: { headline: readonly TextRange[]; standfirst: readonly TextRange[] } | undefined
}

/** lead: the one that leads the page; second: with its picture; brief: words only; row: on list pages. */
export type CardRank = 'lead' | 'second' | 'brief' | 'row'

export type CardOptions = {
  locale: Locale
  level?: 2 | 3
  withoutKicker?: boolean
  withoutTime?: boolean
  /** Under the words of a lead. */ below?: Markup | false
}

/** From here on a headline is set smaller: an agency's 140 characters must not fill a phone. */
export const longHeadline = 80

const sizes: Record<CardRank, string> = {
  lead: '(min-width: 78rem) 38rem, (min-width: 64rem) calc(92vw - 22rem), 92vw',
  second: '(min-width: 64rem) 18rem, (min-width: 40rem) 45vw, 7rem',
  row: '(min-width: 40rem) 14rem, 7rem',
  brief: '7rem',
}

export function storyCard(card: StoryCard, rank: CardRank, options: CardOptions): Markup {
  const { locale, level = 3, withoutKicker = false, below = false } = options
  const headline = (rank === 'brief' && card.shortHeadline) || card.headline
  const link = html`<a href="${card.href}">${marked(headline, card.marks?.headline)}</a>`
  const shown = rank === 'brief' ? undefined : card.picture
  // Of the story's words only: the kicker and the times are the page's.
  const foreign = foreignTo(locale, card.language)
  const long = headline.length > longHeadline && ' long'
  return html`<article class="card ${rank}${shown === undefined && ' wordless-picture'}${long}">
<div class="card-words">${!withoutKicker && card.kicker !== undefined && kicker(card.kicker)}
${level === 2 ? html`<h2${foreign}>${link}</h2>` : html`<h3${foreign}>${link}</h3>`}
${rank !== 'brief' && card.standfirst !== '' && cardStandfirst(card, foreign)}
${cardTimes(card, options)}${below}</div>
${shown !== undefined && cardPicture(card.href, shown, rank)}
</article>`
}

function cardStandfirst({ standfirst, marks }: StoryCard, foreign: Markup | false): Markup {
  return html`<p class="card-standfirst"${foreign}>${marked(standfirst, marks?.standfirst)}</p>`
}

function cardTimes(card: StoryCard, { locale, withoutTime = false }: CardOptions): Markup {
  const { href, publishedAt, commentCount } = card
  const time = html`<time datetime="${machineTime(publishedAt)}">${formatShortTime(publishedAt, locale)}</time>`
  const comments = html` <a href="${href}#conversation">${wordsOf(locale.language).commentCount(commentCount)}</a>`
  return html`<p class="card-times">${!withoutTime && time}${commentCount > 0 && comments}</p>`
}

/** The headline is the link for everybody; this one is for fingers and pointers. */
function cardPicture(href: string, image: Picture, rank: CardRank): Markup {
  const tag = picture({ ...image, alt: '' }, { sizes: sizes[rank], lead: rank === 'lead' })
  return html`<a class="card-picture" href="${href}" tabindex="-1" aria-hidden="true">${tag}</a>`
}

/** The text, escaped as ever, with its ranges in marks. */
function marked(text: string, ranges: readonly TextRange[] = []): readonly (string | Markup)[] {
  let after = 0
  const parts: (string | Markup)[] = []
  for (const [from, to] of ranges) {
    parts.push(text.slice(after, from), html`<mark>${text.slice(from, to)}</mark>`)
    after = to
  }
  return [...parts, text.slice(after)]
}

/** Words only, in a list with hairlines between. */
export function briefList(cards: readonly StoryCard[], options: CardOptions): Markup {
  return html`<ul class="briefs">${cards.map((card) => html`<li>${storyCard(card, 'brief', options)}</li>`)}</ul>`
}

export function kicker({ label, href }: Partial<Link> & { label: string }): Markup {
  return html`<p class="kicker">${href === undefined ? label : html`<a href="${href}">${label}</a>`}</p>`
}
