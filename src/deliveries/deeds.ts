/** Deeds on a sending. Steps that end in `In` belong to a deed of the room above. */
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { enqueue } from '../kit/queue/job.ts'
import { assertCan } from '../staff/acts.ts'
import { channels, type Channel } from '../subscriptions/tables.ts'
import { insertChunk, reviveChunks } from './chunk-store.ts'
import { cancelJob, wakeChunks } from './jobs.ts'
import { pausedBy } from './pause.ts'
import { cancelStep, planAgain } from './row-store.ts'
import {
  heldSending,
  insertSending,
  moveCounts,
  moveFrozen,
  replaceContent,
  setSendingState,
  setTrusted,
  type CountMoves,
  type Sending,
} from './sending-store.ts'
import { endIfOverIn, type DeliveryHooks } from './settle.ts'
import type { SendingKind } from './tables.ts'

export type SendingToMake = {
  kind: SendingKind
  /** For the composer: a JSON value. */
  content: unknown
  /** The audience: current subscribers up to this number. */
  lastSubscriber: number
  at: number
}

/** Its audience is frozen in steps, each reported by `frozenIn`; what has been frozen already goes out. */
export async function createSendingIn(tx: Tx, sending: SendingToMake): Promise<{ id: number; publicId: string }> {
  const newId = publicId()
  return { id: await insertSending(tx, { publicId: newId, ...sending }), publicId: newId }
}

export type Frozen = {
  sendingId: number
  /** All rows for the subscribers after `from` and up to `upTo` were made in this transaction. */
  from: number
  upTo: number
  /** How many rows are `planned`, and how many were `folded` into the next digest. */
  planned: Record<Channel, number>
  folded?: Partial<Record<Channel, number>>
  isLast: boolean
  at: number
}

/** False if the sending was cancelled in the meantime, or this step was made already: then nothing was counted. */
export async function frozenIn(tx: Tx, frozen: Frozen, hooks: DeliveryHooks = {}): Promise<boolean> {
  const { sendingId, from, upTo, planned, folded, isLast, at } = frozen
  const sending = await heldSending(tx, sendingId)
  if (sending === undefined || sending.frozenUpTo !== from || sending.doneAt !== null) return false
  await moveFrozen(tx, sendingId, isLast ? sending.frozenLast : upTo, at)
  for (const channel of channels) {
    const moves = { planned: planned[channel], folded: folded?.[channel] ?? 0 }
    await moveCounts(tx, sendingId, channel, moves)
    if (moves.planned === 0) continue
    const chunk = { sendingId, channel, from, upTo }
    await insertChunk(tx, chunk, at)
    if (sending.state === 'freezing') await wakeChunks(tx, sending.kind, [chunk], at)
  }
  if (!isLast || sending.state !== 'freezing') return true
  await setSendingState(tx, sendingId, { state: 'sending', at })
  await endIfOverIn(tx, { ...sending, state: 'sending', frozenUpTo: sending.frozenLast }, hooks, at)
  return true
}

/** What has not gone out goes with the new text. Returns the new edition; undefined if there is no such sending. */
export async function changeContentIn(tx: Tx, sendingId: number, content: unknown): Promise<number | undefined> {
  // A row being settled at this moment is either done already or sees the new edition.
  const held = await heldSending(tx, sendingId)
  return held && replaceContent(tx, sendingId, content)
}

type Paused = { outcome: 'paused' | 'unchanged' } | Failure

/** Nothing more goes out; what is in flight is settled. `reason`: in their own words; it may be empty. */
export async function pauseSending(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { sendingId, reason }: { sendingId: number; reason: string },
): Promise<Paused> {
  assertCan(actor, 'alert.approve')
  const at = house.clock.now()
  const pause = pausedBy(reason)
  return house.write(actor, async (tx) => {
    const sending = await heldSending(tx, sendingId)
    if (sending === undefined) return unknown(sendingId)
    if (sending.state === 'paused') return { outcome: 'unchanged' }
    if (sending.doneAt !== null) return over(sending)
    await setSendingState(tx, sendingId, { state: 'paused', pause, at })
    await recordDeed(tx, { deed: 'sending.pause', subject: subjectOf(sending), detail: { reason: pause.words }, at })
    return { outcome: 'paused' }
  })
}

