/** How subscribers leave, by themselves or because nothing reaches them, and come back. */
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed, recordDeeds } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { suppressAddress } from '../readers/suppression-store.ts'
import { assertCan } from '../staff/acts.ts'
import { nextDigestFor } from './digest-times.ts'
import { notSubscribed } from './refusals.ts'
import { markBack, markEnded, markLeft } from './state-store.ts'
import { heldSubscriber } from './store.ts'

/** Whoever holds a subscriber's signed link acts for them. */
export const byLink: Actor = { kind: 'reader', id: 'by-mail' }

export function assertMayChange(actor: Actor): void {
  if (actor.kind !== 'reader') assertCan(actor, 'subscriber.manage')
}

export function unknownSubscriber(publicId: string): Failure {
  return notSubscribed('no-such-subscriber', 'unknown', `There is no subscriber "${publicId}".`)
}

/** No more alerts; other mail is not affected. Doing it again changes nothing. */
export async function leaveAlerts(
  house: House,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<{ outcome: 'left' } | Failure> {
  assertMayChange(actor)
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const subscriber = await heldSubscriber(tx, publicId)
    if (subscriber === undefined) return unknownSubscriber(publicId)
    if (subscriber.endedAt === null) {
      await markLeft(tx, subscriber.id, at)
      await recordDeed(tx, { deed: 'subscriber.leave', subject: `subscriber:${publicId}`, at })
    }
    return { outcome: 'left' } as const
  })
}

/**
 * They have changed their mind: their earlier choices apply again. Only people who left by themselves can do this, and
 * only by themselves.
 */
export async function comeBackToAlerts(
  house: House,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<{ outcome: 'back' } | Failure> {
  if (actor.kind !== 'reader')
    return notSubscribed('subscriber-left', 'conflict', 'Only they themselves can come back.')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const subscriber = await heldSubscriber(tx, publicId)
    if (subscriber === undefined) return unknownSubscriber(publicId)
    if (subscriber.state === 'active') return { outcome: 'back' } as const
    const isReachable = subscriber.address !== null || subscriber.endpointOrigin !== null
    if (subscriber.state !== 'left' || subscriber.confirmedAt === null || !isReachable)
      return failed('conflict', 'Nothing can be sent there. They have to subscribe again.')
    await markBack(tx, subscriber.id, { nextDigestAt: nextDigestFor(house, subscriber, at), at })
    await recordDeed(tx, { deed: 'subscriber.come-back', subject: `subscriber:${publicId}`, at })
    return { outcome: 'back' } as const
  })
}

export type Ending = {
  ids: readonly number[]
  /** `bounced`: the mailbox is gone. `complained`, to their provider. `gone`: the browser's subscription has ended. */
  how: 'bounced' | 'complained' | 'gone'
  at: number
}

/**
 * Called by deliveries: nothing reaches them, or nothing should. An address that bounced or complained gets no mail of
 * any kind. Those that had already ended stay as they are, unless who left complains; returns how many did not.
 */
export async function endSubscriptionsIn(tx: Tx, { ids, how, at }: Ending): Promise<number> {
  const ended = await markEnded(tx, { ids, state: how, at })
  for (const { addressHash } of ended) if (addressHash !== null) await suppressAddress(tx, addressHash, how, at)
  await recordDeeds(
    tx,
    ended.map(({ publicId }) => ({ deed: 'subscriber.end', subject: `subscriber:${publicId}`, detail: { how }, at })),
  )
  return ended.length
}

/** The same in a transaction of its own. */
export async function endSubscription(
  house: House,
  actor: Actor,
  { id, how }: { id: number; how: Ending['how'] },
): Promise<{ outcome: 'ended' | 'unchanged' }> {
  assertMayChange(actor)
  const at = house.clock.now()
  const ended = await house.write(actor, (tx) => endSubscriptionsIn(tx, { ids: [id], how, at }))
  return { outcome: ended === 1 ? 'ended' : 'unchanged' }
}
