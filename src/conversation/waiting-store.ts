import { sql } from 'kysely'
import { engineOf } from '../kit/db/database.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { maxWaiting, networkMost, type WaitingCounts } from './waiting.ts'

export type Newcomer = { readerId: string; networkHash: string | undefined; articleId: number }

/**
 * What waits beside a comment that comes, each up to its figure, and stays so until the transaction ends. A network
 * that is not known has nothing.
 */
export async function countWaitingIn(tx: Tx, { readerId, networkHash, articleId }: Newcomer): Promise<WaitingCounts> {
  // SQLite has one writer.
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261201)`.execute(tx)
  const [counts] = await countRows(tx, readerId, networkHash ?? null, articleId)
  if (counts === undefined) throw new Error('the database counted nothing')
  return counts
}

const ofReader = sql.lit(maxWaiting.reader)
const ofNetwork = sql.lit(networkMost(maxWaiting.house))
const ofStory = sql.lit(maxWaiting.story)
const ofHouse = sql.lit(maxWaiting.house)

// The state and the limits as words of the statement, not values: only then are the partial indexes used, and the
// statement is compiled once.
const countRows = preparedWrite(
  (_, reader: string, network: string | null, article: number) => sql<WaitingCounts>`
  select
    (select count(*) from (select 1 as one from comments
      where state = 'held' and reader_id = ${reader} limit ${ofReader}) as r) as reader,
    (select count(*) from (select 1 as one from comments
      where state = 'held' and network_hash = ${network} limit ${ofNetwork}) as n) as network,
    (select count(*) from (select 1 as one from comments
      where state = 'held' and article_id = ${article} and reader_id is not null limit ${ofStory}) as s) as story,
    (select count(*) from (select 1 as one from comments
      where state = 'held' and reader_id > '' limit ${ofHouse}) as h) as house`,
)

/** How many wait that readers sent here, and since when the first of all does. */
export async function waitingNow(db: Db): Promise<{ comments: number; oldestAt: number | undefined }> {
  const [row] = await allWaiting(db)
  const oldest = await db
    .selectFrom('comments')
    .select('submitted_at as at')
    .where(sql<boolean>`state = 'held'`)
    .orderBy('submitted_at')
    .limit(1)
    .executeTakeFirst()
  return { comments: row?.comments ?? 0, oldestAt: oldest?.at }
}

const allWaiting = prepared(
  () => sql<{ comments: number }>`select count(*) as comments from comments where state = 'held' and reader_id > ''`,
)

/** So much of a text is compared (likeness.ts). */
export const comparedLength = 4_000

export type WaitingRow = { id: number; words: string; networkHash: string | null; submittedAt: number }

/** The next of all that wait, oldest first, after a row of the page before; their words as far as they are compared. */
export async function waitingPage(
  db: Db,
  after: { submittedAt: number; id: number },
  limit: number,
): Promise<WaitingRow[]> {
  return waitingRows(db, after.submittedAt, after.id, limit)
}

const waitingRows = prepared((db, submittedAt: number, id: number, limit: number) =>
  db
    .selectFrom('comments')
    .select([
      'id',
      sql<string>`substr(words, 1, ${sql.lit(comparedLength)})`.as('words'),
      'network_hash as networkHash',
      'submitted_at as submittedAt',
    ])
    .where(sql<boolean>`state = 'held' and (submitted_at, id) > (${submittedAt}, ${id})`)
    .orderBy('submitted_at')
    .orderBy('id')
    .limit(limit),
)

export async function wordsOfComment(db: Db, publicId: string): Promise<string | undefined> {
  const row = await db.selectFrom('comments').select('words').where('public_id', '=', publicId).executeTakeFirst()
  return row?.words
}
