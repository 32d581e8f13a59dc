/**
 * Who gets an alert: one query for counting them beforehand and for making their rows. It reads a range of subscribers
 * by id, so that no step takes long however many there are.
 */
import { sql, type RawBuilder } from 'kysely'
import { engineOf, lockRow } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { AlertLevel } from './tables.ts'

export type AudienceQuestion = {
  level: AlertLevel
  channels: readonly Channel[]
  toEveryone: boolean
  /** The alert's topics and those above them: people who follow a wider topic get it too. */
  topicIds: readonly number[]
  threadId: number
  now: number
  /** Sendings of alerts within a day. */
  recent: readonly number[]
  perReaderADay: number
}

/** Subscribers with ids above `from`, `upTo` included. */
export type IdRange = { from: number; upTo: number }

/**
 * `now`: notified at once. `digest`: it goes into their next digest. `over`: the same, or nothing in a browser, which
 * has had the day's limit.
 */
export type Disposition = 'now' | 'digest' | 'over'

/** Who gets it at once, and who in a digest, by level and pace; nobody else gets it. */
function dispositions({ level }: AudienceQuestion): RawBuilder<unknown> {
  const waits = sql`s.pace in ('daily', 'weekly')`
  if (level === 'digest') return sql`case when ${waits} then 'digest' end`
  if (level === 'breaking') return sql`case when ${waits} and s.breaking_at_once = 0 then 'digest' else 'now' end`
  return sql`case when ${waits} then 'digest' when s.pace = 'all' or s.in_thread = 1 then 'now' end`
}

/** Breaking news is never held back by earlier alerts: whoever sends it was warned. */
function isOver({ level, recent, perReaderADay }: AudienceQuestion): RawBuilder<unknown> {
  if (level !== 'important' || recent.length < perReaderADay) return sql`0 = 1`
  return sql`(
    select count(*) from deliveries d where d.sending_id in (${ids(recent)}) and d.subscriber_id = s.id
      and d.state not in ('folded', 'suppressed', 'cancelled')
  ) >= ${sql.lit(perReaderADay)}`
}

function ids(list: readonly number[]): RawBuilder<unknown> {
  return list.length === 0 ? sql`null` : sql.join(list.map((id) => sql.lit(id)))
}

/** Whether the quiet hours of a subscriber `s` hold back what is of this level. */
export function isHeld({ level }: Pick<AudienceQuestion, 'level'>): RawBuilder<unknown> {
  return level === 'breaking' ? sql`s.wakes_for_breaking = 0` : sql`1 = 1`
}

/** Id, channel, zone, quiet hours where they hold it back, and what becomes of the alert there. */
function audience(question: AudienceQuestion, { from, upTo }: IdRange): RawBuilder<unknown> {
  const { channels, toEveryone, topicIds, threadId, now } = question
  const inThread = sql`exists (
    select 1 from subscriber_threads th
    where th.subscriber_id = subscribers.id and th.article_id = ${threadId} and th.until > ${now}
  )`
  const inTopic = sql`exists (
    select 1 from subscriber_topics st
    where st.subscriber_id = subscribers.id and st.topic_id in (${ids(topicIds)})
  )`
  const follows = toEveryone ? sql`1 = 1` : sql`(subscribers.all_topics = 1 or ${inTopic} or ${inThread})`
  return sql`(
    select id, channel, time_zone, next_digest_at,
      case when is_held then quiet_from end as quiet_from, case when is_held then quiet_to end as quiet_to,
      case when disposition = 'now' and is_over then 'over' else disposition end as disposition
    from (
      select s.*, ${dispositions(question)} as disposition, ${isOver(question)} as is_over,
        ${isHeld(question)} as is_held
      from (
        select id, channel, pace, breaking_at_once, time_zone, quiet_from, quiet_to, wakes_for_breaking, next_digest_at,
          case when ${inThread} then 1 else 0 end as in_thread
        from subscribers
        where id > ${from} and id <= ${upTo} and state = 'active'
          and channel in (${sql.join(channels.map((channel) => sql.lit(channel)))})
          and (paused_until is null or paused_until <= ${now}) and ${follows}
      ) as s
    ) as asked
    where disposition is not null
  )`
}

export type AudienceCount = {
  channel: Channel
  disposition: Disposition
  timeZone: string
  quietFrom: number | null
  quietTo: number | null
  count: number
}

export async function countedAudience(db: Db, question: AudienceQuestion, range: IdRange): Promise<AudienceCount[]> {
  const { rows } = await sql<AudienceCount>`
    select channel, disposition, time_zone as "timeZone", quiet_from as "quietFrom", quiet_to as "quietTo",
      count(*) as count
    from ${audience(question, range)} as found
    group by channel, disposition, time_zone, quiet_from, quiet_to`.execute(db)
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
}

export type QuietHoursOf = { timeZone: string; from: number; to: number }

/** The distinct quiet hours within a range: far fewer than subscribers. */
export async function quietHoursIn(db: Db, { from, upTo }: IdRange): Promise<QuietHoursOf[]> {
  const rows = await db
    .selectFrom('subscribers')
    .select(['time_zone as timeZone', 'quiet_from as from', 'quiet_to as to'])
    .distinct()
    .where('id', '>', from)
    .where('id', '<=', upTo)
    .where('state', '=', 'active')
    .where('quiet_from', 'is not', null)
    .execute()
  return rows.flatMap(({ timeZone, from: start, to }) =>
    start === null || to === null ? [] : [{ timeZone, from: start, to }],
  )
}

/** When quiet hours that are in force now will end. */
export type QuietUntil = QuietHoursOf & { until: number }

