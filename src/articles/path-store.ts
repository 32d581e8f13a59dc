import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { isProductPage, isReservedPath } from '../kit/reserved.ts'

/** What answers at a public path. A redirect to a story leads to where the story is, however often it moves. */
export type PathTarget =
  | { kind: 'article'; articleId: number }
  | { kind: 'topic'; topicId: number }
  | { kind: 'person'; personId: number }
  | { kind: 'media'; mediaId: number }
  | { kind: 'redirect'; target: string; articleId?: number }
  | { kind: 'gone' }

/** With the story's own address, where it has one. */
export type FoundTarget = PathTarget & { home: string | null }

export async function pathTarget(db: Db, path: string): Promise<FoundTarget | undefined> {
  const [row] = await rowAt(db, path)
  if (row === undefined) return undefined
  const { home } = row
  if (row.kind === 'article' && row.articleId !== null) return { kind: 'article', articleId: row.articleId, home }
  if (row.kind === 'topic' && row.topicId !== null) return { kind: 'topic', topicId: row.topicId, home }
  if (row.kind === 'person' && row.personId !== null) return { kind: 'person', personId: row.personId, home }
  if (row.kind === 'media' && row.mediaId !== null) return { kind: 'media', mediaId: row.mediaId, home }
  if (row.kind === 'redirect' && row.target !== null)
    return { kind: 'redirect', target: row.target, home, ...(row.articleId !== null && { articleId: row.articleId }) }
  return { kind: 'gone', home }
}

const rowAt = prepared((db, path: string) =>
  db
    .selectFrom('paths')
    .leftJoin('articles', 'articles.id', 'paths.article_id')
    .select([
      'paths.kind',
      'paths.article_id as articleId',
      'paths.topic_id as topicId',
      'paths.person_id as personId',
      'paths.media_id as mediaId',
      'paths.target',
      'articles.path as home',
    ])
    .where('paths.path', '=', path),
)

/** Takes a path for a target. An address in use by something else alive is left alone: false. */
export async function claimPath(tx: Tx, path: string, target: PathTarget, at: number): Promise<boolean> {
  if (isReservedPath(path)) return false
  const row = rowOf(target)
  const [inserted] = await insertPath(
    tx,
    path,
    row.kind,
    row.article_id,
    row.topic_id,
    row.person_id,
    row.media_id,
    row.target,
    at,
  )
  if (inserted !== undefined) return true
  const owner = await pathTarget(tx, path)
  if (owner === undefined) return false
  if (sameTarget(owner, target)) return true
  // A redirect or a gone mark gives way to something that lives there; the living never give way.
  if ((owner.kind !== 'redirect' && owner.kind !== 'gone') || target.kind === 'redirect' || target.kind === 'gone')
    return false
  await tx.updateTable('paths').set(row).where('path', '=', path).execute()
  return true
}

const insertPath = preparedWrite(
  (
    tx,
    path: string,
    kind: PathTarget['kind'],
    article_id: number | null,
    topic_id: number | null,
    person_id: number | null,
    media_id: number | null,
    target: string | null,
    created_at: number,
  ) =>
    tx
      .insertInto('paths')
      .values({ path, kind, article_id, topic_id, person_id, media_id, target, created_at })
      .onConflict((conflict) => conflict.column('path').doNothing())
      .returning('path'),
)

export type Claim = readonly [path: string, target: PathTarget]

/** The same for many at once; of those in use by something else alive nothing is said. */
export async function claimPaths(tx: Tx, claims: readonly Claim[], at: number): Promise<void> {
  const inserted = await insertFree(tx, claims, at)
  const others = claims.filter(([path]) => !inserted.has(path) && !isReservedPath(path))
  if (others.length === 0) return
  const owners = new Map((await ownersOf(tx, rowsJson(others.map(([path]) => [path])))).map((row) => [row.path, row]))
  for (const [path, target] of others) {
    const owner = owners.get(path)
    if (owner === undefined || !sameRow(owner, rowOf(target))) await claimPath(tx, path, target, at)
  }
}

