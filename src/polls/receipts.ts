/** The list of receipts that is published at the close: every ballot by the hash of its receipt, for anybody to recount. */
import { createHash } from 'node:crypto'
import { resultsOf, type PollWithTally } from './poll.ts'
import type { BallotState } from './tables.ts'

/** With fewer counted ballots neither hours nor receipts tell what was chosen: they could tell who. */
export const fewestForDetail = 50
/** Of more ballots than these the list comes in parts: few enough to be sorted beside a paper that is being read, many enough for none to stand out. */
const mostInPart = 20_000

/** One part of a list, from 1. */
export type Part = { number: number; of: number }

/** `options`: numbers from 1 in the order of `labels`; left out with fewer than fifty counted ballots. */
export type PublishedReceipt = { receipt: string; state: BallotState; options?: number[] }

/** What the list as a whole says; each of its parts says it too. */
export type ReceiptHead = { format: 'crier-poll-receipts-1'; poll: string; question: string; labels: string[]; counted: number; setAside: number; votes: number[] }

/** `ballots` stand in the order of their hashes, which says nothing of when they were cast. */
export type ReceiptList = ReceiptHead & { part?: Part; ballots: PublishedReceipt[] }

/** What is published of a receipt: only who has the code itself finds its ballot. */
export function receiptHash(pollPublicId: string, receipt: string): string {
  return createHash('sha256').update(`${pollPublicId}:${receipt.toUpperCase().replace(/[^0-9A-Z]/gu, '')}`).digest('hex').slice(0, 32)
}

export function receiptHead(poll: PollWithTally): ReceiptHead {
  return {
    format: 'crier-poll-receipts-1', poll: poll.publicId, question: poll.question, labels: poll.options.map(({ label }) => label), counted: poll.tally.counted, setAside: poll.tally.setAside,
    // An imported balance has no ballots that could be listed.
    votes: resultsOf({ ...poll, opening: undefined }).rows.map(({ votes }) => votes),
  }
}

export type ReceivedBallot = { receipt: string; state: BallotState; optionIds: readonly number[] }

export function publishedReceipts(poll: PollWithTally, ballots: readonly ReceivedBallot[]): PublishedReceipt[] {
  const isEnough = poll.tally.counted >= fewestForDetail
  const number = new Map(poll.options.map(({ id }, index) => [id, index + 1]))
  return ballots.map(({ receipt, state, optionIds }) => ({ receipt: receiptHash(poll.publicId, receipt), state, ...(isEnough && { options: optionIds.map((id) => number.get(id) ?? 0).sort((a, b) => a - b) }) }))
}

export function partsOf({ tally }: Pick<PollWithTally, 'tally'>, most = mostInPart): Part[] {
  const of = Math.min(cells, Math.max(1, Math.ceil((tally.counted + tally.setAside) / most)))
  return Array.from({ length: of }, (_, index) => ({ number: index + 1, of }))
}

export function partPath(publicId: string, { number, of }: Part): string {
  return of === 1 ? `/polls/${publicId}/receipts.json` : `/polls/${publicId}/receipts/${number}.json`
}

/** In the order of their bytes: a reader's id is random in these (RFC 4648, base64url). */
const letters = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const cells = letters.length ** 2

/**
 * The readers whose ballots are in a part: those whose id is after `after` and not after `until`. Such a part is read over
 * the key of the ballots, however many there are; it says of a ballot the first bits of a random number, and no time.
 */
export function readersOfPart({ number, of }: Part): { after: string; until: string } {
  const border = (part: number) => {
    const cell = Math.floor((part * cells) / of)
    return `${letters[Math.floor(cell / letters.length)] ?? ''}${letters[cell % letters.length] ?? ''}`
  }
  return { after: number === 1 ? '' : border(number - 1), until: number === of ? '\u{10FFFD}' : border(number) }
}
