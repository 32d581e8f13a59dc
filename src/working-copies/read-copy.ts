/** What a working copy says now, for whoever publishes, checks or shows it. */
import type { House } from '../kit/house.ts'
import type { Content } from './content.ts'
import type { ContentFault } from './faults.ts'
import { holdCopy } from './live-copies.ts'
import { readContent } from './read.ts'

/** `seq`: of the newest update that is in it. `generation`: of the copy. */
export type ReadCopy = { content: Content; faults: ContentFault[]; generation: number; seq: number }

/**
 * With every word that was durable when it was asked, on whichever server, and with what was changed in the story
 * elsewhere. The copy is made where there is none. Undefined: there is no such story.
 */
export async function readCopy(house: House, articleId: number): Promise<ReadCopy | undefined> {
  const held = await holdCopy(house, articleId)
  if (held === undefined) return undefined
  try {
    await held.copy.pull()
    return { ...readContent(held.copy.doc), generation: held.copy.generation, seq: held.copy.seq() }
  } finally {
    await held.release()
  }
}
