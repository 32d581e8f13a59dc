/** Merges changes made to a story elsewhere into its working copy, with the smallest possible update. */
import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { appendIn, emptyUpdate } from './append-in.ts'
import { articleContent } from './article-content.ts'
import { insertConflicts } from './conflict-store.ts'
import type { MergeConflict } from './conflicts.ts'
import type { Content } from './content.ts'
import { baseOf, headsOf, rebase, type Base } from './copy-store.ts'
import { loadCopy } from './load.ts'
import { mergeOutsideNoting } from './merge.ts'

/**
 * Does nothing if nothing changed. Of several who find the same change, one merges it: the copy's base moves in the
 * same transaction, and only if it was what this merge expected.
 */
export async function mergeOutsideChange(house: House, articleId: number): Promise<void> {
  const [head] = await headsOf(house.db, [articleId])
  if (head === undefined || head.revision === head.baseRevision) return
  // The base is read before the story, and the copy last: a copy published or merged in between is no longer based on
  // this.
  const base = await baseOf(house.db, articleId)
  const { language } = house.settings.current().identity
  const next = await house.write(system, (tx) => articleContent(tx, articleId, language))
  if (base === undefined || next === undefined || next.revision === base.revision) return
  const merged = next.content === base.content ? nothing : await merge(house, articleId, base.content, next.value)
  await house.write(system, (tx) => keep(tx, { articleId, from: base, next, at: house.clock.now(), ...merged }))
}

type Merged = { update: Uint8Array | null; conflicts: readonly MergeConflict[] }

const nothing: Merged = { update: null, conflicts: [] }

async function merge(house: House, articleId: number, base: string, next: Content): Promise<Merged> {
  const loaded = await loadCopy(house.db, articleId, { onFault: () => {} })
  if (loaded === undefined) return nothing
  const was: Content = JSON.parse(base)
  return mergeOutsideNoting(loaded.doc, was, next)
}

type Kept = Merged & { articleId: number; from: { generation: number; revision: number }; next: Base; at: number }

async function keep(tx: Tx, { articleId, from, next, update, conflicts, at }: Kept): Promise<void> {
  if (!(await rebase(tx, { articleId, from: from.revision, base: next }))) return
  await insertConflicts(tx, articleId, { version: next.version, conflicts, at })
  if (update === null && conflicts.length === 0) return
  const { generation } = from
  await appendIn(tx, { articleId, generation, kind: 'merged', update: update ?? emptyUpdate, at })
}
