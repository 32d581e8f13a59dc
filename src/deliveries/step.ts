/** One write of a run: it settles what has come back and marks what goes next. */
import { setTimeout as sleep } from 'node:timers/promises'
import { system, type Tx } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import { readersFirst } from '../kit/readers-first.ts'
import { isHeldBy, setChunkTime } from './chunk-store.ts'
import { standstillMs, type Marked } from './delivery.ts'
import type { Lane } from './lane.ts'
import { markIn, type Marking } from './mark.ts'
import { stoodStill } from './pause.ts'
import { pauseIfRefusedIn } from './refused.ts'
import { nextDue } from './row-store.ts'
import type { Run } from './run.ts'
import { heldSending, setSendingState, type Sending } from './sending-store.ts'
import { takeBack } from './settle-store.ts'
import { endIfOverIn, followIn, settleIn, type Answer } from './settle.ts'
import { awayOf, longestAwayMs } from './standstill.ts'

/** After this long a chunk goes to the back of the queue, so that more urgent ones get a turn. */
const sliceMs = 2_000

export type Step =
  | { kind: 'on'; sending: Sending; rows: readonly Marked[] }
  /** `nextAt`: null if nothing is left to do. */
  | { kind: 'over'; nextAt: number | null }
  /** Another run has taken the chunk: anything that comes back here is too late. */
  | { kind: 'lost' }

/** Survives any trouble of the database: answers from the network are not forgotten in the meantime. */
export async function nextStep(run: Run): Promise<Step> {
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

/** How many more rows may be marked. */
function roomOf({ house, lane, chunk, flying, signal, beganAt, tokensAt }: Run): number {
  if (signal.aborted || tokensAt !== undefined || performance.now() - beganAt > sliceMs) return 0
  const away = awayOf(house, chunk.channel)
  if (away === undefined) return Math.max(0, windowOf(lane, house) - flying.size)
  // One is tried, to see whether the service is back.
  const leftMs = away.until - house.clock.now()
  return leftMs > 0 && leftMs <= longestAwayMs ? 0 : Math.max(0, 1 - flying.size)
}

/** Few at a time beside readers: each write that marks and settles holds up their pages. */
const besideReaders = 12

function windowOf({ window }: Lane, house: House): number {
  return readersFirst(house).areThere() ? Math.min(window, besideReaders) : window
}

type Given = {
  answers: readonly Answer[]
  room: number
  /** The previous write was not confirmed. */
  isAgain: boolean
}

async function stepIn(tx: Tx, run: Run, { answers, room, isAgain }: Given): Promise<Step & { marking?: Marking }> {
  const { house, chunk, holder, flying, parts, lane, after } = run
  const at = house.clock.now()
  const sending = await heldSending(tx, chunk.sendingId)
  if (sending === undefined || !(await isHeldBy(tx, chunk, holder))) return { kind: 'lost' }
  const ours = { sending, chunk, holder, at, hooks: parts.hooks }
  if (isAgain) await unbegin(tx, run, ours, answers)
  const moved = await settleIn(tx, ours, answers)
  const isLive = await goesOn(tx, run, { sending, hasMoved: moved > 0, at })
  const marking =
    isLive && room > 0 ? await markIn(tx, { sending, chunk, holder, pace: lane.pace, after, room, at }) : undefined
  // Including what came back while this waited for its turn.
  if (flying.size + run.back.length > 0 || (marking !== undefined && !isEmpty(marking)))
    return { kind: 'on', sending, rows: marking?.rows ?? [], ...(marking && { marking }) }
  return { kind: 'over', nextAt: await closeIn(tx, run, { sending, isLive, at, tokensAt: marking?.nextAt }) }
}

function isEmpty({ rows, isAtEnd, nextAt }: Marking): boolean {
  return rows.length === 0 && (isAtEnd || nextAt !== undefined)
}

/** Rows that such a write marked after all were never started. */
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

/** Whether more may go; a sending that has stood still for too long is paused. */
async function goesOn(
  tx: Tx,
  { house, chunk }: Run,
  { sending, hasMoved, at }: { sending: Sending; hasMoved: boolean; at: number },
): Promise<boolean> {
  const now = (await heldSending(tx, sending.id))?.state
  if (now !== 'freezing' && now !== 'sending') return false
  if (hasMoved || at - sending.movedAt <= standstillMs) return true
  const pause = stoodStill(awayOf(house, chunk.channel)?.fault)
  await setSendingState(tx, sending.id, { state: 'paused', pause, at })
  return false
}

type Closing = { sending: Sending; isLive: boolean; at: number; tokensAt: number | undefined }

/** When this chunk continues; null if somebody has to act first, or nothing is left. */
async function closeIn(tx: Tx, run: Run, { sending, isLive, at, tokensAt }: Closing): Promise<number | null> {
  const { chunk, house, parts } = run
  const { sendingId, channel, from } = chunk
  const due = await nextDue(tx, chunk)
  const awayUntil = awayOf(house, channel)?.until ?? 0
  const nextAt =
    due === undefined
      ? null
      : Math.max(due, at, tokensAt ?? 0, run.tokensAt ?? 0, Math.min(awayUntil, at + longestAwayMs))
  await setChunkTime(tx, sendingId, channel, from, nextAt)
  if (nextAt !== null && isLive && (await pauseIfRefusedIn(tx, sending, run.lane.refusing?.() ?? new Map(), at)))
    return null
  if (nextAt === null) await endIfOverIn(tx, sending, parts.hooks, at)
  return isLive ? nextAt : null
}
