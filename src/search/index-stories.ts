import { noteAllPublishedIn, notedChanges, takeChangeIn, type Change } from '../articles/change-store.ts'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { inSteps, readersFirst } from '../kit/readers-first.ts'
import {
  countWordsIn,
  emptyIndexIn,
  indexedCount,
  insertStoryIn,
  publishedTexts,
  removeStoryIn,
  settleIndexIn,
} from './index-store.ts'
import { spelledWords, storyWords, type StoryWords } from './story-words.ts'
import { searchTag } from './tags.ts'

const readTogether = 64
/**
 * SQLite writes in the server's own thread: few enough for other requests to come in between. PostgreSQL answers faster
 * when asked less often.
 */
const writtenTogether = { sqlite: 4, postgres: 32 }
/** The same beside readers of a server on SQLite: their pages wait for each write. */
const writtenBesideReaders = 1
/** A command has no requests to answer; so many take about as long as another process may be kept waiting. */
const writtenByCommand = { sqlite: 24, postgres: 64 }

/**
 * Brings the index up to date with what has changed. Done twice it is done once; broken off, the rest is still noted.
 */
export async function indexChanges(
  house: House,
  signal?: AbortSignal,
  together = writtenTogether,
): Promise<{ indexed: number; removed: number }> {
  const done = { indexed: 0, removed: 0 }
  const readers = readersFirst(house)
  for (;;) {
    signal?.throwIfAborted()
    const changes = await notedChanges(house.db, readTogether)
    if (changes.length === 0) return done
    const words = await readWords(house, changes)
    for (let from = 0; from < changes.length;) {
      signal?.throwIfAborted()
      const isFelt = house.engine === 'sqlite' && readers.areThere()
      const some = changes.slice(from, from + (isFelt ? writtenBesideReaders : together[house.engine]))
      await readers.step(() => writeSome(house, some, words, done))
      from += some.length
    }
    // Once a round: result pages are rendered again on request.
    await house.write(system, (tx) => invalidate(tx, [searchTag]))
  }
}

async function readWords(house: House, changes: readonly Change[]): Promise<Map<number, StoryWords>> {
  const words = new Map<number, StoryWords>()
  const step = inSteps(readersFirst(house))
  const ids = changes.map(({ articleId }) => articleId)
  for (const text of await publishedTexts(house.db, ids)) {
    // Taking a story apart takes half a millisecond, a long one ten.
    words.set(text.id, storyWords(text))
    await step()
  }
  return words
}

async function writeSome(
  house: House,
  changes: readonly Change[],
  words: ReadonlyMap<number, StoryWords>,
  done: { indexed: number; removed: number },
): Promise<void> {
  const written = await house.write(system, async (tx) => {
    const stories: StoryWords[] = []
    let removed = 0
    for (const change of changes) {
      // What has changed again meanwhile waits for the next round.
      if (!(await takeChangeIn(tx, change))) continue
      const story = words.get(change.articleId)
      if (story !== undefined) stories.push(story)
      else removed++
      await (story === undefined ? removeStoryIn(tx, change.articleId) : insertStoryIn(tx, story))
    }
    await countWordsIn(tx, spelledWords(stories))
    return { indexed: stories.length, removed }
  })
  done.indexed += written.indexed
  done.removed += written.removed
}

/** Empties the index and makes it again from the stories. Meanwhile searches find what is in it already. */
export async function rebuildIndex(house: House, progress: (indexed: number) => void = () => {}): Promise<number> {
  await house.write(system, emptyIndexIn)
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after
    after = await house.write(system, (tx) => noteAllPublishedIn(tx, { after: from, limit: 1_000 }))
    const { indexed } = await indexChanges(house, undefined, writtenByCommand)
    if (indexed > 0) progress(indexed)
  }
  await house.write(system, settleIndexIn)
  return indexedCount(house.db)
}
