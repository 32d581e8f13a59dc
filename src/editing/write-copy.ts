/** What does not come from the editor's keyboard, written into a working copy as the smallest change. */
import { applyUpdate } from 'yjs'
import { noteWorkingHeadline } from '../articles/store.ts'
import { announce } from '../kit/db/database.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, isFailure, type Failure } from '../kit/outcome.ts'
import { canonicalContent } from '../working-copies/canonical.ts'
import type { MergeConflict } from '../working-copies/conflicts.ts'
import type { Content } from '../working-copies/content.ts'
import { copiesChanged } from '../working-copies/copies-changed.ts'
import { appendUpdates } from '../working-copies/copy-store.ts'
import { loadCopy } from '../working-copies/load.ts'
import { mergeOutsideNoting } from '../working-copies/merge.ts'
import { readCopy } from '../working-copies/read-copy.ts'
import { readContent } from '../working-copies/read.ts'
import { noSuchStory, storyFor } from './story-for.ts'
import { versionContent } from './version-content.ts'

export type CopyWritten = { outcome: 'written' | 'unchanged'; conflicts: MergeConflict[] } | Failure

/** As much as a working copy may grow by at once. */
const mostBytes = 64_000_000

type Writing = {
  articleId: number
  content: Content
  /** What the content was made of; left out, it replaces whatever stands in the copy now. */
  base?: Content | undefined
}

/** Words that the newsroom has typed since `base` stay; where both changed the same, theirs are in `conflicts`. */
export async function writeContent(house: House, actor: Actor, given: Writing): Promise<CopyWritten> {
  const row = await storyFor(house, actor, 'article.write', given.articleId)
  if (isFailure(row)) return row
  return writeCopy(house, actor, { ...given, deed: 'article.write', detail: {} })
}

/** Writes an earlier version into the working copy. Readers see nothing of it until somebody publishes. */
export async function restoreVersion(
  house: House,
  actor: Actor,
  { articleId, number }: { articleId: number; number: number },
): Promise<CopyWritten> {
  const row = await storyFor(house, actor, 'article.write', articleId)
  if (isFailure(row)) return row
  const content = await versionContent(house, articleId, number)
  if (content === undefined) return failed('unknown', `The story has no version ${number}.`)
  const copy = await readCopy(house, articleId)
  if (copy === undefined) return noSuchStory
  // What is no part of versions stays as it is in the copy.
  const { slug, topics, authors, comments, pinned, translationKey, related } = copy.content
  const restored = { ...content, slug, topics, authors, comments, pinned, translationKey, related }
  const deed = 'article.restore-version'
  return writeCopy(house, actor, { articleId, content: restored, deed, detail: { version: number } })
}

async function writeCopy(
  house: House,
  actor: Actor,
  { articleId, content, base, deed, detail }: Writing & { deed: string; detail: Record<string, unknown> },
): Promise<CopyWritten> {
  // Makes the copy where there is none, and takes in what was published elsewhere.
  if ((await readCopy(house, articleId)) === undefined) return noSuchStory
  const loaded = await loadCopy(house.db, articleId, { onFault: () => {} })
  if (loaded === undefined) return noSuchStory
  const from = base ?? readContent(loaded.doc).content
  const { update, conflicts } = mergeOutsideNoting(loaded.doc, canonicalContent(from), canonicalContent(content))
  if (update === null) return { outcome: 'unchanged', conflicts }
  const at = house.clock.now()
  const updates = [{ bytes: update, actor: `${actor.kind}:${actor.id}` }]
  const { doc, generation } = loaded
  applyUpdate(doc, update)
  const { headline } = readContent(doc).content
  const first = await house.write(actor, async (tx) => {
    const number = await appendUpdates(tx, { articleId, generation, kind: 'merged', updates, at, mostBytes })
    if (number === undefined) return undefined
    await announce(tx, copiesChanged, { articleId })
    await noteWorkingHeadline(tx, articleId, headline, at)
    await recordDeed(tx, { deed, subject: `article:${articleId}`, detail, at })
    return number
  })
  if (first === undefined) return failed('conflict', 'The story has become too long, or its copy was thrown away.')
  return { outcome: 'written', conflicts }
}
