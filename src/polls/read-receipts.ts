import type { Db } from '../kit/db/schema.ts'
import { ballotsOfReaders } from './certificate-store.ts'
import type { PollWithTally } from './poll.ts'
import { partsOf, publishedReceipts, readersOfPart, receiptHead, type Part, type ReceiptHead } from './receipts.ts'

const step = 500

/** The list, or a part of it, as JSON (`ReceiptList`), a ballot a line. */
export async function receiptList(db: Db, poll: PollWithTally, part: Part): Promise<string> {
  const lines = await receiptsOfPart(db, poll, part)
  return `${opening({ ...receiptHead(poll), ...(part.of > 1 && { part }) })}${lines.join(',\n')}${end}`
}

/** The whole list as one file. However long it is, no more than a part of it is held. */
export async function* wholeReceiptList(db: Db, poll: PollWithTally): AsyncGenerator<string> {
  yield opening(receiptHead(poll))
  let between = ''
  for (const part of partsOf(poll)) {
    const lines = await receiptsOfPart(db, poll, part)
    if (lines.length > 0) yield `${between}${lines.join(',\n')}`
    if (lines.length > 0) between = ',\n'
  }
  yield end
}

function opening(head: ReceiptHead & { part?: Part }): string {
  return `${JSON.stringify(head).slice(0, -1)},"ballots":[\n`
}

const end = '\n]}\n'

/** Each begins with its hash, by which they are sorted. */
async function receiptsOfPart(db: Db, poll: PollWithTally, part: Part): Promise<string[]> {
  const { after, until } = readersOfPart(part)
  const lines: string[] = []
  for (let last = after; ; ) {
    const page = await ballotsOfReaders(db, { pollId: poll.id, after: last, until, limit: step })
    for (const receipt of publishedReceipts(poll, page)) lines.push(JSON.stringify(receipt))
    last = page.at(-1)?.readerId ?? last
    if (page.length < step) return lines.sort()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
