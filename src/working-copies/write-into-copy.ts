/** Writes into a working copy what does not come from the editor's keyboard, with the smallest possible change. */
import { applyUpdate } from 'yjs'
import { noteWorkingHeadline } from '../articles/store.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failedAs, type Failure } from '../kit/outcome.ts'
import { appendIn } from './append-in.ts'
import { canonicalContent } from './canonical.ts'
import type { MergeConflict } from './conflicts.ts'
import type { Content } from './content.ts'
import { maxCopyBytes } from './copy-store.ts'
import { readHeldContent } from './held-content.ts'
import { loadCopy } from './load.ts'
import { mergeOutsideNoting } from './merge.ts'
import { readContent } from './read.ts'

export type CopyWritten = { outcome: 'written' | 'unchanged'; conflicts: MergeConflict[] } | Failure

export type Writing = {
  articleId: number
  content: Content
  /** The content it was based on; if left out, it replaces whatever the copy has now. */
  base?: Content | undefined
}

type Deed = { deed: string; detail: Record<string, unknown> }

/** Words the newsroom has typed since `base` stay; where both changed the same words, theirs are in `conflicts`. */
export async function writeIntoCopy(
  house: House,
  actor: Actor,
  { articleId, content, base, deed, detail }: Writing & Deed,
): Promise<CopyWritten> {
  // Creates the copy if there is none, and merges what was published elsewhere.
  await readHeldContent(house, articleId)
  const loaded = await loadCopy(house.db, articleId, { onFault: () => {} })
  if (loaded === undefined) return failedAs('no-such-story', 'unknown', 'There is no such story.')
  const { doc, generation } = loaded
  const from = base ?? readContent(doc).content
  const { update, conflicts } = mergeOutsideNoting(doc, canonicalContent(from), canonicalContent(content))
  if (update === null) return { outcome: 'unchanged', conflicts }
  applyUpdate(doc, update)
  const { headline } = readContent(doc).content
  const at = house.clock.now()
  const appended = { articleId, generation, kind: 'merged', update, at, maxBytes: maxCopyBytes } as const
  const isWritten = await house.write(actor, async (tx) => {
    if (!(await appendIn(tx, appended))) return false
    await noteWorkingHeadline(tx, articleId, headline, at)
    await recordDeed(tx, { deed, subject: `article:${articleId}`, detail, at })
    return true
  })
  if (!isWritten)
    return failedAs('copy-full', 'conflict', 'The story has become too long, or its copy was thrown away.')
  return { outcome: 'written', conflicts }
}
