/**
 * A chunk of the audience on its way out. One write settles what has come back and marks what goes next; the network is
 * asked between two such writes. So at most `window` rows are between the two when a process dies, and those are shown
 * as uncertain: nobody is sent the same twice by itself.
 */
import { randomBytes } from 'node:crypto'
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import { system, type Tx } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import { ComeBack } from '../kit/queue/job.ts'
import type { Channel } from '../subscriptions/tables.ts'
import { isHeldBy, setChunkTime, takeChunk } from './chunk-store.ts'
import { composedOf } from './composed.ts'
import type { Composed, Composers } from './composer.ts'
import { standstillMs, minute, type Chunk, type Marked, type Outcome } from './delivery.ts'
import type { Away, Lane, OpenLane } from './lane.ts'
import { markIn, type Marking } from './mark.ts'
import { markUncertain, nextDue, takeBack } from './row-store.ts'
import { heldSending, setSendingState, type Sending } from './sending-store.ts'
import { endIfOverIn, followIn, settleIn, type Answer, type DeliveryHooks } from './settle.ts'

export type Staff = { composers: Composers; hooks: DeliveryHooks; lanes: Record<Channel, OpenLane> }

/** After so long a chunk stands in line again, so that what is more urgent comes in between. */
const sliceMs = 2_000
/** A mail server that is away is tried again after so long. */
const awayMs = 10_000
/** However long it says; and a clock that was put back stops nothing for longer. */
const longestAwayMs = 10 * minute
/** Answers that have come are written down after so long, whether others have come or not. */
const settleMs = 250
/** So many messages are made in one go, a few milliseconds of work. */
const atOnce = 4
/** What is on its way when the process is told to stop has so long to be answered. */
const graceMs = 3_000

/** By channel. */
const awayOf = perHouse(() => new Map<Channel, Away>())

/** @throws ComeBack when there is something left to do later; the signal's reason when the process is stopping */
export async function handOverChunk(
  house: House,
  key: Pick<Chunk, 'sendingId' | 'channel' | 'from'>,
  staff: Staff,
  signal: AbortSignal,
): Promise<void> {
  const run = await beginRun(house, key, staff, signal)
  if (run === undefined) return
  const grace = new AbortController()
  const end = () => setTimeout(() => grace.abort(signal.reason), graceMs).unref()
  signal.addEventListener('abort', end)
  try {
    for (;;) {
      const step = await nextStep(run)
      if (step.kind === 'lost') return
      if (step.kind === 'over') {
        signal.throwIfAborted()
        if (step.nextAt === null) return
        throw new ComeBack(step.nextAt)
      }
      await begin(run, step, grace.signal)
      await someAreBack(run)
    }
  } finally {
    signal.removeEventListener('abort', end)
  }
}

type Run = {
  house: House
  chunk: Chunk
  holder: string
  staff: Staff
  lane: Lane
  signal: AbortSignal
  beganAt: number
  after: number
  /** What is on its way, and what has come back since the last write. */
  flying: Set<number>
  back: Answer[]
  /** Told of each answer. */
  onBack: () => void
  tokensAt: number | undefined
}

async function beginRun(
  house: House,
  key: Pick<Chunk, 'sendingId' | 'channel' | 'from'>,
  staff: Staff,
  signal: AbortSignal,
): Promise<Run | undefined> {
  const holder = randomBytes(9).toString('base64url')
  const at = house.clock.now()
  const chunk = await house.write(system, async (tx) => {
    const sending = await heldSending(tx, key.sendingId)
    const taken = await takeChunk(tx, key, holder)
    if (sending === undefined || taken === undefined) return undefined
    const fault = 'a process ended, or stood still, before it could say whether this went'
    const left = await markUncertain(tx, taken, { holder, fault, at })
    await followIn(tx, { sending, chunk: taken, at, hooks: staff.hooks }, left)
    return taken
  })
  if (chunk === undefined) return undefined
  return {
    house,
    chunk,
    holder,
    staff,
    lane: staff.lanes[chunk.channel](house),
    signal,
    beganAt: performance.now(),
    after: chunk.from,
    flying: new Set(),
    back: [],
    onBack: () => {},
    tokensAt: undefined,
  }
}

