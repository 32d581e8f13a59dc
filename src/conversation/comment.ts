/** The conversation below a story: readers' words, held until a person or a rule has decided, then shown in threads. */
import { normalForm } from '../kit/normal-form.ts'
import type { CommentState } from './tables.ts'

export const maxNameLength = 80
export const maxCommentLength = 5000
/** A grapheme may carry any number of marks: this bounds what a comment of 5,000 graphemes may weigh. */
export const maxCodeUnits = 40_000

/** A published comment as everybody may see it. No address, no network, no reader id. */
export type PublicComment = { publicId: string; authorName: string; words: string; submittedAt: number }

/**
 * A row of a thread. An unpublished one is only there for its place between its parent and its replies, and so is one
 * that stands on another page (`isElsewhere`).
 */
export type ThreadRow = PublicComment & {
  id: number
  parentId: number | null
  isPublished: boolean
  isElsewhere?: boolean
}

/** `answers`: what it answers, where that does not stand right above it. */
export type Thread = PublicComment & { replies: Thread[]; answers?: Pick<PublicComment, 'publicId' | 'authorName'> }

/** Where a comment stands in its conversation. */
export type ThreadPlace = { submittedAt: number; id: number }

/** A further page of a story's conversation. */
export function conversationPath(articlePublicId: string, { submittedAt, id }: ThreadPlace): string {
  return `/articles/${articlePublicId}/comments?after=${submittedAt}-${id}`
}

export function isBehind(comment: ThreadPlace, { submittedAt, id }: ThreadPlace): boolean {
  return comment.submittedAt > submittedAt || (comment.submittedAt === submittedAt && comment.id > id)
}

/** Of lists in lists: a screen reader says each of them, and parsers of HTML give up at 512 elements. */
const maxThreadDepth = 6

/** A comment as its author may see it. */
export type OwnComment = PublicComment & {
  state: CommentState
  reason: string | undefined
  articlePath: string | null
  headline: string
  /** Of the story; empty when nothing of it is published. */ language: string
}

export type CommentField = 'name' | 'email' | 'comment' | 'parent'
/** `marks`: more of them on one letter than any language has. */
export type CommentFaultCode = 'missing' | 'too-long' | 'marks' | 'invalid' | 'unknown'
/** One fault per field at most. */
export type CommentFaults = Partial<Record<CommentField, CommentFaultCode>>

export type CommentFields = { name: string; email: string; comment: string }

/** Comments are taken when the story takes them, the house takes them, and neither has run out. */
export function takesComments(
  article: { commentsOpen: boolean; publishedAt: number | null },
  policy: { open: boolean; closeAfterDays: number | null },
  now: number,
): boolean {
  if (!article.commentsOpen || !policy.open || article.publishedAt === null) return false
  return now < (closesAt(article, policy) ?? Infinity)
}

/** When a story's conversation closes by itself; undefined when it never does. */
export function closesAt(
  { publishedAt }: { publishedAt: number | null },
  { closeAfterDays }: { closeAfterDays: number | null },
): number | undefined {
  return publishedAt === null || closeAfterDays === null ? undefined : publishedAt + closeAfterDays * 86_400_000
}

const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu

/** One line, without control or direction characters, spaces as one. */
export function cleanName(name: string): string {
  return normalForm(name.toWellFormed(), 'NFC').replace(unseen, ' ').replace(/\s+/gu, ' ').trim()
}

/**
 * Plain text with \n line ends: NFC, no control characters, nothing that turns the direction of what follows (isolates
 * stay, which end with their paragraph), no blanks at line ends, one empty line in a row at most.
 */
export function cleanWords(words: string): string {
  const plain = normalForm(words.toWellFormed(), 'NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replace(/\t/gu, ' ')
    .replace(/[^\P{Cc}\n]|[\u202a-\u202e\ufffe\uffff]/gu, '')
  // By lines: an expression for blanks before a line's end starts over at each blank of a row.
  const lines = plain.split('\n').map((line) => line.trimEnd())
  return lines
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim()
}

/** Checks fields that have been cleaned. Whether the parent may be answered is for the write to say. */
export function checkFields(
  { name, email, comment }: CommentFields,
  isAddress: (email: string) => boolean,
): CommentFaults {
  return {
    ...faultOf('name', lengthFault(name, maxNameLength)),
    ...faultOf('email', email === '' ? 'missing' : isAddress(email) ? undefined : 'invalid'),
    ...faultOf('comment', lengthFault(comment, maxCommentLength)),
  }
}

function faultOf(field: CommentField, code: CommentFaultCode | undefined): CommentFaults {
  return code === undefined ? {} : { [field]: code }
}

function lengthFault(text: string, most: number): CommentFaultCode | undefined {
  if (text.length > maxCodeUnits) return 'too-long'
  // Something must be there to see: spaces, marks and joiners alone say nothing.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return 'missing'
  return countGraphemes(text, most) > most ? 'too-long' : undefined
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters as a reader counts them, up to one more than `most`. */
function countGraphemes(text: string, most: number): number {
  if (text.length <= most) return text.length
  let count = 0
  for (const _ of graphemes.segment(text)) if (++count > most) break
  return count
}

/**
 * Nests published comments below what they answer, in the order of the rows. A reply to a comment that is not shown
 * hangs below the nearest ancestor that is, or stands on its own; one deeper than lists go stands beside what it
 * answers.
 */
export function threadOf(rows: readonly ThreadRow[]): Thread[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const shown = new Map<number, Thread>()
  for (const row of rows) {
    const { id, publicId, authorName, words, submittedAt } = row
    if (isShown(row)) shown.set(id, { publicId, authorName, words, submittedAt, replies: [] })
  }
  const roots: Thread[] = []
  const places = new Map<number, { list: Thread[]; depth: number; answers?: ThreadRow }>()
  const placeOf = (row: ThreadRow): { list: Thread[]; depth: number; answers?: ThreadRow } => {
    const known = places.get(row.id)
    if (known !== undefined) return known
    const above = nearestPublished(row, byId)
    const comment = above && shown.get(above.id)
    const outer = above === undefined || comment === undefined ? { list: roots, depth: 0 } : placeOf(above)
    const isNested = comment !== undefined && outer.depth < maxThreadDepth - 1
    const place = isNested
      ? { list: comment.replies, depth: outer.depth + 1 }
      : { list: outer.list, depth: outer.depth, ...(above && { answers: above }) }
    places.set(row.id, place)
    return place
  }
  for (const row of rows) {
    const comment = shown.get(row.id)
    if (comment === undefined) continue
    const { list, answers } = placeOf(row)
    if (answers !== undefined) comment.answers = { publicId: answers.publicId, authorName: answers.authorName }
    list.push(comment)
  }
  return roots
}

function isShown({ isPublished, isElsewhere = false }: ThreadRow): boolean {
  return isPublished && !isElsewhere
}

function nearestPublished(row: ThreadRow, byId: ReadonlyMap<number, ThreadRow>): ThreadRow | undefined {
  for (let below = row; ;) {
    const parent = below.parentId === null ? undefined : byId.get(below.parentId)
    // What is answered was written first: a larger id would be a circle.
    if (parent === undefined || parent.id >= below.id) return undefined
    if (parent.isPublished) return parent
    below = parent
  }
}
