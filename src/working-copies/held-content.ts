/** Reads a working copy in memory at one moment; if somebody types in between, whoever saves it reads again. */
import type { House } from '../kit/house.ts'
import type { Content } from './content.ts'
import { copyRow } from './copy-store.ts'
import type { ContentFault } from './faults.ts'
import { holdCopy } from './live-copies.ts'
import type { LiveCopy } from './live-copy.ts'
import { mergeOutsideChange } from './merge-outside-change.ts'
import { readContent } from './read.ts'

/**
 * `seq`: the newest update in it. `revision`: the story's, whose outside changes are in it; whoever saves the content
 * expects that revision, or would undo what somebody has changed since.
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
  // It was discarded in the meantime: there is, or will be, another one.
  return readHeldContent(house, articleId)
}

async function readHeld(house: House, copy: LiveCopy): Promise<ReadCopy | undefined> {
  // Somebody else may have opened it before the story was changed.
  await mergeOutsideChange(house, copy.articleId)
  // Read first: anything merged after this is in the content, and makes the saver read again.
  const row = await copyRow(house.db, copy.articleId)
  await copy.pull()
  if (row === undefined || copy.isGone()) return undefined
  const { generation, doc } = copy
  return { ...readContent(doc), generation, seq: copy.seq(), revision: row.baseRevision }
}
