/** A working copy in memory, read at once: what somebody types meanwhile makes whoever saves it read again. */
import type { House } from '../kit/house.ts'
import type { Content } from './content.ts'
import { copyRow } from './copy-store.ts'
import type { ContentFault } from './faults.ts'
import { holdCopy } from './live-copies.ts'
import type { LiveCopy } from './live-copy.ts'
import { mergeOutsideChange } from './merge-outside-change.ts'
import { readContent } from './read.ts'

/**
 * `seq`: of the newest update that is in it. `revision`: of the story, whose changes from elsewhere are in it; whoever
 * saves the content expects that one, or would undo what somebody has changed since.
 */
export type ReadCopy = {
  content: Content
  faults: ContentFault[]
  generation: number
  seq: number
  revision: number
}

/** Undefined: there is no such story. */
export async function readHeldContent(house: House, articleId: number): Promise<ReadCopy | undefined> {
  const held = await holdCopy(house, articleId)
  if (held === undefined) return undefined
  try {
    const read = await readHeld(house, held.copy)
    if (read !== undefined) return read
  } finally {
    await held.release()
  }
  // It was thrown away meanwhile: there is another one now, or will be.
  return readHeldContent(house, articleId)
}

async function readHeld(house: House, copy: LiveCopy): Promise<ReadCopy | undefined> {
  // Somebody else may have opened it before the story was changed.
  await mergeOutsideChange(house, copy.articleId)
  // Read first: what is merged after this is in the content, and makes whoever saves it read again.
  const row = await copyRow(house.db, copy.articleId)
  await copy.pull()
  if (row === undefined || copy.isGone()) return undefined
  const { generation, doc } = copy
  return { ...readContent(doc), generation, seq: copy.seq(), revision: row.baseRevision }
}
