import type { Db } from '../kit/db/schema.ts'
import type { Counts } from './delivery.ts'
import { toldPause } from './pause.ts'
import { countsOf, minutesOf, peopleIn, sendingById, type Minute, type Person, type Sending } from './sending-store.ts'
import type { DeliveryState } from './tables.ts'

export type Progress = Omit<Sending, 'pauseParams'> &
  ReturnType<typeof toldPause> & {
    counts: Counts
    /** All rows: what the states add up to. */
    audience: number
    /** What each minute (epoch milliseconds of its beginning) saw handed over, accepted, and failed or bounced. */
    minutes: Minute[]
  }

export async function progressOf(db: Db, sendingId: number): Promise<Progress | undefined> {
  const sending = await sendingById(db, sendingId)
  if (sending === undefined) return undefined
  const counts = await countsOf(db, sendingId)
  const all = [...Object.values(counts.email), ...Object.values(counts.push)]
  return {
    ...sending,
    ...toldPause(sending),
    counts,
    audience: all.reduce((sum, count) => sum + count, 0),
    minutes: await minutesOf(db, sendingId),
  }
}

const pageLength = 100

/** Who is in a state, a hundred at a time; `after` is the last one's number. */
export async function deliveriesBy(
  db: Db,
  sendingId: number,
  { state, after = 0 }: { state: DeliveryState; after?: number },
): Promise<Person[]> {
  return peopleIn(db, { sendingId, state, after, limit: pageLength })
}
