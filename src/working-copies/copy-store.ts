/** Working copies as rows. A copy's updates are numbered without gaps: its row is locked while numbers are assigned. */
import { sql } from 'kysely'
import { noteWorkingHeadline } from '../articles/store.ts'
import { lockRow } from '../kit/db/database.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Rescue } from './rescue.ts'
import type { UpdateKind } from './tables.ts'

export type CopyRow = {
  articleId: number
  generation: number
  schemaVersion: number
  seq: number
  stateSeq: number
  baseVersion: number
  baseRevision: number
  headline: string
  wordCount: number
  settledSeq: number
  updatedAt: number
  updatedBy: string
}

const columns = [
  'article_id as articleId',
  'generation',
  'schema_version as schemaVersion',
  'seq',
  'state_seq as stateSeq',
  'base_version as baseVersion',
  'base_revision as baseRevision',
  'headline',
  'word_count as wordCount',
  'settled_seq as settledSeq',
  'updated_at as updatedAt',
  'updated_by as updatedBy',
] as const

/** The document itself is read by `foldedState` and `updatesAbove`. */
export async function copyRow(db: Db, articleId: number): Promise<CopyRow | undefined> {
  return db.selectFrom('working_copies').select(columns).where('article_id', '=', articleId).executeTakeFirst()
}

export async function foldedState(
  db: Db,
  articleId: number,
): Promise<{ state: Uint8Array; stateSeq: number; generation: number; settledSeq: number } | undefined> {
  return db
    .selectFrom('working_copies')
    .select(['state', 'state_seq as stateSeq', 'generation', 'settled_seq as settledSeq'])
    .where('article_id', '=', articleId)
    .executeTakeFirst()
}

export type UpdateRow = { seq: number; kind: UpdateKind; bytes: Uint8Array }

/** In their order. */
export const updatesAbove: (db: Db, articleId: number, seq: number, limit: number) => Promise<UpdateRow[]> = prepared(
  (db, articleId: number, seq: number, limit: number) =>
    db
      .selectFrom('working_copy_updates')
      .select(['seq', 'kind', 'bytes'])
      .where('article_id', '=', articleId)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit),
)

/** Where copies stand, and whether their stories have been changed elsewhere. */
export type Head = {
  articleId: number
  generation: number
  seq: number
  baseVersion: number
  baseRevision: number
  revision: number
}

export async function headsOf(db: Db, articleIds: readonly number[]): Promise<Head[]> {
  if (articleIds.length === 0) return []
  return db
    .selectFrom('working_copies')
    .innerJoin('articles', 'articles.id', 'working_copies.article_id')
    .select([
      'article_id as articleId',
      'generation',
      'seq',
      'base_version as baseVersion',
      'base_revision as baseRevision',
      'articles.revision',
    ])
    .where('article_id', 'in', [...articleIds])
    .execute()
}

export type NewCopy = {
  articleId: number
  generation: number
  schemaVersion: number
  state: Uint8Array
  base: Base
  headline: string
  wordCount: number
  at: number
  by: string
}

/** What the story says, as JSON, and its version and revision. */
export type Base = { version: number; revision: number; content: string }

/** Does nothing if there is one. */
export async function insertCopy(tx: Tx, copy: NewCopy): Promise<void> {
  await tx
    .insertInto('working_copies')
    .values({
      article_id: copy.articleId,
      generation: copy.generation,
      schema_version: copy.schemaVersion,
      seq: 0,
      state: copy.state,
      state_seq: 0,
      bytes: copy.state.length,
      base_version: copy.base.version,
      base_revision: copy.base.revision,
      base: copy.base.content,
      headline: copy.headline,
      word_count: copy.wordCount,
      settled_seq: 0,
      created_at: copy.at,
      updated_at: copy.at,
      updated_by: copy.by,
    })
    .onConflict((conflict) => conflict.column('article_id').doNothing())
    .execute()
}

const takeNumbers = preparedWrite(
  (tx, articleId: number, generation: number, count: number, size: number, most: number, at: number, by: string) =>
    tx
      .updateTable('working_copies')
      .set({ seq: sql`seq + ${count}`, bytes: sql`bytes + ${size}`, updated_at: at, updated_by: by })
      .where('article_id', '=', articleId)
      .where('generation', '=', generation)
      .where(sql<number>`bytes + ${size}`, '<=', most)
      .returning('seq'),
)

