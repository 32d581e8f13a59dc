/** The working copies of a house that somebody writes in just now. */
import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import { openLiveCopy, type LiveCopy } from './live-copy.ts'
import { openCopy } from './open-copy.ts'

type Entry = { copy: Promise<LiveCopy | undefined>; holders: number }

const copiesIn = perHouse(() => new Map<number, Entry>())

export type HeldCopy = { copy: LiveCopy; release(): Promise<void> }

/**
 * The copy in memory, which stays there until the last one who holds it lets go. Undefined: there is no such story.
 */
export async function holdCopy(house: House, articleId: number): Promise<HeldCopy | undefined> {
  const copies = copiesIn(house)
  const entry = copies.get(articleId) ?? { copy: open(house, articleId), holders: 0 }
  copies.set(articleId, entry)
  entry.holders++
  let isReleased = false
  const release = async () => {
    if (isReleased) return
    isReleased = true
    if (--entry.holders > 0) return
    // Who comes from now on opens it again, out of its rows.
    if (copies.get(articleId) === entry) copies.delete(articleId)
    await (await entry.copy.catch(() => undefined))?.end()
  }
  try {
    const copy = await entry.copy
    if (copy !== undefined) return { copy, release }
  } catch (error) {
    await release()
    throw error
  }
  await release()
  return undefined
}

async function open(house: House, articleId: number): Promise<LiveCopy | undefined> {
  if ((await openCopy(house, articleId)) === undefined) return undefined
  return openLiveCopy(house, articleId)
}
