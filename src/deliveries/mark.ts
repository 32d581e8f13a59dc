/** Marks the next rows as being handed over, before anything goes over the network. */
import type { Tx } from '../kit/db/schema.ts'
import { minute, type Chunk, type Marked } from './delivery.ts'
import { candidates, markHanding, putOff, setAside, type Candidate } from './mark-store.ts'
import { takeTokens, type Rate } from './rate-store.ts'
import { moveCounts, moveMinute, noteMoved, type Sending } from './sending-store.ts'

/** How fast a channel may go: in total, and slower rates for some recipients. */
export type Pace = { rate: Rate | undefined; rateOf(row: Marked): Rate | undefined }

export type Marking = {
  rows: Marked[]
  /** The next search starts after this one. */
  after: number
  /** No planned row here is due any more. */
  isAtEnd: boolean
  /** Nothing more may go before then. */
  nextAt: number | undefined
}

type Options = {
  sending: Sending
  chunk: Chunk
  holder: string
  pace: Pace
  after: number
  room: number
  at: number
}

/** Limits are part of a statement's text (kit/db/prepared.ts), so there are few different ones. */
const step = 32

/** As many rows as there is room for and the rates allow; rows that get nothing are set aside. */
export async function markIn(tx: Tx, options: Options): Promise<Marking> {
  const { sending, chunk, holder, pace, after, room, at } = options
  const limit = Math.ceil(room / step) * step
  const found = await candidates(tx, chunk, { kind: sending.kind, after, now: at, limit })
  if (found.length === 0) {
    // Rows before it may have become due in the meantime.
    if (after > chunk.from) return markIn(tx, { ...options, after: chunk.from })
    return { rows: [], after, isAtEnd: true, nextAt: undefined }
  }
  const here = found.slice(0, room)
  const aside = here.flatMap(({ subscriberId: id, setAside: why }) => (why === undefined ? [] : [{ id, why }]))
  const { taken, put, nextAt } = await paced(
    tx,
    here.filter(({ setAside: why }) => why === undefined),
    pace,
    at,
  )
  await putOff(tx, sending.id, put)
  const suppressed = await setAside(tx, sending.id, aside, at)
  const ids = taken.map(({ subscriberId }) => subscriberId)
  const marked = await markHanding(tx, { sendingId: sending.id, holder, edition: sending.edition, at }, ids)
  await moveCounts(tx, sending.id, chunk.channel, {
    planned: -marked.size - suppressed,
    handing: marked.size,
    suppressed,
  })
  if (marked.size > 0) await moveMinute(tx, sending.id, at - (at % minute), marked.size, 0, 0)
  if (suppressed > 0 || (marked.size > 0 && sending.firstHandedAt === null))
    await noteMoved(tx, sending.id, suppressed > 0 ? at : sending.movedAt, marked.size > 0 ? at : null)
  const last = nextAt === undefined ? here.at(-1) : undefined
  return {
    rows: taken.filter(({ subscriberId }) => marked.has(subscriberId)),
    after: last?.subscriberId ?? after,
    isAtEnd: false,
    nextAt,
  }
}

type Paced = {
  taken: Candidate[]
  put: { id: number; notBefore: number }[]
  /** If the rate of the whole channel has left some behind. */
  nextAt: number | undefined
}

async function paced(tx: Tx, rows: readonly Candidate[], { rate, rateOf }: Pace, at: number): Promise<Paced> {
  if (rows.length === 0) return { taken: [], put: [], nextAt: undefined }
  const all = rate && (await takeTokens(tx, rate, rows.length, at))
  const allowed = rows.slice(0, all?.taken ?? rows.length)
  const put: Paced['put'] = []
  const taken: Candidate[] = []
  for (const [name, some] of Map.groupBy(allowed, (row) => rateOf(row)?.name)) {
    const [first] = some
    const own = first && name !== undefined ? rateOf(first) : undefined
    const { taken: most, nextAt } = own
      ? await takeTokens(tx, own, some.length, at)
      : { taken: some.length, nextAt: at }
    taken.push(...some.slice(0, most))
    some.slice(most).forEach(({ subscriberId: id }, index) => {
      put.push({ id, notBefore: nextAt + Math.floor((index * 1000) / (own?.perSecond ?? 1)) })
    })
  }
  // Rows held back by a slower rate do not use up the channel's own.
  if (rate && put.length > 0) await takeTokens(tx, rate, -put.length, at)
  return { taken, put, nextAt: all !== undefined && all.taken < rows.length ? all.nextAt : undefined }
}
