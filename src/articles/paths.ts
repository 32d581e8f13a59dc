import type { Db, Tx } from '../kit/db/schema.ts'
import { isReservedPath } from './article.ts'

/** What answers at a public path. */
export type PathTarget =
  | { kind: 'article'; articleId: number }
  | { kind: 'topic'; topicId: number }
  | { kind: 'person'; personId: number }
  | { kind: 'redirect'; target: string }
  | { kind: 'gone' }

export async function pathTarget(db: Db, path: string): Promise<PathTarget | undefined> {
  const row = await db
    .selectFrom('paths')
    .select(['kind', 'article_id as articleId', 'topic_id as topicId', 'person_id as personId', 'target'])
    .where('path', '=', path)
    .executeTakeFirst()
  if (row === undefined) return undefined
  if (row.kind === 'article' && row.articleId !== null) return { kind: 'article', articleId: row.articleId }
  if (row.kind === 'topic' && row.topicId !== null) return { kind: 'topic', topicId: row.topicId }
  if (row.kind === 'person' && row.personId !== null) return { kind: 'person', personId: row.personId }
  if (row.kind === 'redirect' && row.target !== null) return { kind: 'redirect', target: row.target }
  return { kind: 'gone' }
}

/** Takes a path for a target. An address in use by something else alive is left alone: false. */
export async function claimPath(tx: Tx, path: string, target: PathTarget, at: number): Promise<boolean> {
  if (isReservedPath(path)) return false
  const row = rowOf(target)
  const inserted = await tx.insertInto('paths').values({ path, ...row, created_at: at }).onConflict((conflict) => conflict.column('path').doNothing()).executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 1n) return true
  const owner = await pathTarget(tx, path)
  if (owner === undefined) return false
  if (sameTarget(owner, target)) return true
  // A redirect or a gone mark gives way to something that lives there; the living never give way.
  if ((owner.kind !== 'redirect' && owner.kind !== 'gone') || target.kind === 'redirect' || target.kind === 'gone') return false
  await tx.updateTable('paths').set(row).where('path', '=', path).execute()
  return true
}

/** The first free of `path`, `path-2`, `path-3` … taken for the target. */
export async function claimFreePath(tx: Tx, path: string, target: PathTarget, at: number): Promise<string> {
  for (let number = 1; number < 1000; number++) {
    const candidate = number === 1 ? path : path.endsWith('/') ? `${path.slice(0, -1)}-${number}/` : `${path}-${number}`
    if (await claimPath(tx, candidate, target, at)) return candidate
  }
  throw new Error(`a thousand addresses like ${path} are taken`)
}

/** Every path of an article says from now on that it is gone (withdrawn), or leads to it again. */
export async function markArticlePaths(tx: Tx, articleId: number, kind: 'article' | 'gone'): Promise<void> {
  await tx.updateTable('paths').set({ kind }).where('article_id', '=', articleId).where('kind', 'in', ['article', 'gone']).execute()
}

/** An address that something left: it leads on permanently. */
export async function redirectPath(tx: Tx, path: string, target: string): Promise<void> {
  await tx.updateTable('paths').set({ kind: 'redirect', target }).where('path', '=', path).where('path', '<>', target).execute()
}

function rowOf(target: PathTarget) {
  return {
    kind: target.kind,
    article_id: target.kind === 'article' ? target.articleId : null,
    topic_id: target.kind === 'topic' ? target.topicId : null,
    person_id: target.kind === 'person' ? target.personId : null,
    target: target.kind === 'redirect' ? target.target : null,
  }
}

function sameTarget(a: PathTarget, b: PathTarget): boolean {
  const [x, y] = [rowOf(a), rowOf(b)]
  return x.kind === y.kind && x.article_id === y.article_id && x.topic_id === y.topic_id && x.person_id === y.person_id && x.target === y.target
}
