/** What is done to an alert while it goes out. */
import { cancelSending, pauseSending, repeatUncertain, resumeSending } from '../deliveries/deeds.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { failed, isFailure, type Failure } from '../kit/outcome.ts'
import { subscriberIds } from '../subscriptions/store.ts'
import { alertFor } from './alert-for.ts'
import { assertPerson } from './approve-alert.ts'
import { noSuchSending } from './progress.ts'
import { sendingsOf } from './store.ts'

type OfAlert = {
  alertId: number
  /** Public id of one of its sendings; left out: all that are under way. */
  sending?: string | undefined
}
type Sending = Awaited<ReturnType<typeof sendingsOf>>[number]

/** Nothing more of it goes; what is on its way is settled. How many of its sendings stand still by that. */
export async function pauseAlert(
  house: House,
  actor: Actor,
  { reason, ...named }: OfAlert & { reason: string },
): Promise<{ outcome: 'paused'; count: number } | Failure> {
  const words = reason.trim() || 'Paused by hand.'
  const count = await toEach(house, actor, named, ({ id }) =>
    pauseSending(house, actor, { sendingId: id, reason: words }),
  )
  return typeof count === 'number' ? { outcome: 'paused', count } : count
}

/**
 * Whatever paused it: whoever does this has looked.
 * @throws Refusal 'forbidden' for a program
 */
export async function resumeAlert(
  house: House,
  actor: Actor,
  named: OfAlert,
): Promise<{ outcome: 'resumed'; count: number } | Failure> {
  const count = await toEach(house, actor, named, ({ id }) => {
    assertPerson(actor)
    return resumeSending(house, actor, { sendingId: id })
  })
  return typeof count === 'number' ? { outcome: 'resumed', count } : count
}

/** What has not gone of it does not go. Whom it has reached keep it: to take it back is another deed. */
export async function stopAlert(
  house: House,
  actor: Actor,
  named: OfAlert,
): Promise<{ outcome: 'stopped'; count: number } | Failure> {
  const count = await toEach(house, actor, named, ({ id }) => cancelSending(house, actor, { sendingId: id }))
  return typeof count === 'number' ? { outcome: 'stopped', count } : count
}

type Done = { outcome: string } | Failure

/** How many of them were not so before. */
async function toEach(
  house: House,
  actor: Actor,
  { alertId, sending }: OfAlert,
  deed: (sending: Sending) => Promise<Done>,
): Promise<number | Failure> {
  const alert = await alertFor(house, actor, 'alert.approve', alertId)
  if (isFailure(alert)) return alert
  const all = await sendingsOf(house.db, alertId)
  const named = all.filter(({ publicId, doneAt }) => (sending === undefined ? doneAt === null : publicId === sending))
  if (named.length === 0)
    return sending === undefined ? failed('conflict', 'Nothing of this alert is going out.') : noSuchSending
  const done: Done[] = []
  for (const one of named) done.push(await deed(one))
  const failure = done.find(isFailure)
  // One that ended meanwhile needs nothing any more.
  if (failure !== undefined && done.every(isFailure)) return failure
  return done.filter(({ outcome }) => outcome !== 'unchanged' && outcome !== 'conflict').length
}

/**
 * Sends it once more to people of whom it is uncertain whether they have it: they may get it twice. Somebody says so
 * by hand, for each. How many of them were uncertain.
 * @throws Refusal 'forbidden' for a program
 */
export async function repeatAlert(
  house: House,
  actor: Actor,
  { alertId, sending, subscribers }: { alertId: number; sending: string; subscribers: readonly string[] },
): Promise<{ outcome: 'repeated'; count: number } | Failure> {
  const alert = await alertFor(house, actor, 'alert.approve', alertId)
  if (isFailure(alert)) return alert
  assertPerson(actor)
  const named = (await sendingsOf(house.db, alertId)).find(({ publicId }) => publicId === sending)
  if (named === undefined) return noSuchSending
  const ids = await subscriberIds(house.db, subscribers)
  return repeatUncertain(house, actor, { sendingId: named.id, subscriberIds: ids })
}
