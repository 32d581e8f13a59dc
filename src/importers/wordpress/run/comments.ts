import { moveCommentCount } from '../../../conversation/store.ts'
import type { CommentState } from '../../../conversation/tables.ts'
import { takeOverCommentIn, updateTakenOverIn } from '../../../conversation/take-over.ts'
import { afterCommit } from '../../../kit/db/database.ts'
import type { Tx } from '../../../kit/db/schema.ts'
import { ensureAddress, normaliseAddress } from '../../../readers/addresses.ts'
import { hashOf, rememberAll, remembered, type Remembered } from '../../memory-store.ts'
import type { Outcome, Skipped as SkippedOf } from '../../report.ts'
import type { WpComment } from '../comment.ts'
import type { Import, ReportKind } from './run.ts'

const states: Partial<Record<WpComment['state'], CommentState>> = {
  approved: 'published',
  pending: 'held',
  trash: 'rejected',
  'post-trashed': 'rejected',
}

type Skipped = SkippedOf<ReportKind>
export type CommentsDone = { outcomes: Outcome[]; skipped: Skipped[]; orphans: number }

/**
 * The comments of one article, parents before their replies, in the article's own transaction. Addresses of networks
 * are not taken.
 */
export async function importCommentsIn(
  tx: Tx,
  run: Import,
  articleId: number,
  comments: readonly WpComment[],
): Promise<CommentsDone> {
  const done: CommentsDone = { outcomes: [], skipped: [], orphans: 0 }
  const wanted: { comment: WpComment; state: CommentState }[] = []
  for (const comment of comments) {
    const state = states[comment.state]
    const reason = reasonAgainst(comment, state)
    if (reason === undefined && state !== undefined) wanted.push({ comment, state })
    else done.skipped.push(skippedComment(comment, reason ?? 'is in a state that only a plugin knows'))
  }
  const ids = new Map<number, number>()
  const news: Remembered[] = []
  let published = 0
  const known = await remembered(
    tx,
    run.source,
    'comment',
    wanted.map(({ comment }) => String(comment.id)),
  )
  for (const { comment, state } of parentsFirst(wanted)) {
    const parentId = comment.parent === undefined ? null : (ids.get(comment.parent) ?? null)
    if (comment.parent !== undefined && parentId === null) done.orphans++
    const fields = {
      parentId,
      authorName: comment.author.slice(0, 200) || run.words.anonymous,
      words: comment.text,
      state,
      submittedAt: comment.at ?? run.at,
    }
    const hash = hashOf([
      fields.authorName,
      fields.words,
      state,
      comment.parent ?? null,
      comment.at ?? null,
      comment.email,
    ])
    const before = known.get(String(comment.id))
    if (before?.targetId != null) {
      ids.set(comment.id, before.targetId)
      if (before.hash !== hash) await updateTakenOverIn(tx, before.targetId, fields, run.at)
      done.outcomes.push(before.hash === hash ? 'unchanged' : 'updated')
      if (before.hash === hash) continue
    } else {
      const addressId = await addressOf(tx, run, comment.email)
      ids.set(
        comment.id,
        await takeOverCommentIn(
          tx,
          { ...fields, articleId, oldId: String(comment.id), addressId, origin: run.words.decidedThere },
          run.at,
        ),
      )
      published += Number(state === 'published')
      done.outcomes.push('imported')
    }
    news.push({ sourceId: String(comment.id), hash, targetId: ids.get(comment.id) ?? null })
  }
  await moveCommentCount(tx, articleId, published)
  await rememberAll(tx, run.source, 'comment', news, run.at)
  return done
}

/**
 * Whoever comments often is looked up once. A row written by a transaction that failed afterwards is not: the next one
 * writes it again.
 */
async function addressOf(tx: Tx, run: Import, email: string): Promise<number | null> {
  if (normaliseAddress(email) === undefined) return null
  const known = run.addresses.get(email)
  if (known !== undefined) return known
  const id = await ensureAddress(tx, run.house, email, run.at)
  afterCommit(tx, () => run.addresses.set(email, id))
  return id
}

export function skippedComment(comment: WpComment, reason: string): Skipped {
  return { kind: 'comment', id: String(comment.id), title: comment.text.slice(0, 60), reason }
}

function reasonAgainst({ type, text, state, id }: WpComment, known: CommentState | undefined): string | undefined {
  if (type === 'pingback' || type === 'trackback') return `is a ${type}, which another site's software wrote`
  if (type !== 'comment') return `is of the type "${type}", which belongs to a plugin`
  if (state === 'spam') return 'was spam'
  if (known === undefined) return 'is in a state that only a plugin knows'
  if (id === 0) return 'has no number'
  return text === '' ? 'is empty' : undefined
}

type Wanted = { comment: WpComment; state: CommentState }

function parentsFirst(wanted: readonly Wanted[]): Wanted[] {
  const byId = new Map(wanted.map((entry) => [entry.comment.id, entry]))
  const ordered = new Set<Wanted>()
  for (const entry of wanted.toSorted((a, b) => a.comment.id - b.comment.id)) {
    // A set, since a chain may be as long as there are comments.
    const chain = new Set<Wanted>()
    for (let next: Wanted | undefined = entry; next !== undefined && !chain.has(next) && !ordered.has(next);) {
      chain.add(next)
      next = next.comment.parent === undefined ? undefined : byId.get(next.comment.parent)
    }
    for (const link of [...chain].toReversed()) ordered.add(link)
  }
  return [...ordered]
}
