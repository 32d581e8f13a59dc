import type { Db } from '../kit/db/schema.ts'
import { ballotsOfReaders, readerAfter } from './certificate-store.ts'
import type { PollWithTally } from './poll.ts'
import { partsOf, publishedReceipts, receiptHead, type Part, type ReceiptHead } from './receipts.ts'

const step = 500
const hop = 1_000

/** The list, or a part of it, as JSON (`ReceiptList`), a ballot a line. */
export async function receiptList(
  db: Db,
  poll: PollWithTally,
  part: Part,
  borders: readonly string[],
): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const words of written({ ...receiptHead(poll), ...(part.of > 1 && { part }) }, [part], (each) =>
    receiptsOfPart(db, poll, each, borders),
  ))
    pieces.push(Buffer.from(words))
  return Buffer.concat(pieces)
}

/** The whole list as one file. However long it is, no more than a part of it is held. */
export async function* wholeReceiptList(db: Db, poll: PollWithTally): AsyncGenerator<string> {
  const parts = partsOf(poll)
  const borders = await partBorders(db, poll, parts)
  yield* written(receiptHead(poll), parts, (part) => receiptsOfPart(db, poll, part, borders))
}

async function* written(
  head: ReceiptHead & { part?: Part },
  parts: readonly Part[],
  read: (part: Part) => AsyncGenerator<string>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"ballots":[\n`
  let between = ''
  for (const part of parts) {
    for await (const lines of read(part)) {
      yield `${between}${lines}`
      between = ',\n'
    }
  }
  yield '\n]}\n'
}

/** Where each part but the last ends, so that all are of one length: readers' ids, which nobody may see. */
export async function partBorders(db: Db, { id, tally }: PollWithTally, parts: readonly Part[]): Promise<string[]> {
  const each = Math.ceil((tally.counted + tally.setAside) / parts.length)
  const borders: string[] = []
  for (const _ of parts.slice(1))
    borders.push(await readerLater(db, { pollId: id, after: borders.at(-1) ?? '', readers: each }))
  return borders
}

/** Where there are not so many more, a mark after all of them. */
async function readerLater(
  db: Db,
  { pollId, after, readers }: { pollId: number; after: string; readers: number },
): Promise<string> {
  let reader = after
  for (let left = readers; left > 0; left -= hop) {
    const next = await readerAfter(db, { pollId, after: reader, skip: Math.min(left, hop) - 1 })
    if (next === undefined) return '\u{10FFFD}'
    reader = next
    await aMoment()
  }
  return reader
}

/**
 * Each line begins with its hash, by which they are sorted: those of one first byte at a time, for the server's thread
 * to have a rest.
 */
async function* receiptsOfPart(
  db: Db,
  poll: PollWithTally,
  { number }: Part,
  borders: readonly string[],
): AsyncGenerator<string> {
  const until = borders[number - 1]
  const byByte = new Map<string, string[]>()
  for (let after = borders[number - 2] ?? ''; ;) {
    const page = await ballotsOfReaders(db, { pollId: poll.id, after, until, limit: step })
    for (const receipt of publishedReceipts(poll, page)) {
      const byte = receipt.receipt.slice(0, 2)
      const lines = byByte.get(byte)
      if (lines === undefined) byByte.set(byte, [JSON.stringify(receipt)])
      else lines.push(JSON.stringify(receipt))
    }
    after = page.at(-1)?.readerId ?? after
    if (page.length < step) break
    await aMoment()
  }
  for (const byte of [...byByte.keys()].sort()) {
    yield byByte.get(byte)?.sort().join(',\n') ?? ''
    await aMoment()
  }
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
