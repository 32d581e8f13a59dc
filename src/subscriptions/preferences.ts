import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import type { Failure } from '../kit/outcome.ts'
import { changesIn } from './changes.ts'
import { nextDigestFor } from './digest-times.ts'
import { assertMayChange, unknownSubscriber } from './leave.ts'
import { moreIn } from './narrowing.ts'
import { notSubscribed } from './refusals.ts'
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

const ended = 'They are not subscribed, so there is nothing to change.'

/**
 * What is left out stays unchanged. Somebody whose subscription has ended changes nothing: they come back, or subscribe
 * again. Anybody but the reader may make it less, not more (decision 103).
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
    if (before.state !== 'active') return notSubscribed('subscriber-ended', 'conflict', ended)
    const had = { ...before, ...(await followedBy(tx, before.id)) }
    const wanted = { ...had, ...change }
    const faults = preferenceFaults(wanted, before.channel, at)
    if (Object.keys(faults).length > 0) return { outcome: 'refused', faults }
    const isTheirs = actor.kind === 'reader'
    const more = isTheirs ? [] : moreIn(had, wanted, at)
    if (more.length > 0) return onlyLess(more)
    await updatePreferences(tx, before.id, tidied(house, wanted, before, at))
    await replaceFollowed(tx, before.id, { ...wanted, until: at + threadDays * 86_400_000 })
    // What somebody chooses themselves is nobody's to look up later.
    const detail = isTheirs ? {} : { changed: await changesIn(tx, had, wanted) }
    await recordDeed(tx, { deed: 'subscriber.change', subject: `subscriber:${publicId}`, detail, at })
    return { outcome: 'changed' }
  })
}

async function followedBy(tx: Tx, id: number): Promise<{ topicIds: number[]; threadIds: number[] }> {
  const topicIds = (await followedTopics(tx, id)).map((topic) => topic.id)
  return { topicIds, threadIds: (await followedThreads(tx, id)).map(({ articleId }) => articleId) }
}

function onlyLess(more: readonly string[]): Failure {
  const words = 'For somebody else you can only choose less than they did. What is more they choose by their own link.'
  const faults = more.map((name) => ({ path: `/${name}`, detail: 'This would be more than they chose.' }))
  return { ...notSubscribed('only-less', 'invalid', words), faults }
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
