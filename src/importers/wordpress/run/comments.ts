import { addImportedCommentsIn, updateImportedIn } from '../../../conversation/import-comments.ts'
import { moveCommentCounts } from '../../../conversation/store.ts'
import type { CommentState } from '../../../conversation/tables.ts'
import { afterCommit } from '../../../kit/db/database.ts'
import type { Tx } from '../../../kit/db/schema.ts'
import { ensureAddresses } from '../../../readers/addresses.ts'
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

/** The comments that stand below one article; `isNew`: it was made in this transaction, so that none can be known. */
export type Conversation = { articleId: number; isNew: boolean; comments: readonly WpComment[] }

/** A comment that is taken in, with what it answers: another of the story here, or one that came before. */
type Planned = Wanted & {
  articleId: number
  sourceId: string
  before: Remembered | undefined
  parent: Planned | undefined
  knownParentId: number | null
  /** How many comments that are new stand above it in a line: those are written before it. */
  level: number
  id: number | undefined
}

/**
 * The comments of some articles, parents before their replies, in the articles' own transaction. Addresses of networks
 * are not taken.
 */
export async function importCommentsIn(
  tx: Tx,
  run: Import,
  conversations: readonly Conversation[],
): Promise<CommentsDone[]> {
  const sorted = conversations.map((conversation) => ({ ...sortedOut(conversation), ...conversation }))
  const asked = sorted.flatMap(({ isNew, articleId, named }) => (isNew ? [] : namesIn(articleId, named)))
  const known = await remembered(tx, run.source, 'comment', asked)
  const plans = sorted.map(({ articleId, named }) => planOf(articleId, named, known))
  await addNewIn(tx, run, plans.flat())
  const news: Remembered[] = []
  const published = new Map<number, number>()
  const done: CommentsDone[] = []
  for (const [index, plan] of plans.entries()) {
    const outcomes: Outcome[] = []
    let orphans = 0
    for (const planned of plan) {
      const { comment, articleId, before, sourceId, id } = planned
      if (comment.parent !== undefined && parentIdOf(planned) === null) orphans++
      const hash = hashIn(run, planned)
      const outcome = before?.targetId == null ? 'imported' : before.hash === hash ? 'unchanged' : 'updated'
      outcomes.push(outcome)
      if (outcome === 'unchanged' || id === undefined) continue
      if (outcome === 'updated') await updateImportedIn(tx, id, fieldsOf(run, planned), run.at)
      else if (planned.state === 'published') published.set(articleId, (published.get(articleId) ?? 0) + 1)
      news.push({ sourceId, hash, targetId: id })
    }
    done.push({ outcomes, orphans, skipped: sorted[index]?.skipped ?? [] })
  }
  await moveCommentCounts(tx, published)
  await rememberAll(tx, run.source, 'comment', news, run.at)
  return done
}

type Named = Wanted & { sourceId: string }

/** Which of them are taken in, each under its own id, and why the others are not. */
function sortedOut({ articleId, comments }: Conversation): { named: Named[]; skipped: Skipped[] } {
  const skipped: Skipped[] = []
  const wanted: Wanted[] = []
  for (const comment of comments) {
    const state = states[comment.state]
    const reason = reasonAgainst(comment, state)
    if (reason === undefined && state !== undefined) wanted.push({ comment, state })
    else skipped.push(skippedComment(comment, reason ?? 'is in a state that only a plugin knows'))
  }
  const idOf = commentIds(articleId)
  const ids = new Map(wanted.map(({ comment }) => [comment, idOf(comment)]))
  const named = parentsFirst(wanted).flatMap((entry) => {
    const sourceId = ids.get(entry.comment)
    if (sourceId !== undefined) return [{ ...entry, sourceId }]
    skipped.push(skippedComment(entry.comment, 'stands under its story more than once'))
    return []
  })
  return { named, skipped }
}

/** A parent may be of another file of the export, or of an earlier one. */
function namesIn(articleId: number, named: readonly Named[]): string[] {
  return named.flatMap(({ sourceId, comment: { parent } }) =>
    parent === undefined ? [sourceId] : [sourceId, numbered(articleId, parent)],
  )
}

function planOf(articleId: number, named: readonly Named[], known: ReadonlyMap<string, Remembered>): Planned[] {
  const byNumber = new Map<number, Planned>()
  return named.map((entry) => {
    const { comment, sourceId } = entry
    const before = known.get(sourceId)
    const parent = comment.parent === undefined ? undefined : byNumber.get(comment.parent)
    const knownParentId =
      comment.parent === undefined ? null : (known.get(numbered(articleId, comment.parent))?.targetId ?? null)
    const level = parent === undefined || parent.id !== undefined ? 0 : parent.level + 1
    const id = before?.targetId ?? undefined
    const planned = { ...entry, articleId, before, parent, knownParentId, level, id }
    if (!byNumber.has(comment.id)) byNumber.set(comment.id, planned)
    return planned
  })
}

/** Gives each comment that is new its row. */
async function addNewIn(tx: Tx, run: Import, plans: readonly Planned[]): Promise<void> {
  const news = plans.filter(({ id }) => id === undefined)
  const addressOf = await addressesIn(
    tx,
    run,
    news.map(({ comment }) => comment.email),
  )
  const levels = Map.groupBy(news, ({ level }) => level)
  for (let level = 0; levels.has(level); level++) {
    const planned = levels.get(level) ?? []
    const older = planned.map((one) => ({
      ...fieldsOf(run, one),
      articleId: one.articleId,
      ...(one.comment.id > 0 && { oldId: String(one.comment.id) }),
      addressId: addressOf(one.comment.email),
      origin: run.words.decidedThere,
    }))
    const ids = await addImportedCommentsIn(tx, older, run.at)
    for (const [index, one] of planned.entries()) one.id = ids[index]
  }
}

function parentIdOf({ parent, knownParentId }: Planned): number | null {
  return parent?.id ?? knownParentId
}

function fieldsOf(run: Import, planned: Planned) {
  const { comment, state } = planned
  return {
    parentId: parentIdOf(planned),
    authorName: nameOf(run, comment),
    words: comment.text,
    state,
    submittedAt: comment.at ?? run.at,
  }
}

function nameOf({ words }: Import, { author }: WpComment): string {
  return author.slice(0, 200).toWellFormed() || words.anonymous
}

function hashIn(run: Import, planned: Planned): string {
  const { comment, state } = planned
  return hashOf([nameOf(run, comment), comment.text, state, parentIdOf(planned), comment.at ?? null, comment.email])
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
 * The rows of commenters' addresses; null for what is no address. Whoever comments often is looked up once; a row
 * written by a transaction that failed afterwards is not known: the next one writes it again.
 */
async function addressesIn(tx: Tx, run: Import, emails: readonly string[]): Promise<(email: string) => number | null> {
  const unknown = emails.filter((email) => !run.addresses.has(email))
  const ids = await ensureAddresses(tx, run.house, unknown, run.at)
  afterCommit(tx, () => {
    for (const [email, id] of ids) run.addresses.set(email, id)
  })
  return (email) => ids.get(email) ?? run.addresses.get(email) ?? null
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
