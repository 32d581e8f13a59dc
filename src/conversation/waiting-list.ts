import type { Db } from '../kit/db/schema.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { areAlike, sketchOf, type Sketch } from './likeness.ts'
import { heldComments, type HeldComment } from './store.ts'
import { comparedLength, waitingPage, wordsOfComment, type WaitingRow } from './waiting-store.ts'
import { networkLabel } from './waiting.ts'

/**
 * What staff choose by: a label for the network, how many wait from it, and how many read alike, this one among them.
 */
export type ListedComment = Omit<HeldComment, 'id' | 'networkHash'> & {
  network: string | null
  fromNetwork: number
  alike: number
}

/** Compared are so many that wait, oldest first; with more, the counts are of those. */
const maxCompared = 10_000
const pageSize = 200

export async function listWaiting(db: Db, limit: number): Promise<ListedComment[]> {
  const listed = await heldComments(db, limit)
  const sketches: Sketch[] = []
  const networks = new Map<string, number>()
  for await (const rows of pagesOfWaiting(db)) {
    for (const { words, networkHash } of rows) {
      sketches.push(sketchOf(words))
      if (networkHash !== null) networks.set(networkHash, (networks.get(networkHash) ?? 0) + 1)
    }
  }
  return listed.map(({ id: _, networkHash, ...comment }) => {
    const own = sketchOf(comment.words.slice(0, comparedLength))
    return {
      ...comment,
      network: networkHash === null ? null : networkLabel(networkHash),
      fromNetwork: networks.get(networkHash ?? '') ?? 0,
      alike: sketches.filter((sketch) => areAlike(own, sketch)).length,
    }
  })
}

/**
 * Which of those that wait: by the label of their network, by a comment that they read like, by when they came. All
 * that is said must hold.
 */
export type WaitingSelection = { network?: string | undefined; like?: string | undefined; since?: number | undefined }

export type Selected = { outcome: 'selected'; ids: number[] } | Failure

/** Looks through all that wait, in pages; changes nothing. */
export async function selectWaiting(db: Db, selection: WaitingSelection): Promise<Selected> {
  if (Object.values(selection).every((value) => value === undefined))
    return failed('invalid', 'Say which comments: their ids, or --network, --like or --since.')
  const words = selection.like === undefined ? undefined : await wordsOfComment(db, selection.like)
  if (selection.like !== undefined && words === undefined)
    return failed('unknown', `There is no comment "${selection.like}" to compare with.`)
  const like = words === undefined ? undefined : sketchOf(words.slice(0, comparedLength))
  const ids: number[] = []
  for await (const rows of pagesOfWaiting(db))
    ids.push(...rows.filter((row) => isSelected(row, selection, like)).map(({ id }) => id))
  return { outcome: 'selected', ids }
}

function isSelected(
  { words, networkHash, submittedAt }: WaitingRow,
  { network, since }: WaitingSelection,
  like: Sketch | undefined,
): boolean {
  if (network !== undefined && (networkHash === null || networkLabel(networkHash) !== network)) return false
  if (since !== undefined && submittedAt < since) return false
  return like === undefined || areAlike(like, sketchOf(words))
}

async function* pagesOfWaiting(db: Db): AsyncGenerator<WaitingRow[]> {
  let after = { submittedAt: 0, id: 0 }
  for (let read = 0; read < maxCompared; read += pageSize) {
    const rows = await waitingPage(db, after, pageSize)
    if (rows.length > 0) yield rows
    after = rows.at(-1) ?? after
    if (rows.length < pageSize) return
    // Also where the database answers at once, others get their turn.
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}
