/** The working copies of a house that somebody writes in just now. */
import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import { headsOf } from './copy-store.ts'
import { openLiveCopy, type LiveCopy } from './live-copy.ts'
import { mergeOutsideChange } from './merge-outside-change.ts'
import { openCopy } from './open-copy.ts'

type Entry = { copy: Promise<LiveCopy | undefined>; opened?: LiveCopy | undefined; holders: number }

const copiesIn = perHouse(() => new Map<number, Entry>())

export type HeldCopy = { copy: LiveCopy; release(): Promise<void> }

/**
 * The copy in memory, which stays there until the last one who holds it lets go. Undefined: there is no such story.
 */
export async function holdCopy(house: House, articleId: number): Promise<HeldCopy | undefined> {
  const copies = copiesIn(house)
  const known = copies.get(articleId)
  // One that was thrown away is held until everybody has left it.
  const isUsable = known !== undefined && known.opened?.isGone() !== true
  const entry: Entry = isUsable ? known : { copy: open(house, articleId), holders: 0 }
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
    const copy = (entry.opened = await entry.copy)
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
  await mergeOutsideChange(house, articleId)
  return openLiveCopy(house, articleId)
}

/** Takes into the copies that are open what was changed in their stories elsewhere: by a file, an import, a program. */
export async function followStories(house: House): Promise<void> {
  for (const { articleId, revision, baseRevision } of await headsOf(house.db, [...copiesIn(house).keys()]))
    if (revision !== baseRevision) await mergeOutsideChange(house, articleId)
}
