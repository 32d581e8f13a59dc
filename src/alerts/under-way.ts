/** Pausing, resuming, stopping and repeating an alert while it goes out. */
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
  /** Public id of one of its sendings; if left out, all that are going out. */
  sending?: string | undefined
}
type Sending = Awaited<ReturnType<typeof sendingsOf>>[number]

/** Nothing more of it goes out; what is in flight is settled. How many of its sendings this paused. */
export async function pauseAlert(
  house: House,
  actor: Actor,
  { reason, ...named }: OfAlert & { reason: string },
): Promise<{ outcome: 'paused'; count: number } | Failure> {
  const count = await toEach(house, actor, named, ({ id }) => pauseSending(house, actor, { sendingId: id, reason }))
  return typeof count === 'number' ? { outcome: 'paused', count } : count
}

/**
 * Whatever paused it: somebody has looked.
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

/** Nothing more of it goes out. Those it reached keep it: withdrawing it is another deed. */
export async function stopAlert(
  house: House,
  actor: Actor,
  named: OfAlert,
): Promise<{ outcome: 'stopped'; count: number } | Failure> {
  const count = await toEach(house, actor, named, ({ id }) => cancelSending(house, actor, { sendingId: id }))
  return typeof count === 'number' ? { outcome: 'stopped', count } : count
}

type Done = { outcome: string } | Failure

/** How many of them changed. */
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
  // A sending that has ended meanwhile needs nothing more.
  if (failure !== undefined && done.every(isFailure)) return failure
  return done.filter(({ outcome }) => outcome !== 'unchanged' && outcome !== 'conflict').length
}

/**
 * Sends it again to people who may or may not have it: they may get it twice. Somebody names each of them. How many
 * were uncertain.
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
