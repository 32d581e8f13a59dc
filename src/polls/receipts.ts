/**
 * The list of receipts that is published at the close: every ballot by the hash of its receipt, for anybody to recount.
 */
import { createHash } from 'node:crypto'
import { resultsOf, type PollWithTally } from './poll.ts'
import type { BallotState } from './poll.ts'

/** With fewer counted ballots neither hours nor receipts tell what was chosen: they could tell who. */
export const fewestForDetail = 50
/** Of more ballots than these the list comes in parts: what a part says of its ballots is shared by so many. */
const maxInPart = 100_000

/** One part of a list, from 1. */
export type Part = { number: number; of: number }

/** `options`: numbers from 1 in the order of `labels`; left out with fewer than fifty counted ballots. */
export type PublishedReceipt = { receipt: string; state: BallotState; options?: number[] }

/** What the list as a whole says; each of its parts says it too. */
export type ReceiptHead = {
  format: 'crier-poll-receipts-1'
  poll: string
  question: string
  labels: string[]
  counted: number
  setAside: number
  votes: number[]
}

/** `ballots` stand in the order of their hashes, which says nothing of when they were cast. */
export type ReceiptList = ReceiptHead & { part?: Part; ballots: PublishedReceipt[] }

/** The published form of a receipt: only the code itself leads to its ballot. */
export function receiptHash(pollPublicId: string, receipt: string): string {
  return createHash('sha256')
    .update(`${pollPublicId}:${receipt.toUpperCase().replace(/[^0-9A-Z]/gu, '')}`)
    .digest('hex')
    .slice(0, 32)
}

export function receiptHead(poll: PollWithTally): ReceiptHead {
  return {
    format: 'crier-poll-receipts-1',
    poll: poll.publicId,
    question: poll.question,
    labels: poll.options.map(({ label }) => label),
    counted: poll.tally.counted,
    setAside: poll.tally.setAside,
    // An imported balance has no ballots that could be listed.
    votes: resultsOf({ ...poll, imported: undefined }).rows.map(({ votes }) => votes),
  }
}

export type ReceivedBallot = { receipt: string; state: BallotState; optionIds: readonly number[] }

export function publishedReceipts(poll: PollWithTally, ballots: readonly ReceivedBallot[]): PublishedReceipt[] {
  const isEnough = poll.tally.counted >= fewestForDetail
  const number = new Map(poll.options.map(({ id }, index) => [id, index + 1]))
  return ballots.map(({ receipt, state, optionIds }) => ({
    receipt: receiptHash(poll.publicId, receipt),
    state,
    ...(isEnough && { options: optionIds.map((id) => number.get(id) ?? 0).sort((a, b) => a - b) }),
  }))
}

export function partsOf({ tally }: Pick<PollWithTally, 'tally'>, most = maxInPart): Part[] {
  const of = Math.max(1, Math.ceil((tally.counted + tally.setAside) / most))
  return Array.from({ length: of }, (_, index) => ({ number: index + 1, of }))
}

export function partPath(publicId: string, { number, of }: Part): string {
  return of === 1 ? `/polls/${publicId}/receipts.json` : `/polls/${publicId}/receipts/${number}.json`
}
