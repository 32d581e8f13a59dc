import { sql } from 'kysely'
import { publishedVersion } from '../articles/version-join-store.ts'
import { actorOf, lockRow } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { OwnComment, PublicComment } from './comment.ts'
import type { CommentState } from './tables.ts'

/** What taking a comment needs to know of the story. */
export type CommentedArticle = {
  id: number
  publicId: string
  path: string
  headline: string
  language: string
  callToComment: string
  publishedAt: number
  commentsOpen: boolean
  commentsHeld: boolean
}

export async function commentedArticle(
  db: Db,
  where: { publicId: string } | { id: number },
): Promise<CommentedArticle | undefined> {
  const row = await db
    .selectFrom('articles')
    .innerJoin('article_versions', publishedVersion)
    .select([
      'articles.id',
      'articles.public_id as publicId',
      'articles.path',
      'article_versions.headline',
      'article_versions.language',
      'article_versions.call_to_comment as callToComment',
      'articles.published_at as publishedAt',
      'articles.comments_open as commentsOpen',
      'articles.comments_held as commentsHeld',
    ])
    .where('articles.state', '=', 'published')
    .where((is) => ('id' in where ? is('articles.id', '=', where.id) : is('articles.public_id', '=', where.publicId)))
    .executeTakeFirst()
  if (row === undefined || row.path === null || row.publishedAt === null) return undefined
  const { commentsOpen, commentsHeld, path, publishedAt } = row
  return { ...row, path, publishedAt, commentsOpen: commentsOpen === 1, commentsHeld: commentsHeld === 1 }
}

