/** The rows of an audience are made in short steps, and go out while later ones are still being made. */
import { frozenIn } from '../deliveries/deeds.ts'
import { contentOf, heldSending, moveCounts, sendingById, type Sending } from '../deliveries/sending-store.ts'
import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { readersFirst } from '../kit/readers-first.ts'
import { nextDigestFor } from '../subscriptions/digest-times.ts'
import { quietUntil } from '../subscriptions/local-time.ts'
import {
  giveOneDigest,
  holdWithoutDigest,
  insertAudience,
  quietHoursIn,
  rangeCounts,
  zonesWithoutDigest,
  type AudienceQuestion,
  type QuietHoursOf,
  type QuietUntil,
  type IdRange,
  type RangeCount,
} from './audience-store.ts'
import { audienceQuestion } from './audience.ts'
import { contentSchema, type AlertContent } from './content.ts'
import { insertReached } from './reached-store.ts'
import { alertById } from './store.ts'

/** Subscribers per step. It adapts to how long a step takes, so that none holds others up: less beside readers. */
const steps = { first: 100, least: 20, most: 2_000, targetMs: 5, besideReadersMs: 1 }

export async function freezeAudience(house: House, sendingId: number, signal?: AbortSignal): Promise<void> {
  const sending = await sendingById(house.db, sendingId)
  const stored = sending && (await contentOf(house.db, sendingId))
  if (sending === undefined || stored === undefined) return
  const rows = await rowsOf(house, sending, contentSchema.parse(stored.content))
  if (rows === undefined) return
  const readers = readersFirst(house)
  let length = steps.first
  for (let from = sending.frozenUpTo; ;) {
    signal?.throwIfAborted()
    const range = { from, upTo: Math.min(from + length, sending.frozenLast) }
    const step = await rows(range)
    const began = { ms: 0 }
    const isGoingOn = await house.write(system, async (tx) => {
      const start = performance.now()
      const held = await heldSending(tx, sendingId)
      if (held === undefined || held.doneAt !== null || held.frozenUpTo !== from) return false
      await step(tx)
      await countIn(tx, held, range, house.clock.now())
      began.ms = performance.now() - start
      return range.upTo < held.frozenLast
    })
    if (!isGoingOn) return
    from = range.upTo
    length = nextLength(length, began.ms, readers.areThere() ? steps.besideReadersMs : steps.targetMs)
    await readers.worked(began.ms)
  }
}

function nextLength(length: number, ms: number, targetMs: number): number {
  const wanted = Math.round((length * targetMs) / Math.max(ms, 0.5))
  return Math.max(steps.least, Math.min(steps.most, 2 * length, wanted))
}

type Step = (tx: Tx) => Promise<void>

/** How the rows of a range are made: reads what it needs first, since a write may wait only for the database. */
async function rowsOf(
  house: House,
  sending: Sending,
  content: AlertContent,
): Promise<((range: IdRange) => Promise<Step>) | undefined> {
  const alert = await alertById(house.db, content.alertId)
  if (alert === undefined) return undefined
  const now = sending.createdAt
  const memo = quietMemo(now)
  const quietIn = async (range: IdRange) => memo(await quietHoursIn(house.db, range))
  if (sending.kind !== 'alert') {
    const { sendingId: source, level } = alert
    if (source === null || content.change === undefined) return undefined
    const reached = { sendingId: sending.id, source, edition: content.change.edition, level }
    return async (range) => {
      const quiet = await quietIn(range)
      return (tx) => insertReached(tx, reached, { range, quiet })
    }
  }
  const { perReaderADay } = house.settings.current().alerts
  const whole = await audienceQuestion(house.db, alert, { now, perReaderADay })
  const question = { ...whole, recent: whole.recent.filter((id) => id !== sending.id) }
  return async (range) => {
    const quiet = await quietIn(range)
    return (tx) => alertRows(tx, house, { sendingId: sending.id, question, range, quiet })
  }
}

type Rows = { sendingId: number; question: AudienceQuestion; range: IdRange; quiet: readonly QuietUntil[] }

async function alertRows(tx: Tx, house: House, { sendingId, question, range, quiet }: Rows): Promise<void> {
  await insertAudience(tx, sendingId, question, { range, quiet })
  await holdWithoutDigest(tx, sendingId, range)
  const dues = (await zonesWithoutDigest(tx, sendingId, range)).flatMap((timeZone) => {
    const at = nextDigestFor(house, { pace: 'daily', timeZone }, question.now)
    return at === null ? [] : [{ timeZone, at }]
  })
  await giveOneDigest(tx, sendingId, range, dues)
}

/** Computed once per zone and quiet hours: there are a few hundred combinations among a million readers. */
function quietMemo(now: number): (hours: readonly QuietHoursOf[]) => QuietUntil[] {
  const known = new Map<string, number | undefined>()
  return (hours) =>
    hours.flatMap(({ timeZone, from, to }) => {
      const key = `${timeZone} ${from} ${to}`
      if (!known.has(key)) known.set(key, quietUntil(now, timeZone, { from, to }))
      const until = known.get(key)
      return until === undefined ? [] : [{ timeZone, from, to, until }]
    })
}

async function countIn(tx: Tx, sending: Sending, range: IdRange, at: number): Promise<void> {
  const counts = await rangeCounts(tx, sending.id, range)
  const count = (channel: RangeCount['channel'], state: RangeCount['state']) =>
    counts.find((row) => row.channel === channel && row.state === state)?.count ?? 0
  const suppressed = count('push', 'suppressed')
  if (suppressed > 0) await moveCounts(tx, sending.id, 'push', { suppressed })
  await frozenIn(tx, {
    sendingId: sending.id,
    ...range,
    planned: { email: count('email', 'planned'), push: count('push', 'planned') },
    folded: { email: count('email', 'folded'), push: count('push', 'folded') },
    isLast: range.upTo >= sending.frozenLast,
    at,
  })
}
