/** The card that other sites show beside a link where a story has no picture: what stands on it, and its address. */
import { createHash } from 'node:crypto'
import type { PublishedArticle } from '../articles/published-store.ts'
import type { House } from '../kit/house.ts'
import { direction } from '../kit/languages.ts'
import { absolute } from '../layout/publication.ts'

/** 1200 by 630: what the large cards of all networks take. `accent` as in a stylesheet, `#a8112b`. */
export type ShareCard = {
  kicker: string
  headline: string
  publication: string
  accent: string
  direction: 'ltr' | 'rtl'
}

export const cardSize = { width: 1200, height: 630 } as const
/** Changes with the drawing, since caches keep cards forever. */
const design = 1
/** The accent of the site's light paper (styles/tokens.css). */
export const accent = '#a8112b'

/** The letter that stands for the paper in browsers' tabs and on home screens. */
export function iconLetter(name: string): string {
  const [letter = ''] = name.replace(/^the\s+/iu, '').toLocaleUpperCase()
  return letter
}

export function cardOf(
  house: House,
  article: Pick<PublishedArticle, 'headline' | 'kicker' | 'language'>,
  mainTopic: string | undefined,
): ShareCard {
  return {
    kicker: article.kicker || (mainTopic ?? ''),
    headline: article.headline,
    publication: house.settings.current().identity.name,
    accent,
    direction: direction(article.language),
  }
}

/** Names what is drawn: another word on the card is another address. */
export function cardHash(card: ShareCard): string {
  return createHash('sha256')
    .update(JSON.stringify([design, card.kicker, card.headline, card.publication, card.accent, card.direction]))
    .digest('hex')
    .slice(0, 16)
}

export function cardPath(publicId: string, card: ShareCard): string {
  return `/-/share/${publicId}/${cardHash(card)}.png`
}

/** Of a story, as its page names it; undefined where its own picture is to be shown. */
export function cardImage(
  house: House,
  { article, mainTopic, hasPicture }: { article: PublishedArticle; mainTopic: string | undefined; hasPicture: boolean },
): { url: string; width: number; height: number; alt: string } | undefined {
  const when = house.settings.current().sharePictures
  if (when === 'never' || (when === 'where-none' && hasPicture)) return undefined
  return {
    url: absolute(house, cardPath(article.publicId, cardOf(house, article, mainTopic))),
    ...cardSize,
    alt: article.headline,
  }
}
