/** What a working copy says now, for whoever publishes, checks or shows it. */
import type { House } from '../kit/house.ts'
import type { ReadCopy } from './held-content.ts'

export type { ReadCopy }

/**
 * With every word that was durable when it was asked, on whichever server, and with what was changed in the story
 * elsewhere. The copy is made where there is none. Undefined: there is no such story.
 */
export async function readCopy(house: House, articleId: number): Promise<ReadCopy | undefined> {
  // A server that shows pages and has no newsroom in it needs no Yjs in memory.
  const { readHeldContent } = await import('./held-content.ts')
  return readHeldContent(house, articleId)
}