/** A story of 5,000 blocks, including everything ever deleted from it, is below a tenth of this. */
export const maxCopyBytes = 64_000_000

export type Append = {
  articleId: number
  generation: number
  kind: UpdateKind
  updates: readonly { bytes: Uint8Array; actor: string }[]
  at: number
  maxBytes: number
}

/**
 * The number of the first of them. Undefined, with nothing written, if the copy is gone or would exceed `maxBytes`. On
 * PostgreSQL other writers of this copy wait until the transaction ends.
 */
export async function appendUpdates(
  tx: Tx,
  { articleId, generation, kind, updates, at, maxBytes }: Append,
): Promise<number | undefined> {
  const by = updates.at(-1)?.actor
  if (by === undefined) throw new Error('no update to append')
  const size = updates.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const [row] = await takeNumbers(tx, articleId, generation, updates.length, size, maxBytes, at, by)
  if (row === undefined) return undefined
  const first = row.seq - updates.length + 1
  await tx
    .insertInto('working_copy_updates')
    .values(
      updates.map(({ bytes, actor }, index) => ({ article_id: articleId, seq: first + index, kind, bytes, actor, at })),
    )
    .execute()
  return first
}

/** The story's content up to which the copy has all changes made elsewhere. */
export async function baseOf(
  db: Db,
  articleId: number,
): Promise<{ generation: number; revision: number; content: string } | undefined> {
  return db
    .selectFrom('working_copies')
    .select(['generation', 'base_revision as revision', 'base as content'])
    .where('article_id', '=', articleId)
    .executeTakeFirst()
}

/** False if somebody else was faster. `from`: the revision the copy was based on; if left out, any. */
export async function rebase(
  tx: Tx,
  { articleId, from, base }: { articleId: number; from?: number; base: Base },
): Promise<boolean> {
  const update = tx
    .updateTable('working_copies')
    .set({ base_version: base.version, base_revision: base.revision, base: base.content })
    .where('article_id', '=', articleId)
  const { numUpdatedRows } = await (
    from === undefined ? update : update.where('base_revision', '=', from)
  ).executeTakeFirst()
  return numUpdatedRows > 0n
}

export type StoredRescue = { client: number; clock: number; block: string | null; words: string; at: number }

/** Newest first. */
export async function rescuesOf(db: Db, articleId: number): Promise<StoredRescue[]> {
  return db
    .selectFrom('working_copy_rescues')
    .select(['client', 'clock', 'block_id as block', 'words', 'at'])
    .where('article_id', '=', articleId)
    .orderBy('at', 'desc')
    .limit(100)
    .execute()
}

export type Settled = { articleId: number; generation: number; seq: number; headline: string; wordCount: number }

/**
 * Stores what lists show, and that no lost words remain to be put back up to there. An older update never replaces a
 * newer one.
 */
export async function setSettled(tx: Tx, settled: Settled): Promise<void> {
  const row = await tx
    .updateTable('working_copies')
    .set({ headline: settled.headline, word_count: settled.wordCount, settled_seq: settled.seq })
    .where('article_id', '=', settled.articleId)
    .where('generation', '=', settled.generation)
    .where('settled_seq', '<', settled.seq)
    .returning('updated_at as updatedAt')
    .executeTakeFirst()
  if (row !== undefined) await noteWorkingHeadline(tx, settled.articleId, settled.headline, row.updatedAt)
}

/** False if they have already been put back. */
export async function insertRescue(tx: Tx, articleId: number, rescue: Rescue, at: number): Promise<boolean> {
  const { client, clock, length, block, text } = rescue
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('working_copy_rescues')
    .values({ article_id: articleId, client, clock, length, block_id: block, words: text, at })
    .onConflict((conflict) => conflict.columns(['article_id', 'client', 'clock']).doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** Deletes it with everything that belongs to it; the story's next copy is a new one. False if there is none. */
export async function deleteCopy(tx: Tx, articleId: number): Promise<boolean> {
  // Locks it: nobody adds an update in the meantime.
  await lockRow(tx, tx.selectFrom('working_copies').select('seq').where('article_id', '=', articleId)).execute()
  for (const table of ['working_copy_updates', 'working_copy_rescues', 'working_copy_conflicts'] as const)
    await tx.deleteFrom(table).where('article_id', '=', articleId).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('working_copies')
    .where('article_id', '=', articleId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