/** A comment as the reader who wrote it may see it: with what was decided, and why. */
export async function ownComment(db: Db, publicId: string, readerId: string): Promise<OwnComment | undefined> {
  const row = await db
    .selectFrom('comments')
    .innerJoin('articles', 'articles.id', 'comments.article_id')
    .leftJoin('article_versions', publishedVersion)
    .leftJoin('comment_decisions', 'comment_decisions.comment_id', 'comments.id')
    .select([
      'comments.public_id as publicId',
      'comments.author_name as authorName',
      'comments.words',
      'comments.submitted_at as submittedAt',
      'comments.state',
      'articles.path',
      'articles.state as articleState',
      'articles.language',
      'article_versions.headline',
      'comment_decisions.reasons',
      'comment_decisions.verdict',
    ])
    .where('comments.public_id', '=', publicId)
    .where('comments.reader_id', '=', readerId)
    .orderBy('comment_decisions.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { path, articleState, headline, reasons, verdict, ...comment } = row
  return {
    ...comment,
    articlePath: articleState === 'published' ? path : null,
    headline: headline ?? '',
    reason:
      reasons === null || verdict !== comment.state
        ? undefined
        : reasonsOf(reasons)
            .map(({ words }) => words)
            .join(' ') || undefined,
  }
}

export type Reason = { code: string; words: string }

function reasonsOf(json: string): Reason[] {
  const reasons: Reason[] = JSON.parse(json)
  return reasons
}

export type NewComment = {
  publicId: string
  articleId: number
  parentPublicId: string | undefined
  readerId: string
  addressId: number
  authorName: string
  words: string
  submittedAt: number
  passHash: string
  networkHash: string | undefined
}

export type Inserted =
  | { outcome: 'held'; id: number; publicId: string }
  | { outcome: 'same-pass'; publicId: string; words: string; readerId: string | null }
  | { outcome: 'unknown-parent' }

/** Inserts a held comment; the parent must be published in the same article at this moment, and the pass unused. */
export async function insertComment(tx: Tx, comment: NewComment): Promise<Inserted> {
  const parentId =
    comment.parentPublicId === undefined ? null : await answerableComment(tx, comment.articleId, comment.parentPublicId)
  if (parentId === undefined) return { outcome: 'unknown-parent' }
  const row = await tx
    .insertInto('comments')
    .values({
      public_id: comment.publicId,
      article_id: comment.articleId,
      parent_id: parentId,
      reader_id: comment.readerId,
      address_id: comment.addressId,
      author_name: comment.authorName,
      words: comment.words,
      state: 'held',
      submitted_at: comment.submittedAt,
      pass_hash: comment.passHash,
      network_hash: comment.networkHash ?? null,
    })
    .onConflict((conflict) => conflict.column('pass_hash').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row !== undefined) return { outcome: 'held', id: row.id, publicId: comment.publicId }
  const earlier = await commentOfPass(tx, comment.passHash)
  if (earlier === undefined) throw new Error('a pass was used by no comment')
  return { outcome: 'same-pass', ...earlier }
}

/** What this pass has carried already. */
export async function commentOfPass(
  tx: Tx,
  passHash: string,
): Promise<{ publicId: string; words: string; readerId: string | null } | undefined> {
  return tx
    .selectFrom('comments')
    .select(['public_id as publicId', 'words', 'reader_id as readerId'])
    .where('pass_hash', '=', passHash)
    .executeTakeFirst()
}

async function answerableComment(tx: Tx, articleId: number, publicId: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('comments')
    .select('id')
    .where('public_id', '=', publicId)
    .where('article_id', '=', articleId)
    .where('state', '=', 'published')
    .executeTakeFirst()
  return row?.id
}

/** Holds a comment until the transaction ends, so that two decisions stand one after the other. */
export async function heldForDecision(
  tx: Tx,
  publicId: string,
): Promise<{ id: number; articleId: number; state: CommentState } | undefined> {
  const query = tx
    .selectFrom('comments')
    .select(['id', 'article_id as articleId', 'state'])
    .where('public_id', '=', publicId)
  // What was erased or forgotten has no words that could be decided on.
  return lockRow(tx, query.where('words', '<>', '')).executeTakeFirst()
}

export async function setCommentState(tx: Tx, id: number, state: CommentState): Promise<void> {
  await tx.updateTable('comments').set({ state }).where('id', '=', id).execute()
}

type Decision = { commentId: number; verdict: CommentState; reasons: readonly Reason[]; at: number }

export async function insertDecision(tx: Tx, decision: Decision): Promise<void> {
  await insertDecisions(tx, [decision])
}

export async function insertDecisions(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return
  const { kind, id } = actorOf(tx)
  const rows = decisions.map(({ commentId, verdict, reasons, at }) => [commentId, verdict, JSON.stringify(reasons), at])
  await insertDecisionRows(tx, `${kind}:${id}`, rowsJson(rows))
}

const decisionColumns = { comment_id: 'integer', verdict: 'text', reasons: 'text', at: 'integer' } as const

const insertDecisionRows = preparedWrite(
  (tx, actor: string, rows: string) =>
    sql`insert into comment_decisions (comment_id, verdict, actor, reasons, at)
      select comment_id, verdict, cast(${actor} as text), reasons, at
      from ${jsonRows(tx, 'given', decisionColumns, rows)}`,
)

export async function moveCommentCount(tx: Tx, articleId: number, by: number): Promise<void> {
  await moveCommentCounts(tx, new Map([[articleId, by]]))
}

/** By article: how many more of its comments readers see. */
export async function moveCommentCounts(tx: Tx, by: ReadonlyMap<number, number>): Promise<void> {
  const rows = [...by].filter(([, number]) => number !== 0)
  if (rows.length > 0) await moveCounts(tx, rowsJson(rows))
}

const moveCounts = preparedWrite(
  (tx, rows: string) =>
    sql`update articles set comment_count = comment_count + given.number
      from ${jsonRows(tx, 'given', { id: 'integer', number: 'integer' }, rows)} where articles.id = given.id`,
)

/** For staff: no reader's view is given one. */
export type HeldComment = PublicComment & {
  id: number
  networkHash: string | null
  headline: string
  path: string | null
}

/** Those that wait for a decision, oldest first. */
export async function heldComments(db: Db, limit: number): Promise<HeldComment[]> {
  const rows = await db
    .selectFrom('comments')
    .innerJoin('articles', 'articles.id', 'comments.article_id')
    .leftJoin('article_versions', publishedVersion)
    .select([
      'comments.id',
      'comments.network_hash as networkHash',
      'comments.public_id as publicId',
      'comments.author_name as authorName',
      'comments.words',
      'comments.submitted_at as submittedAt',
      'article_versions.headline',
      'articles.path',
      'articles.slug',
    ])
    // As a word of the statement, not a value: only then is the partial index used.
    .where(sql<boolean>`comments.state = 'held'`)
    .orderBy('comments.submitted_at')
    .orderBy('comments.id')
    .limit(limit)
    .execute()
  return rows.map(({ slug, headline, ...row }) => ({ ...row, headline: headline ?? slug }))
}