type Step =
  | { kind: 'on'; sending: Sending; rows: readonly Marked[] }
  /** `nextAt`: null where nothing is left to do. */
  | { kind: 'over'; nextAt: number | null }
  /** Another run has taken the chunk: whatever comes back here is late. */
  | { kind: 'lost' }

/** Through any trouble of the database: what the network has answered is not forgotten meanwhile. */
async function nextStep(run: Run): Promise<Step> {
  const answers = run.back.splice(0)
  const room = roomOf(run)
  for (let isAgain = false; ; isAgain = true) {
    try {
      const { marking, ...step } = await run.house.write(system, (tx) => stepIn(tx, run, { answers, room, isAgain }))
      if (marking !== undefined) run.after = marking.after
      run.tokensAt = marking?.nextAt ?? run.tokensAt
      return step
    } catch (error) {
      if (!(error instanceof Unavailable) || run.signal.aborted) throw error
      await sleep(500)
    }
  }
}

/** How many rows more may be marked. */
function roomOf({ house, lane, chunk, flying, signal, beganAt, tokensAt }: Run): number {
  if (signal.aborted || tokensAt !== undefined || performance.now() - beganAt > sliceMs) return 0
  const away = awayOf(house).get(chunk.channel)
  if (away === undefined) return lane.window - flying.size
  // One is tried, to see whether it is back.
  const leftMs = away.until - house.clock.now()
  return leftMs > 0 && leftMs <= longestAwayMs ? 0 : Math.max(0, 1 - flying.size)
}

type Given = {
  answers: readonly Answer[]
  room: number
  /** The write before it was not heard to have succeeded. */
  isAgain: boolean
}

async function stepIn(tx: Tx, run: Run, { answers, room, isAgain }: Given): Promise<Step & { marking?: Marking }> {
  const { house, chunk, holder, flying, staff, lane, after } = run
  const at = house.clock.now()
  const sending = await heldSending(tx, chunk.sendingId)
  if (sending === undefined || !(await isHeldBy(tx, chunk, holder))) return { kind: 'lost' }
  const ours = { sending, chunk, holder, at, hooks: staff.hooks }
  if (isAgain) await unbegin(tx, run, ours, answers)
  const moved = await settleIn(tx, ours, answers)
  const isLive = await goesOn(tx, run, { sending, hasMoved: moved > 0, at })
  const marking =
    isLive && room > 0 ? await markIn(tx, { sending, chunk, holder, pace: lane.pace, after, room, at }) : undefined
  // Also what came back while this waited for its turn.
  if (flying.size + run.back.length > 0 || (marking !== undefined && !isEmpty(marking)))
    return { kind: 'on', sending, rows: marking?.rows ?? [], ...(marking && { marking }) }
  return { kind: 'over', nextAt: await closeIn(tx, run, { sending, isLive, at, tokensAt: marking?.nextAt }) }
}

function isEmpty({ rows, isAtEnd, nextAt }: Marking): boolean {
  return rows.length === 0 && (isAtEnd || nextAt !== undefined)
}

/** What such a write has marked after all was never begun. */
async function unbegin(
  tx: Tx,
  { chunk, holder, flying, back }: Run,
  ours: Parameters<typeof followIn>[1],
  answers: readonly Answer[],
): Promise<void> {
  const taken = await takeBack(tx, chunk, { holder, but: [...flying, ...[...back, ...answers].map(({ id }) => id)] })
  await followIn(
    tx,
    ours,
    Array.from({ length: taken }, () => ({ id: 0, state: 'planned' as const, edition: null })),
  )
}

/** Whether more may go; what has stood still for too long is paused. */
async function goesOn(
  tx: Tx,
  { house, chunk }: Run,
  { sending, hasMoved, at }: { sending: Sending; hasMoved: boolean; at: number },
): Promise<boolean> {
  const now = (await heldSending(tx, sending.id))?.state
  if (now !== 'freezing' && now !== 'sending') return false
  if (hasMoved || at - sending.movedAt <= standstillMs) return true
  const reason = standstillReason(awayOf(house).get(chunk.channel)?.fault)
  await setSendingState(tx, sending.id, { state: 'paused', reason, at })
  return false
}

