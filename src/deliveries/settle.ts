/** Writes down the outcome of messages, with everything that follows from it, in one transaction. */
import type { Tx } from '../kit/db/schema.ts'
import { endSubscriptionsIn } from '../subscriptions/leave.ts'
import type { Channel } from '../subscriptions/tables.ts'
import { breakIn } from './breaker.ts'
import { minute, maxAttempts, retryAfterMs, type Chunk, type Outcome } from './delivery.ts'
import { holdBack, type Rate } from './rate-store.ts'
import {
  countsOf,
  moveCounts,
  moveMinute,
  noteMoved,
  setSendingState,
  type CountMoves,
  type Sending,
} from './sending-store.ts'
import { settleRows, type Settled, type Settlement } from './settle-store.ts'
import type { SendingKind } from './tables.ts'

/** A row that was handed over, or may have been, with text that has been changed since. */
export type Outdated = { subscriberId: number; channel: Channel; state: 'accepted' | 'uncertain'; edition: number }

/** What the room above does in the same transaction. */
export type DeliveryHooks = {
  /** Sends a correction to people the old text has reached after all. */
  onOutdated?(tx: Tx, sending: { id: number; kind: SendingKind }, rows: readonly Outdated[], at: number): Promise<void>
  /** When all of its rows have ended. */
  onDone?(tx: Tx, sending: { id: number; kind: SendingKind }, at: number): Promise<void>
}

export type Settling = { sending: Sending; chunk: Chunk; holder: string; at: number; hooks: DeliveryHooks }

export type Answer = { id: number; attempts: number; outcome: Outcome }

/** How many of them have ended. Rows that no longer belong to this holder change nothing. */
export async function settleIn(tx: Tx, settling: Settling, answers: readonly Answer[]): Promise<number> {
  if (answers.length === 0) return 0
  const { sending, chunk, holder, at } = settling
  const given = answers.map((answer) => settlementOf(answer, at))
  const settled = await settleRows(tx, { sendingId: sending.id, holder, at }, given)
  const ended = settled.filter(({ state }) => state === 'bounced').map(({ id }) => id)
  if (ended.length > 0)
    await endSubscriptionsIn(tx, { ids: ended, how: chunk.channel === 'email' ? 'bounced' : 'gone', at })
  await holdBackIn(tx, answers, at)
  return followIn(tx, settling, settled)
}

/** Once for each rate, for as long as the longest of them says. */
async function holdBackIn(tx: Tx, answers: readonly Answer[], at: number): Promise<void> {
  const holds = new Map<string, Rate & { ms: number }>()
  for (const { outcome } of answers) {
    const held = outcome.kind === 'later' ? outcome.holds : undefined
    if (held !== undefined && held.ms > (holds.get(held.name)?.ms ?? 0)) holds.set(held.name, held)
  }
  // Always in the same order.
  for (const name of [...holds.keys()].toSorted()) {
    const held = holds.get(name)
    if (held !== undefined) await holdBack(tx, held, at)
  }
}

/** Counters, the hook for outdated rows, and the breaker, for rows that were `handing`. */
export async function followIn(
  tx: Tx,
  { sending, chunk, at, hooks }: Omit<Settling, 'holder'>,
  settled: readonly Settled[],
): Promise<number> {
  if (settled.length === 0) return 0
  const moves: CountMoves = { handing: -settled.length }
  for (const { state } of settled) moves[state] = (moves[state] ?? 0) + 1
  await moveCounts(tx, sending.id, chunk.channel, moves)
  const { accepted = 0, failed = 0, bounced = 0, planned = 0 } = moves
  if (accepted + failed + bounced > 0)
    await moveMinute(tx, sending.id, at - (at % minute), 0, accepted, failed + bounced)
  const outdated = settled.flatMap(({ id, state, edition }): Outdated[] =>
    (state === 'accepted' || state === 'uncertain') && edition !== null && edition < sending.edition
      ? [{ subscriberId: id, channel: chunk.channel, state, edition }]
      : [],
  )
  if (outdated.length > 0) await hooks.onOutdated?.(tx, sending, outdated, at)
  if (bounced > 0 && chunk.channel === 'email') await breakIn(tx, sending, at)
  const over = settled.length - planned
  if (over > 0) await noteMoved(tx, sending.id, at, null)
  return over
}

/** It is done when the audience is frozen and all its rows have ended. */
export async function endIfOverIn(tx: Tx, sending: Sending, hooks: DeliveryHooks, at: number): Promise<boolean> {
  if (sending.frozenUpTo < sending.frozenLast || (sending.state !== 'sending' && sending.state !== 'paused'))
    return false
  const { email, push } = await countsOf(tx, sending.id)
  if (email.planned + email.handing + push.planned + push.handing > 0) return false
  await setSendingState(tx, sending.id, { state: 'done', at })
  await hooks.onDone?.(tx, sending, at)
  return true
}

function settlementOf({ id, attempts, outcome }: Answer, at: number): Settlement {
  const ended = { id, notBefore: null, tries: 1 } as const
  switch (outcome.kind) {
    case 'accepted':
      return { ...ended, state: 'accepted', fault: null }
    case 'away':
      return { id, notBefore: null, tries: 0, state: 'planned', fault: outcome.fault }
    case 'later':
      return attempts + 1 >= maxAttempts
        ? { ...ended, state: 'failed', fault: `given up after ${maxAttempts} tries: ${outcome.fault}` }
        : {
            ...ended,
            state: 'planned',
            notBefore: at + (outcome.afterMs ?? retryAfterMs(attempts + 1)),
            fault: outcome.fault,
          }
    default:
      return { ...ended, state: outcome.kind, fault: outcome.fault }
  }
}
