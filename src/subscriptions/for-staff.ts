import { csvLine } from '../kit/csv-line.ts'
/** What the newsroom does with subscribers, other than adding them. */
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import type { Failure } from '../kit/outcome.ts'
import { addressHash, normaliseAddress } from '../readers/addresses.ts'
import { eraseGivenAddress } from '../readers/personal.ts'
import { assertCan } from '../staff/acts.ts'
import { unknownSubscriber } from './leave.ts'
import { subscriberByHash, subscribersBy, subscribersByPrefix, subscribersFrom, type ListFilter } from './list-store.ts'
import { eraseSubscriberIn } from './personal.ts'
import { heldSubscriber } from './store.ts'
import type { Subscriber } from './subscriber.ts'

/** `search`: a whole address, or its beginning. */
export async function findSubscribers(
  house: House,
  actor: Actor,
  { search = '', ...filter }: ListFilter & { search?: string },
): Promise<Subscriber[]> {
  assertCan(actor, 'subscriber.read')
  const typed = search.trim()
  if (typed === '') return subscribersBy(house.db, filter)
  const whole = normaliseAddress(typed)
  const found = whole === undefined ? undefined : await subscriberByHash(house.db, addressHash(house, whole))
  return found === undefined ? subscribersByPrefix(house.db, { ...filter, prefix: typed }) : [found]
}

const exportColumns = [
  'address',
  'channel',
  'state',
  'language',
  'time_zone',
  'pace',
  'breaking_at_once',
  'everything',
  'topics',
  'consent',
  'consent_at',
  'confirmed_at',
  'ended_at',
]

const perPage = 500

/** A CSV of all of them (RFC 4180), a piece at a time; the ledger records the export. */
export async function* exportSubscribers(house: House, actor: Actor): AsyncGenerator<string, void, undefined> {
  assertCan(actor, 'subscriber.manage')
  const at = house.clock.now()
  await house.write(actor, (tx) => recordDeed(tx, { deed: 'subscribers.export', subject: 'subscribers', at }))
  yield csvLine(exportColumns)
  for (let after = 0; ;) {
    const rows = await subscribersFrom(house.db, after, perPage)
    if (rows.length === 0) return
    yield rows.map((row) => csvLine(cellsOf(row))).join('')
    after = rows.at(-1)?.id ?? after
  }
}

/** The same a page at a time, for callers without a stream: after this id; `last` is null at the end. */
export async function exportPage(
  house: House,
  actor: Actor,
  { after, limit }: { after: number; limit: number },
): Promise<{ csv: string; last: number | null }> {
  assertCan(actor, 'subscriber.manage')
  const at = house.clock.now()
  const detail = { after, limit }
  await house.write(actor, (tx) => recordDeed(tx, { deed: 'subscribers.export', subject: 'subscribers', detail, at }))
  const rows = await subscribersFrom(house.db, after, limit)
  const lines = rows.map((row) => csvLine(cellsOf(row))).join('')
  const last = rows.length < limit ? null : (rows.at(-1)?.id ?? null)
  return { csv: after === 0 ? csvLine(exportColumns) + lines : lines, last }
}

function cellsOf(row: Subscriber & { topics: string }): (string | number)[] {
  const time = (at: number | null) => (at === null ? '' : new Date(at).toISOString())
  const { channel, state, language, timeZone, pace, topics, consent } = row
  const flags = [Number(row.breakingAtOnce), Number(row.allTopics)]
  const times = [time(row.consentAt), time(row.confirmedAt), time(row.endedAt)]
  return [row.address ?? '', channel, state, language, timeZone, pace, ...flags, topics, consent, ...times]
}

/**
 * Erases somebody at their request: their address, what they follow, the text of mails to them. That the address has
 * unsubscribed for good is still recognised by its hash.
 */
export async function eraseSubscriber(
  house: House,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<{ outcome: 'erased' } | Failure> {
  assertCan(actor, 'subscriber.manage')
  const at = house.clock.now()
  return house.write(actor, async (tx: Tx) => {
    const subscriber = await heldSubscriber(tx, publicId)
    if (subscriber === undefined) return unknownSubscriber(publicId)
    await eraseSubscriberIn(tx, subscriber.id, at)
    if (subscriber.addressId !== null) await eraseGivenAddress(tx, { id: subscriber.addressId, at })
    await recordDeed(tx, { deed: 'subscriber.erase', subject: 'subscriber:erased', at })
    return { outcome: 'erased' } as const
  })
}