const quietColumns = { zone: 'text', starts: 'integer', ends: 'integer', until: 'integer' } as const

export function quietTable(tx: Tx, quiet: readonly QuietUntil[]): RawBuilder<unknown> {
  const held = rowsJson(quiet.map(({ timeZone, from, to, until }) => [timeZone, from, to, until]))
  return jsonRows(tx, 'quiet', quietColumns, held)
}

const browserIsFull = 'This browser has had the day’s limit of alerts.'

/** Makes the rows of a range. Rows for a digest, and rows that are left out, end at once. */
export async function insertAudience(
  tx: Tx,
  sendingId: number,
  question: AudienceQuestion,
  { range, quiet }: { range: IdRange; quiet: readonly QuietUntil[] },
): Promise<void> {
  const { now } = question
  const state = sql`case when disposition = 'now' then 'planned'
    when disposition = 'over' and channel = 'push' then 'suppressed' else 'folded' end`
  const fault = sql`case when disposition = 'over' and channel = 'push' then ${sql.lit(browserIsFull)} end`
  await sql`
    insert into deliveries (sending_id, subscriber_id, channel, state, not_before, ended_at, fault)
    select ${sendingId}, found.id, channel, ${state},
      case when disposition = 'now' then quiet.until end,
      case when disposition = 'now' then null else ${sql.lit(now)} end, ${fault}
    from ${audience(question, range)} as found
    left join ${quietTable(tx, quiet)}
      on quiet.zone = found.time_zone and quiet.starts = found.quiet_from and quiet.ends = found.quiet_to
    where true
    on conflict do nothing`.execute(tx)
}

export type RangeCount = { channel: Channel; state: 'planned' | 'folded' | 'suppressed'; count: number }

/** The rows of a range, counted. */
export async function rangeCounts(tx: Tx, sendingId: number, { from, upTo }: IdRange): Promise<RangeCount[]> {
  const rows = await tx
    .selectFrom('deliveries')
    .select(({ fn }) => ['channel', 'state', fn.countAll<number>().as('count')])
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', '>', from)
    .where('subscriber_id', '<=', upTo)
    .groupBy(['channel', 'state'])
    .execute()
  return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) })) as RangeCount[]
}

/**
 * Locks people who have something waiting but no digest of their own. A digest being made for them right now either
 * takes it up, or is finished when the next step checks whether they have one.
 */
export async function holdWithoutDigest(tx: Tx, sendingId: number, { from, upTo }: IdRange): Promise<void> {
  const folded = tx
    .selectFrom('deliveries')
    .select('subscriber_id')
    .where('sending_id', '=', sendingId)
    .where('subscriber_id', '>', from)
    .where('subscriber_id', '<=', upTo)
    .where('state', '=', 'folded')
  const readers = tx
    .selectFrom('subscribers')
    .select('id')
    .where('pace', 'in', ['breaking', 'all'])
    .where('id', 'in', folded)
    .orderBy('id')
  if (engineOf(tx) === 'postgres') await lockRow(tx, readers).execute()
}

/** Time zones of people who have something waiting but no digest, because they read as it happens. */
export async function zonesWithoutDigest(tx: Tx, sendingId: number, { from, upTo }: IdRange): Promise<string[]> {
  const rows = await tx
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select('subscribers.time_zone as timeZone')
    .distinct()
    .where('deliveries.sending_id', '=', sendingId)
    .where('deliveries.subscriber_id', '>', from)
    .where('deliveries.subscriber_id', '<=', upTo)
    .where('deliveries.state', '=', 'folded')
    .where('subscribers.next_digest_at', 'is', null)
    .execute()
  return rows.map(({ timeZone }) => timeZone)
}

const zoneColumns = { zone: 'text', due: 'integer' } as const

/** Gives them one digest, for what is waiting. */
export async function giveOneDigest(
  tx: Tx,
  sendingId: number,
  { from, upTo }: IdRange,
  dues: readonly { timeZone: string; at: number }[],
): Promise<void> {
  if (dues.length === 0) return
  const given = rowsJson(dues.map(({ timeZone, at }) => [timeZone, at]))
  await sql`
    update subscribers
    set next_digest_at = (
      select due from ${jsonRows(tx, 'given', zoneColumns, given)} where given.zone = subscribers.time_zone
    )
    where id > ${from} and id <= ${upTo} and next_digest_at is null and id in (
      select subscriber_id from deliveries
      where sending_id = ${sendingId} and subscriber_id > ${from} and subscriber_id <= ${upTo} and state = 'folded'
    )`.execute(tx)
}

export async function lastSubscriber(db: Db): Promise<number> {
  const row = await db.selectFrom('subscribers').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}

/** Sendings of alerts that notified readers since then. */
export async function recentSendings(db: Db, since: number): Promise<number[]> {
  const rows = await db
    .selectFrom('sendings')
    .innerJoin('alerts', 'alerts.sending_id', 'sendings.id')
    .select('sendings.id')
    .where('sendings.created_at', '>', since)
    .where('sendings.kind', '=', 'alert')
    .where('alerts.level', '<>', 'digest')
    .orderBy('sendings.id')
    .execute()
  return rows.map(({ id }) => id)
}

/** The topics and all topics above them. */
export async function topicsAndAbove(db: Db, topicIds: readonly number[]): Promise<number[]> {
  if (topicIds.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    with recursive above (id, parent_id) as (
      select id, parent_id from topics where id in (${ids(topicIds)})
      union select topics.id, topics.parent_id from topics join above on topics.id = above.parent_id
    )
    select distinct id from above order by id`.execute(db)
  return rows.map(({ id }) => id)
}
