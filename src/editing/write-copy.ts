import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { isFailure } from '../kit/outcome.ts'
import { readCopy } from '../working-copies/read-copy.ts'
import type { CopyWritten, Writing } from '../working-copies/write-into-copy.ts'
/** Programs writing to a story, and restoring versions: both go into the working copy, not to readers. */
import { notDone } from './refusals.ts'
import { noSuchStory, storyFor } from './story-for.ts'
import { versionContent } from './version-content.ts'

/**
 * Words the newsroom has typed since `base` stay; where both changed the same words, the program's are in `conflicts`.
 */
export async function writeContent(house: House, actor: Actor, given: Writing): Promise<CopyWritten> {
  const row = await storyFor(house, actor, 'article.write', given.articleId)
  if (isFailure(row)) return row
  const { writeIntoCopy } = await import('../working-copies/write-into-copy.ts')
  return writeIntoCopy(house, actor, { ...given, deed: 'article.write', detail: {} })
}

/** Writes an earlier version into the working copy. Readers see none of it until somebody publishes. */
export async function restoreVersion(
  house: House,
  actor: Actor,
  { articleId, number }: { articleId: number; number: number },
): Promise<CopyWritten> {
  const row = await storyFor(house, actor, 'article.write', articleId)
  if (isFailure(row)) return row
  const content = await versionContent(house, articleId, number)
  if (content === undefined) return notDone('no-such-version', 'unknown', `The story has no version ${number}.`)
  const copy = await readCopy(house, articleId)
  if (copy === undefined) return noSuchStory
  // How the story is run stays as it is. A version without an address of its own removes none.
  const { comments, pinned, translationKey } = copy.content
  const slug = content.slug || copy.content.slug
  const restored = { ...content, slug, comments, pinned, translationKey }
  const deed = 'article.restore-version'
  const { writeIntoCopy } = await import('../working-copies/write-into-copy.ts')
  return writeIntoCopy(house, actor, { articleId, content: restored, deed, detail: { version: number } })
}
