import { sql } from 'kysely'
import { actorOf } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Reason } from './store.ts'
import type { CommentState } from './tables.ts'

export type Bulk = { publicId: string; actor: string; reason: string; at: number; comments: number }

export async function insertBulk(tx: Tx, bulk: { publicId: string; reason: string; at: number }): Promise<number> {
  const { kind, id } = actorOf(tx)
  const row = await tx
    .insertInto('comment_bulks')
    .values({ public_id: bulk.publicId, actor: `${kind}:${id}`, reason: bulk.reason, at: bulk.at, comments: 0 })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function growBulk(tx: Tx, id: number, by: number): Promise<void> {
  await tx
    .updateTable('comment_bulks')
    .set({ comments: sql`comments + ${by}` })
    .where('id', '=', id)
    .execute()
}

export async function bulkByPublicId(db: Db, publicId: string): Promise<{ id: number } | undefined> {
  return db.selectFrom('comment_bulks').select('id').where('public_id', '=', publicId).executeTakeFirst()
}

/** The newest first. */
export async function newestBulks(db: Db, limit: number): Promise<Bulk[]> {
  return db
    .selectFrom('comment_bulks')
    .select(['public_id as publicId', 'actor', 'reason', 'at', 'comments'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Which of these waited still, and wait no longer. */
export async function rejectHeld(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const moved = await sql<{ id: number }>`
    update comments set state = 'rejected'
    from ${jsonRows(tx, 'given', { id: 'integer' }, rowsJson(ids.map((id) => [id])))}
    where comments.id = given.id and comments.state = 'held' returning comments.id`.execute(tx)
  return moved.rows.map(({ id }) => id)
}

/**
 * Which of these still stand as this decision on many left them, and wait again. What its author has erased stays away.
 */
export async function putBackHeld(tx: Tx, bulkId: number, ids: readonly number[]): Promise<number[]> {
  const moved = await sql<{ id: number }>`
    update comments set state = 'held' from ${jsonRows(tx, 'given', { id: 'integer' }, rowsJson(ids.map((id) => [id])))}
    where comments.id = given.id and comments.state = 'rejected' and comments.words <> ''
      and (select bulk_id from comment_decisions where comment_id = given.id order by id desc limit 1) = ${bulkId}
    returning comments.id`.execute(tx)
  return moved.rows.map(({ id }) => id)
}

/** The next comments of a decision on many, by id. */
export async function commentsOfBulk(db: Db, bulkId: number, after: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('comment_decisions')
    .select('comment_id as id')
    .where('bulk_id', '=', bulkId)
    .where('comment_id', '>', after)
    .orderBy('comment_id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

export type Decisions = {
  ids: readonly number[]
  verdict: CommentState
  reason: Reason
  at: number
  bulkId: number | null
}

/** A row for each, as if they had been decided one by one. */
export async function insertDecisions(tx: Tx, { ids, verdict, reason, at, bulkId }: Decisions): Promise<void> {
  const { kind, id } = actorOf(tx)
  await sql`
    insert into comment_decisions (comment_id, verdict, actor, reasons, at, bulk_id)
    select given.id, ${verdict}, ${`${kind}:${id}`}, ${JSON.stringify([reason])}, ${at}, ${bulkId}
    from ${jsonRows(tx, 'given', { id: 'integer' }, rowsJson(ids.map((comment) => [comment])))} where true`.execute(tx)
}
