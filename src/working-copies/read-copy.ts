/** What a working copy says now, for whoever publishes, checks or shows it. */
import type { House } from '../kit/house.ts'
import type { Content } from './content.ts'
import { copyRow } from './copy-store.ts'
import type { ContentFault } from './faults.ts'
import { holdCopy } from './live-copies.ts'
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

/**
 * With every word that was durable when it was asked, on whichever server, and with what was changed in the story
 * elsewhere. The copy is made where there is none. Undefined: there is no such story.
 */
export async function readCopy(house: House, articleId: number): Promise<ReadCopy | undefined> {
  const held = await holdCopy(house, articleId)
  if (held === undefined) return undefined
  try {
    // Somebody else may have opened it before the story was changed.
    await mergeOutsideChange(house, articleId)
    // Read first: what is merged after this is in the content, and makes whoever saves it read again.
    const row = await copyRow(house.db, articleId)
    if (row === undefined) return undefined
    await held.copy.pull()
    const { doc, generation, seq } = held.copy
    return { ...readContent(doc), generation, seq: seq(), revision: row.baseRevision }
  } finally {
    await held.release()
  }
}
