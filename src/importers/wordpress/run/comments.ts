import { moveCommentCount } from '../../../conversation/store.ts'
import type { CommentState } from '../../../conversation/tables.ts'
import type { OlderComment } from '../../../conversation/take-over-store.ts'
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
  const idOf = commentIds(articleId)
  const named = new Map(wanted.map(({ comment }) => [comment, idOf(comment)]))
  const news: Remembered[] = []
  let published = 0
  const known = await remembered(tx, run.source, 'comment', [
    ...new Set(
      [...named].flatMap(([{ parent }, id]) =>
        [id ?? [], parent === undefined ? [] : numbered(articleId, parent)].flat(),
      ),
    ),
  ])
  // A parent of another file of the export, or of an earlier one.
  const parentOf = (id: number) => ids.get(id) ?? known.get(numbered(articleId, id))?.targetId ?? null
  for (const { comment, state } of parentsFirst(wanted)) {
    const sourceId = named.get(comment)
    if (sourceId === undefined) {
      done.skipped.push(skippedComment(comment, 'stands under its story more than once'))
      continue
    }
    const parentId = comment.parent === undefined ? null : parentOf(comment.parent)
    if (comment.parent !== undefined && parentId === null) done.orphans++
    const fields = {
      parentId,
      authorName: comment.author.slice(0, 200) || run.words.anonymous,
      words: comment.text,
      state,
      submittedAt: comment.at ?? run.at,
    }
    const hash = hashOf([fields.authorName, fields.words, state, parentId, comment.at ?? null, comment.email])
    const before = known.get(sourceId)
    const isKnown = before?.targetId != null
    const targetId = before?.targetId ?? (await takeOverIn(tx, run, comment, { ...fields, articleId }))
    if (!ids.has(comment.id)) ids.set(comment.id, targetId)
    done.outcomes.push(isKnown ? (before.hash === hash ? 'unchanged' : 'updated') : 'imported')
    if (isKnown && before.hash === hash) continue
    if (isKnown) await updateTakenOverIn(tx, targetId, fields, run.at)
    else published += Number(state === 'published')
    news.push({ sourceId, hash, targetId })
  }
  await moveCommentCount(tx, articleId, published)
  await rememberAll(tx, run.source, 'comment', news, run.at)
  return done
}

type Fields = Omit<OlderComment, 'oldId' | 'addressId' | 'origin'>

async function takeOverIn(tx: Tx, run: Import, { id, email }: WpComment, fields: Fields): Promise<number> {
  const addressId = await addressOf(tx, run, email)
  const older = { ...fields, ...(id > 0 && { oldId: String(id) }), addressId, origin: run.words.decidedThere }
  return takeOverCommentIn(tx, older, run.at)
}

/**
 * Under which id each comment of a story is remembered: its number, as long as no other of the story has it, else what
 * it says. Undefined for one that stands there twice.
 */
function commentIds(articleId: number): (comment: WpComment) => string | undefined {
  const numbers = new Map<number, WpComment>()
  const taken = new Set<string>()
  const told = ({ author, email, at, html }: WpComment) =>
    `${articleId} told:${hashOf([author, email, at ?? null, html]).slice(0, 16)}`
  return (comment) => {
    const namesake = comment.id > 0 ? numbers.get(comment.id) : undefined
    if (comment.id > 0 && namesake === undefined) {
      numbers.set(comment.id, comment)
      return numbered(articleId, comment.id)
    }
    const id = told(comment)
    if (taken.has(id) || (namesake !== undefined && told(namesake) === id)) return undefined
    taken.add(id)
    return id
  }
}

function numbered(articleId: number, id: number): string {
  return `${articleId} ${id}`
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

function reasonAgainst({ type, text, state }: WpComment, known: CommentState | undefined): string | undefined {
  if (type === 'pingback' || type === 'trackback') return `is a ${type}, which another site's software wrote`
  if (type !== 'comment') return `is of the type "${type}", which belongs to a plugin`
  if (state === 'spam') return 'was spam'
  if (known === undefined) return 'is in a state that only a plugin knows'
  return text === '' ? 'is empty' : undefined
}

type Wanted = { comment: WpComment; state: CommentState }

function parentsFirst(wanted: readonly Wanted[]): Wanted[] {
  const byId = new Map(wanted.flatMap((entry) => (entry.comment.id > 0 ? [[entry.comment.id, entry]] : [])))
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