/** Whatever paused it: somebody has looked. */
export async function resumeSending(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { sendingId }: { sendingId: number },
): Promise<{ outcome: 'resumed' | 'unchanged' } | Failure> {
  assertCan(actor, 'alert.approve')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const sending = await heldSending(tx, sendingId)
    if (sending === undefined) return unknown(sendingId)
    if (sending.doneAt !== null) return over(sending)
    if (sending.state !== 'paused') return { outcome: 'unchanged' }
    await goOnIn(tx, sending, 'unended', at)
    await setTrusted(tx, sendingId)
    await recordDeed(tx, {
      deed: 'sending.resume',
      subject: subjectOf(sending),
      detail: { reason: sending.pauseReason },
      at,
    })
    return { outcome: 'resumed' }
  })
}

async function goOnIn(tx: Tx, sending: Sending, which: 'unended' | 'with-planned', at: number): Promise<void> {
  const state = sending.frozenUpTo < sending.frozenLast ? 'freezing' : 'sending'
  await setSendingState(tx, sending.id, { state, at })
  await wakeChunks(tx, sending.kind, await reviveChunks(tx, sending.id, { isAlso: which, at }), at)
}

/** Nothing more of it goes out. */
export async function cancelSending(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { sendingId }: { sendingId: number },
): Promise<{ outcome: 'cancelled' | 'unchanged' } | Failure> {
  assertCan(actor, 'alert.approve')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const sending = await heldSending(tx, sendingId)
    if (sending === undefined) return unknown(sendingId)
    if (sending.doneAt !== null) return over(sending)
    await cancelPlannedIn(tx, sendingId, at)
    await recordDeed(tx, { deed: 'sending.cancel', subject: subjectOf(sending), at })
    return { outcome: 'cancelled' }
  })
}

/** From the commit on nothing more is marked; the rows follow in steps (`cancelPlanned`). */
export async function cancelPlannedIn(tx: Tx, sendingId: number, at: number): Promise<void> {
  const sending = await heldSending(tx, sendingId)
  if (sending === undefined || sending.doneAt !== null) return
  await setSendingState(tx, sendingId, { state: 'cancelled', at })
  await enqueue(tx, cancelJob, { sendingId }, { at, uniqueKey: String(sendingId) })
}

const cancelRows = 1_000

/** The rows of a cancelled sending, a step at a time. */
export async function cancelPlanned(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  sendingId: number,
): Promise<void> {
  for (let after = 0; ;) {
    const at = house.clock.now()
    const step = await house.write(actor, async (tx) => {
      await heldSending(tx, sendingId)
      const rows = await cancelStep(tx, { sendingId, after, limit: cancelRows, at })
      for (const channel of channels) {
        const count = rows.filter((row) => row.channel === channel).length
        await moveCounts(tx, sendingId, channel, { planned: -count, cancelled: count })
      }
      return rows.map(({ id }) => id)
    })
    if (step.length === 0) return
    after = Math.max(...step)
  }
}

/**
 * An editor orders these uncertain rows sent again: the recipients may get it twice. Returns how many of them were
 * uncertain.
 */
export async function repeatUncertain(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { sendingId, subscriberIds }: { sendingId: number; subscriberIds: readonly number[] },
): Promise<{ outcome: 'repeated'; count: number } | Failure> {
  assertCan(actor, 'alert.approve')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const sending = await heldSending(tx, sendingId)
    if (sending === undefined) return unknown(sendingId)
    if (sending.state === 'cancelled') return over(sending)
    const rows = await planAgain(tx, sendingId, subscriberIds)
    for (const channel of channels) {
      const count = rows.filter((row) => row.channel === channel).length
      const moves: CountMoves = { uncertain: -count, planned: count }
      await moveCounts(tx, sendingId, channel, moves)
    }
    if (rows.length > 0) {
      if (sending.state !== 'paused') await goOnIn(tx, sending, 'with-planned', at)
      const detail = { count: rows.length }
      await recordDeed(tx, { deed: 'sending.repeat', subject: subjectOf(sending), detail, at })
    }
    return { outcome: 'repeated', count: rows.length }
  })
}

function subjectOf({ publicId: id }: Pick<Sending, 'publicId'>): string {
  return `sending:${id}`
}

function unknown(id: number): Failure {
  return failed('unknown', `There is no sending ${id}.`)
}

function over({ state }: Sending): Failure {
  return failed('conflict', `The sending is over: ${state}.`)
}
