/**
 * The card that other sites show beside a link to a poll: its question, its answers, and their shares where its page
 * tells them to everybody.
 */
import { createHash } from 'node:crypto'
import type { House } from '../kit/house.ts'
import { direction } from '../kit/languages.ts'
import { absolute } from '../layout/publication.ts'
import { accent, cardSize, type ShareCard } from '../share/share-card.ts'
import type { PollHome } from './home.ts'
import type { PollWithTally } from './poll.ts'
import { summaryOf, summaryWords, type PollSummary } from './summary.ts'

export type PollCard = Pick<ShareCard, 'publication' | 'accent' | 'direction'> & { summary: PollSummary }

/** Changed with the drawing. */
const design = 1

export function cardOfPoll(house: House, poll: PollWithTally & { home: PollHome }): PollCard {
  const { locale } = poll.home
  return {
    summary: summaryOf(poll, house.clock.now(), locale),
    publication: house.settings.current().identity.name,
    accent,
    direction: direction(locale.language),
  }
}

export function pollCardHash(card: PollCard): string {
  return createHash('sha256')
    .update(JSON.stringify([design, card]))
    .digest('hex')
    .slice(0, 16)
}

/**
 * As the poll's page names it. What stands behind the question mark is for other sites' stores alone, which keep a
 * picture by its address: here it is one picture.
 */
export function pollCardImage(
  house: House,
  poll: PollWithTally & { home: PollHome },
): { url: string; width: number; height: number; alt: string } | undefined {
  if (house.settings.current().sharePictures === 'never') return undefined
  const card = cardOfPoll(house, poll)
  return {
    url: absolute(house, `/polls/${poll.publicId}/card.png?${pollCardHash(card)}`),
    ...cardSize,
    alt: summaryWords(card.summary),
  }
}
