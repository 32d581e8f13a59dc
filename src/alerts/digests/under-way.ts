/** A digest that stands still, as one does that was due while the paper was away, goes on or is given up. */
import { cancelSending, resumeSending } from '../../deliveries/deeds.ts'
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { isFailure, type Failure } from '../../kit/outcome.ts'
import { assertCan } from '../../staff/acts.ts'
import { assertPerson } from '../approve-alert.ts'
import { notDone } from '../refusals.ts'
import { digestSendingBy } from './store.ts'

/** `sending`: its public id. */
type OfDigest = { sending: string }

/**
 * Whoever does this has looked.
 * @throws Refusal 'forbidden' for a program
 */
export async function resumeDigest(
  house: House,
  actor: Actor,
  { sending }: OfDigest,
): Promise<{ outcome: 'resumed' | 'unchanged' } | Failure> {
  assertCan(actor, 'alert.approve')
  const sendingId = await digestSendingBy(house.db, sending)
  if (sendingId === undefined) return noSuchDigest
  assertPerson(actor)
  return resumeSending(house, actor, { sendingId })
}

/** Who has not got it gets none. */
export async function stopDigest(
  house: House,
  actor: Actor,
  { sending }: OfDigest,
): Promise<{ outcome: 'stopped' | 'unchanged' } | Failure> {
  assertCan(actor, 'alert.approve')
  const sendingId = await digestSendingBy(house.db, sending)
  if (sendingId === undefined) return noSuchDigest
  const cancelled = await cancelSending(house, actor, { sendingId })
  return isFailure(cancelled) ? cancelled : { outcome: cancelled.outcome === 'cancelled' ? 'stopped' : 'unchanged' }
}

const noSuchDigest = notDone('no-such-digest', 'unknown', 'No digest was sent under that id.')
