import type { Tx } from '../../../kit/db/schema.ts'
import { takeOverCommentIn, updateTakenOverIn } from '../../../conversation/take-over.ts'
import type { CommentState } from '../../../conversation/tables.ts'
import { ensureAddress, normaliseAddress } from '../../../readers/addresses.ts'
import { hashOf, remember, remembered } from '../../memory.ts'
import type { WpComment } from '../comment.ts'
import type { Import } from './import.ts'
import type { Outcome, Skipped } from './report.ts'

const states: Partial<Record<WpComment['state'], CommentState>> = { approved: 'published', pending: 'held', trash: 'rejected', 'post-trashed': 'rejected' }

export type CommentsDone = { outcomes: Outcome[]; skipped: Skipped[]; orphans: number }

/** The comments of one article, parents before their replies, in the article's own transaction. Addresses of networks are not taken. */
export async function importCommentsIn(tx: Tx, run: Import, articleId: number, comments: readonly WpComment[]): Promise<CommentsDone> {
  const done: CommentsDone = { outcomes: [], skipped: [], orphans: 0 }
  const wanted: { comment: WpComment; state: CommentState }[] = []
  for (const comment of comments) {
    const state = states[comment.state]
    const reason = reasonAgainst(comment, state)
    if (reason === undefined && state !== undefined) wanted.push({ comment, state })
    else done.skipped.push(skippedComment(comment, reason ?? 'is in a state that only a plugin knows'))
  }
  const ids = new Map<number, number>()
  const known = await remembered(tx, run.source, 'comment', wanted.map(({ comment }) => String(comment.id)))
  for (const { comment, state } of parentsFirst(wanted)) {
    const parentId = comment.parent === undefined ? null : (ids.get(comment.parent) ?? null)
    if (comment.parent !== undefined && parentId === null) done.orphans++
    const fields = { parentId, authorName: comment.author.slice(0, 200) || run.words.anonymous, words: comment.text, state, submittedAt: comment.at ?? run.at }
    const hash = hashOf([fields.authorName, fields.words, state, comment.parent ?? null, comment.at ?? null, comment.email])
    const before = known.get(String(comment.id))
    if (before?.targetId != null) {
      ids.set(comment.id, before.targetId)
      if (before.hash !== hash) await updateTakenOverIn(tx, before.targetId, fields, run.at)
      done.outcomes.push(before.hash === hash ? 'unchanged' : 'updated')
      if (before.hash === hash) continue
    } else {
      const addressId = normaliseAddress(comment.email) === undefined ? null : await ensureAddress(tx, run.house, comment.email, run.at)
      ids.set(comment.id, await takeOverCommentIn(tx, { ...fields, articleId, addressId, origin: run.words.decidedThere }, run.at))
      done.outcomes.push('imported')
    }
    await remember(tx, run.source, 'comment', { sourceId: String(comment.id), hash, targetId: ids.get(comment.id) ?? null }, run.at)
  }
  return done
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
    const chain: Wanted[] = []
    for (let next: Wanted | undefined = entry; next !== undefined && !chain.includes(next) && !ordered.has(next); ) {
      chain.unshift(next)
      next = next.comment.parent === undefined ? undefined : byId.get(next.comment.parent)
    }
    for (const link of chain) ordered.add(link)
  }
  return [...ordered]
}
