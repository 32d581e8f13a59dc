/** How many have their next digest at which moment: counted where they are few, estimated from a sample where not. */
import { sql } from 'kysely'
import type { Db } from '../../kit/db/schema.ts'
import { paces, type Pace } from '../../subscriptions/tables.ts'
import { lastSubscriber } from '../audience-store.ts'

export type DueCount = { pace: Pace; dueAt: number; count: number; isEstimate: boolean }

export type DueQuestion = {
  after: number
  /** Of so many moments, the soonest. */
  moments: number
  /** So many of one moment and pace are counted one by one. */
  counted: number
  /** Subscribers in the sample; of no more than twice as many in all, each is counted. */
  sample: number
}

/** Soonest first. */
export async function readersDue(db: Db, { after, moments, counted, sample }: DueQuestion): Promise<DueCount[]> {
  const last = await lastSubscriber(db)
  const isCounted = last <= 2 * sample
  const slots = await dueSlots(db, { after, moments, most: isCounted ? last + 1 : counted + 1 })
  if (isCounted || slots.every(({ count }) => count <= counted))
    return slots.map((slot) => ({ ...slot, isEstimate: false }))
  const sampled = await sampledSlots(db, last, sample)
  return slots.map((slot) => {
    if (slot.count <= counted) return { ...slot, isEstimate: false }
    const found = sampled.get(`${slot.dueAt} ${slot.pace}`) ?? 0
    return { ...slot, count: Math.max(slot.count, Math.round((found * last) / sample)), isEstimate: true }
  })
}

type Slot = Omit<DueCount, 'isEstimate'>

/** From one moment to the next in the index, without those between; of each as many as `most`. */
async function dueSlots(
  db: Db,
  { after, moments, most }: { after: number; moments: number; most: number },
): Promise<Slot[]> {
  const next = (than: unknown) => sql`(select min(next_digest_at) from subscribers where next_digest_at > ${than})`
  const each = sql.join(
    paces.map((pace) => sql`select ${sql.lit(pace)} as pace`),
    sql` union all `,
  )
  const { rows } = await sql<Slot>`
    with recursive moments (due_at, number) as (
      select ${next(after)}, 1
      union all select ${next(sql`moments.due_at`)}, number + 1 from moments
      where due_at is not null and number < ${sql.lit(moments)}
    ), slots as (
      select due_at, paces.pace, (select count(*) from (
        select 1 from subscribers where next_digest_at = moments.due_at and subscribers.pace = paces.pace
        limit ${sql.lit(most)}
      ) as found) as count
      from moments cross join (${each}) as paces where due_at is not null
    )
    select due_at as "dueAt", pace, count from slots where count > 0 order by due_at, pace`.execute(db)
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
}

/** The sample is taken in so many places: who came in together, as with a list, stands together too. */
const places = 200

/** How many of the sample, by moment and pace. */
async function sampledSlots(db: Db, last: number, sample: number): Promise<Map<string, number>> {
  const [step, length] = [Math.ceil(last / places), Math.ceil(sample / places)]
  // In this order, and without a condition that would have it go through the index of moments.
  const { rows } = await sql<Slot>`
    with recursive starts (id) as (
      select 0 union all select id + ${sql.lit(step)} from starts where id + ${sql.lit(step)} < ${sql.lit(last)}
    )
    select next_digest_at as "dueAt", pace, count(*) as count
    from starts cross join subscribers
    where subscribers.id > starts.id and subscribers.id <= starts.id + ${sql.lit(length)}
    group by next_digest_at, pace`.execute(db)
  return new Map(rows.map(({ dueAt, pace, count }) => [`${dueAt} ${pace}`, Number(count)]))
}
