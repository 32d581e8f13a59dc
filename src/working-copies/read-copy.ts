/** What a working copy says now, for publishing, checking or showing it. */
import type { House } from '../kit/house.ts'
import type { ReadCopy } from './held-content.ts'

export type { ReadCopy }

/**
 * With every word that was durable at the time of the call, on whichever server, and with changes made to the story
 * elsewhere. The copy is created if there is none. Undefined: there is no such story.
 */
export async function readCopy(house: House, articleId: number): Promise<ReadCopy | undefined> {
  // A server that only serves pages does not need Yjs in memory.
  const { readHeldContent } = await import('./held-content.ts')
  return readHeldContent(house, articleId)
}
