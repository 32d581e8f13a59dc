import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { nextDigestFor } from './digest-times.ts'
import { assertMayChange, unknownSubscriber } from './leave.ts'
import { updatePreferences } from './state-store.ts'
import { followedThreads, followedTopics, heldSubscriber, replaceFollowed } from './store.ts'
import {
  preferenceFaults,
  threadDays,
  timeZoneOf,
  type ChoiceFaults,
  type Preferences,
  type Subscriber,
} from './subscriber.ts'

export type PreferencesChanged = { outcome: 'changed' } | { outcome: 'refused'; faults: ChoiceFaults } | Failure

/**
 * What is left out stays unchanged. Somebody whose subscription has ended changes nothing: they come back, or subscribe
 * again.
 */
export async function changePreferences(
  house: House,
  actor: Actor,
  { publicId, change }: { publicId: string; change: Partial<Preferences> },
): Promise<PreferencesChanged> {
  assertMayChange(actor)
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<PreferencesChanged> => {
    const before = await heldSubscriber(tx, publicId)
    if (before === undefined) return unknownSubscriber(publicId)
    if (before.state !== 'active') return failed('conflict', 'They are not subscribed, so there is nothing to change.')
    const topicIds = change.topicIds ?? (await followedTopics(tx, before.id)).map(({ id }) => id)
    const threadIds = change.threadIds ?? (await followedThreads(tx, before.id)).map(({ articleId }) => articleId)
    const wanted = { ...before, ...change, topicIds, threadIds }
    const faults = preferenceFaults(wanted, before.channel, at)
    if (Object.keys(faults).length > 0) return { outcome: 'refused', faults }
    await updatePreferences(tx, before.id, tidied(house, wanted, before, at))
    await replaceFollowed(tx, before.id, { topicIds, threadIds, until: at + threadDays * 86_400_000 })
    await recordDeed(tx, { deed: 'subscriber.change', subject: `subscriber:${publicId}`, at })
    return { outcome: 'changed' }
  })
}

/**
 * A digest that is due stays due, unless they want it at another time. Somebody who wants none any more gets a last
 * one: something may be waiting for it.
 */
function tidied(house: House, wanted: Preferences, before: Subscriber, at: number) {
  const timeZone = timeZoneOf(wanted.timeZone) ?? before.timeZone
  const isSame = wanted.pace === before.pace && timeZone === before.timeZone
  const pausedUntil = wanted.pausedUntil !== null && wanted.pausedUntil > at ? wanted.pausedUntil : null
  const nextDigestAt = isSame
    ? before.nextDigestAt
    : (nextDigestFor(house, { ...wanted, timeZone }, at) ?? before.nextDigestAt)
  return { ...wanted, timeZone, pausedUntil, nextDigestAt }
}

/** Sends nothing until then, in epoch milliseconds; null ends a pause. */
export async function pauseAlerts(
  house: House,
  actor: Actor,
  { publicId, until }: { publicId: string; until: number | null },
): Promise<PreferencesChanged> {
  return changePreferences(house, actor, { publicId, change: { pausedUntil: until } })
}
