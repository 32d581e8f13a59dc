import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import type { VersionInput } from '../../src/articles/article.ts'
import { saveContext } from '../../src/articles/save-context.ts'
import { saveArticleIn } from '../../src/articles/save.ts'
import { inputOf, heldSnapshot } from '../../src/articles/snapshot.ts'
import { operator } from '../../src/kit/db/schema.ts'
import type { House } from '../../src/kit/house.ts'
import { conflictsOf } from '../../src/working-copies/conflict-store.ts'
import { copyIsPublishedIn } from '../../src/working-copies/copy-published.ts'
import { copyRow } from '../../src/working-copies/copy-store.ts'
import { readCopy } from '../../src/working-copies/read-copy.ts'
import { engines } from '../databases.ts'
import { aHouse } from '../house.ts'
import { aStory, headline, paragraph, patience, saved, serveNewsroom, wordsOf, write } from './writers.ts'

describe.each(engines)('a change from outside on %s', (engine) => {
  test('is merged while somebody writes, and takes nothing of theirs away', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    const notices: string[] = []
    using ines = write(served.origin, publicId, 'ines', { onNotice: (notice) => notices.push(notice) })
    await saved(ines)
    const typing = keepTyping(() => paragraph(ines.doc).insert(0, 'k'))
    await saveOutside(house, id, { headline: 'Ferry finds its way home' }, 'Nobody was hurt, says the captain.')
    await vi.waitUntil(() => wordsOf(ines.doc).endsWith('hurt, says the captain.'), patience)
    const keys = await typing.stop()
    await saved(ines)
    expect(wordsOf(ines.doc)).toBe(`${'k'.repeat(keys)}By the sound of a cornet.\nNobody was hurt, says the captain.`)
    expect(headline(ines.doc).toString()).toBe('Ferry finds its way home')
    expect(notices).toEqual(['merged'])
    expect(await conflictsOf(house.db, id)).toEqual([])
  })

  test('is found by whoever reads or opens the copy first, and merged once by however many', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    {
      using ines = write(served.origin, publicId, 'ines')
      await saved(ines)
      paragraph(ines.doc).insert(0, 'Slowly. ')
      await saved(ines)
    }
    await saveOutside(house, id, {}, 'Nobody was hurt, says the captain.')
    const readings = await Promise.all(Array.from({ length: 8 }, () => readCopy(house, id)))
    for (const reading of readings) {
      const words = JSON.stringify(reading?.content.document)
      expect(words.split('says the captain')).toHaveLength(2)
      expect(words).toContain('Slowly. ')
    }
    const { seq } = (await copyRow(house.db, id)) ?? { seq: 0 }
    expect((await readCopy(house, id))?.seq).toBe(seq)
  })

  test('does not replace what the newsroom wrote in the same place, and is noted', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    await saved(ines)
    const title = headline(ines.doc)
    title.delete(0, title.length)
    title.insert(0, 'Ferry lost')
    await saved(ines)
    await saveOutside(house, id, { headline: 'Ferry found' }, 'Nobody was hurt.')
    expect((await readCopy(house, id))?.content.headline).toContain('lost')
    expect(await conflictsOf(house.db, id)).toMatchObject([
      { block: null, field: 'headline', conflict: 'words', theirs: 'found' },
    ])
  })

  test('is none where the copy itself was published', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    const notices: string[] = []
    using ines = write(served.origin, publicId, 'ines', { onNotice: (notice) => notices.push(notice) })
    await saved(ines)
    headline(ines.doc).insert(0, 'The ')
    await saved(ines)
    await saveOutside(house, id, { headline: 'The Ferry finds its way' }, 'Nobody was hurt.', { isPublished: true })
    await vi.waitUntil(() => notices.length > 0, patience)
    expect(notices).toEqual(['published'])
    expect((await readCopy(house, id))?.content.headline).toBe('The Ferry finds its way')
    const { baseVersion } = (await copyRow(house.db, id)) ?? { baseVersion: 0 }
    expect(baseVersion).toBe(2)
  })
})

/** As `crier publish`, an import or a program does: the story with another last paragraph. */
async function saveOutside(
  house: House,
  articleId: number,
  change: Partial<VersionInput>,
  lastWords: string,
  { isPublished = false } = {},
): Promise<void> {
  await house.write(operator, async (tx) => {
    const snapshot = await heldSnapshot(tx, articleId)
    const input = snapshot && inputOf(snapshot)
    if (input === undefined) throw new Error('there is no such story')
    const blocks = input.version.document.blocks.map((block, index, all) =>
      index === all.length - 1 && block.type === 'paragraph'
        ? { ...block, children: [{ type: 'text' as const, text: lastWords }] }
        : block,
    )
    const version = { ...input.version, ...change, document: { ...input.version.document, blocks } }
    const at = house.clock.now()
    await saveArticleIn(tx, articleId, { ...input, version }, saveContext(house, at))
    if (isPublished) await copyIsPublishedIn(tx, articleId, { at, language: 'en' })
  })
}

function keepTyping(key: () => void): { stop(): Promise<number> } {
  let [keys, isOver] = [0, false]
  const running = (async () => {
    for (; !isOver; keys++) {
      key()
      await sleep(2)
    }
  })()
  return {
    async stop() {
      isOver = true
      await running
      return keys
    },
  }
}
