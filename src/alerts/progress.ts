/** Progress of an alert and of its corrections. */
import { progressOf } from '../deliveries/progress.ts'
import { countsOf, peopleIn, type Minute, type Person } from '../deliveries/sending-store.ts'
import { deliveryStates, type DeliveryState } from '../deliveries/tables.ts'
import type { Db } from '../kit/db/schema.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { channels } from '../subscriptions/tables.ts'
import type { Alert } from './alert.ts'
import { sendingsOf } from './store.ts'

/** All of its sendings in total, and each, oldest first. */
export async function alertProgress(db: Db, { id }: Pick<Alert, 'id'>) {
  const each = await Promise.all((await sendingsOf(db, id)).map((sending) => progressOf(db, sending.id)))
  const sendings = each.filter((progress) => progress !== undefined)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const counts = channels.map((channel) => {
    const ofState = (state: DeliveryState) => sum(sendings.map((sending) => sending.counts[channel][state]))
    // Safe: made of the very list of states.
    const states = Object.fromEntries(deliveryStates.map((state) => [state, ofState(state)])) as StateCounts
    return { channel, ...states }
  })
  const minutes = addUp(sendings.flatMap((sending) => sending.minutes))
  return { audience: sum(sendings.map(({ audience }) => audience)), counts, minutes, sendings }
}

type StateCounts = Awaited<ReturnType<typeof countsOf>>['email']

function addUp(minutes: readonly Minute[]): Minute[] {
  const sums = new Map<number, Minute>()
  for (const { minute, handed, accepted, failed: lost } of minutes) {
    const sum = sums.get(minute) ?? { minute, handed: 0, accepted: 0, failed: 0 }
    sums.set(minute, {
      minute,
      handed: sum.handed + handed,
      accepted: sum.accepted + accepted,
      failed: sum.failed + lost,
    })
  }
  return [...sums.values()].toSorted((a, b) => a.minute - b.minute)
}

const pageLength = 100

export type AlertPerson = Person & { sending: string }
export type PeoplePage = { people: AlertPerson[]; next: string | null }

/**
 * Who is in a state, by sending and subscriber, a hundred at a time. `sending`: only the one with this public id;
 * `after`: the `next` of the page before.
 */
export async function alertPeople(
  db: Db,
  { id }: Pick<Alert, 'id'>,
  { state, sending, after }: { state: DeliveryState; sending?: string | undefined; after?: string | undefined },
): Promise<PeoplePage | Failure> {
  const all = await sendingsOf(db, id)
  const place = after === undefined ? undefined : /^(?<in>[a-z2-7]{16})\.(?<last>\d{1,15})$/u.exec(after)?.groups
  if (after !== undefined && !all.some(({ publicId }) => publicId === place?.in))
    return failed('invalid', 'There is no such page: `after` must be the `next` of an earlier page.')
  if (sending !== undefined && !all.some(({ publicId }) => publicId === sending)) return noSuchSending
  const first = place === undefined ? 0 : all.findIndex(({ publicId }) => publicId === place.in)
  const people: AlertPerson[] = []
  for (const one of all.slice(first)) {
    if (sending !== undefined && one.publicId !== sending) continue
    const last = one.publicId === place?.in ? Number(place.last) : 0
    const limit = pageLength + 1 - people.length
    const found = await peopleIn(db, { sendingId: one.id, state, after: last, limit })
    people.push(...found.map((person) => ({ ...person, sending: one.publicId })))
    if (people.length > pageLength) break
  }
  const shown = people.slice(0, pageLength)
  const end = people.length > pageLength ? shown.at(-1) : undefined
  return { people: shown, next: end === undefined ? null : `${end.sending}.${end.subscriberId}` }
}

export const noSuchSending: Failure = failed('unknown', 'This alert has no sending with that id.')