export function standstillReason(fault?: string): string {
  const why = fault === undefined ? '' : ` (${fault})`
  return `It stood still for more than 15 minutes${why}. News may be old by now: look at it, and let it go on by hand.`
}

type Closing = { sending: Sending; isLive: boolean; at: number; tokensAt: number | undefined }

/** When this chunk goes on; null when somebody has to do something first, or nothing is left. */
async function closeIn(tx: Tx, run: Run, { sending, isLive, at, tokensAt }: Closing): Promise<number | null> {
  const { chunk, house, staff } = run
  const { sendingId, channel, from } = chunk
  const due = await nextDue(tx, chunk)
  const awayUntil = awayOf(house).get(channel)?.until ?? 0
  const nextAt =
    due === undefined
      ? null
      : Math.max(due, at, tokensAt ?? 0, run.tokensAt ?? 0, Math.min(awayUntil, at + longestAwayMs))
  await setChunkTime(tx, sendingId, channel, from, nextAt)
  if (nextAt === null) await endIfOverIn(tx, sending, staff.hooks, at)
  return isLive ? nextAt : null
}

/** Their messages are composed and go out; each tells when it has been answered. */
async function begin(run: Run, { sending, rows }: Extract<Step, { kind: 'on' }>, signal: AbortSignal): Promise<void> {
  if (rows.length === 0) return
  for (const { subscriberId } of rows) run.flying.add(subscriberId)
  const composed = await composedFor(run, sending)
  for (const [index, row] of rows.entries()) {
    // Readers are served by the same thread.
    if (index % atOnce === atOnce - 1) await immediate()
    const outcome = 'kind' in composed ? Promise.resolve(composed) : handed(run, { sending, composed, row }, signal)
    void outcome.then((known) => {
      noteAway(run, known)
      run.flying.delete(row.subscriberId)
      run.back.push({ id: row.subscriberId, attempts: row.attempts, outcome: known })
      run.onBack()
    })
  }
}

/** A message that cannot be composed now may be in a while; one of which nothing is left to say has ended. */
async function composedFor({ house, chunk, staff }: Run, sending: Sending): Promise<Composed | Outcome> {
  try {
    const composed = await composedOf(house, staff.composers, sending, chunk.channel)
    if (composed === 'changed') return { kind: 'later', fault: 'its words have just been changed', afterMs: 0 }
    return composed ?? { kind: 'failed', fault: 'there is nothing to be said any more' }
  } catch (error) {
    house.log.error({ error, sending: sending.id }, 'a message could not be composed')
    return { kind: 'away', fault: `the message could not be composed: ${wordsOf(error)}` }
  }
}

async function handed(
  { house, lane }: Run,
  message: { sending: Sending; composed: Composed; row: Marked },
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return await lane.hand(message, signal)
  } catch (error) {
    if (signal.aborted) return { kind: 'away', fault: 'the process was stopping' }
    house.log.error({ error, sending: message.sending.id }, 'a message could not be made')
    return { kind: 'failed', fault: `the message could not be made: ${wordsOf(error)}` }
  }
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300)
}

function noteAway({ house, chunk, signal }: Run, outcome: Outcome): void {
  const known = awayOf(house)
  if (outcome.kind !== 'away') known.delete(chunk.channel)
  else if (!signal.aborted)
    known.set(chunk.channel, {
      until: house.clock.now() + Math.min(longestAwayMs, outcome.afterMs ?? awayMs),
      fault: outcome.fault,
    })
}

/** Until half of what is on its way is back, or some of it for a while. */
async function someAreBack(run: Run): Promise<void> {
  const enough = Math.ceil((run.flying.size + run.back.length) / 2)
  const { promise, resolve } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    if (run.back.length >= enough || run.flying.size === 0) resolve()
    else if (run.back.length > 0) timer ??= setTimeout(resolve, settleMs)
  }
  run.onBack = look
  look()
  await promise
  clearTimeout(timer)
}