const ownersOf = preparedWrite((tx, paths: string) =>
  tx
    .selectFrom('paths')
    .select(['path', 'kind', 'article_id', 'topic_id', 'person_id', 'media_id', 'target'])
    .where('path', 'in', sql<string>`(select path from ${jsonRows(tx, 'asked', { path: 'text' }, paths)})`),
)

/** Old addresses, each for its target unless something has it: what stands in the table wins. */
export async function offerPaths(tx: Tx, offers: readonly Claim[], at: number): Promise<void> {
  await insertFree(tx, offers, at)
}

/** Those that nothing had. */
async function insertFree(tx: Tx, claims: readonly Claim[], at: number): Promise<Set<string>> {
  const rows = claims
    .filter(([path]) => !isReservedPath(path))
    .map(([path, target]) => {
      const { kind, article_id, topic_id, person_id, media_id, target: to } = rowOf(target)
      return [path, kind, article_id, topic_id, person_id, media_id, to, at]
    })
  if (rows.length === 0) return new Set()
  return new Set((await insertPaths(tx, rowsJson(rows))).map(({ path }) => path))
}

const pathColumns = {
  path: 'text',
  kind: 'text',
  article_id: 'integer',
  topic_id: 'integer',
  person_id: 'integer',
  media_id: 'integer',
  target: 'text',
  created_at: 'integer',
} as const

const insertPaths = preparedWrite(
  (tx, rows: string) =>
    sql<{ path: string }>`insert into paths
        (path, kind, article_id, topic_id, person_id, media_id, target, created_at)
      select path, kind, article_id, topic_id, person_id, media_id, target, created_at
      from ${jsonRows(tx, 'given', pathColumns, rows)} where true
      on conflict (path) do nothing returning path`,
)

/** The first free of `path`, `path-2`, `path-3` … taken for the target. */
export async function claimFreePath(tx: Tx, path: string, target: PathTarget, at: number): Promise<string> {
  for (let number = 1; number < 1000; number++) {
    const candidate = number === 1 ? path : path.endsWith('/') ? `${path.slice(0, -1)}-${number}/` : `${path}-${number}`
    if (!isProductPage(candidate) && (await claimPath(tx, candidate, target, at))) return candidate
  }
  throw new Error(`a thousand addresses like ${path} are taken`)
}

/** Every path of an article says from now on that it is gone (withdrawn), or leads to it again. */
export async function markArticlePaths(tx: Tx, articleId: number, kind: 'article' | 'gone'): Promise<void> {
  await tx
    .updateTable('paths')
    .set({ kind })
    .where('article_id', '=', articleId)
    .where('kind', 'in', ['article', 'gone'])
    .execute()
}

/** An address that something left: it leads on permanently. */
export async function redirectPath(tx: Tx, path: string, target: string): Promise<void> {
  await tx
    .updateTable('paths')
    .set({ kind: 'redirect', target })
    .where('path', '=', path)
    .where('path', '<>', target)
    .execute()
}

function rowOf(target: PathTarget) {
  return {
    kind: target.kind,
    article_id: target.kind === 'article' || target.kind === 'redirect' ? (target.articleId ?? null) : null,
    topic_id: target.kind === 'topic' ? target.topicId : null,
    person_id: target.kind === 'person' ? target.personId : null,
    media_id: target.kind === 'media' ? target.mediaId : null,
    target: target.kind === 'redirect' ? target.target : null,
  }
}

function sameTarget(a: PathTarget, b: PathTarget): boolean {
  return sameRow(rowOf(a), rowOf(b))
}

type TargetRow = ReturnType<typeof rowOf>

function sameRow(x: TargetRow, y: TargetRow): boolean {
  const samePlace = x.article_id !== null || x.target === y.target
  return (
    x.kind === y.kind &&
    x.article_id === y.article_id &&
    x.topic_id === y.topic_id &&
    x.person_id === y.person_id &&
    x.media_id === y.media_id &&
    samePlace
  )
}
