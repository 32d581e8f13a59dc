import { describe, expect, test, vi } from 'vitest'
import { copyRow } from '../../src/working-copies/copy-store.ts'
import { readCopy } from '../../src/working-copies/read-copy.ts'
import { engines } from '../databases.ts'
import { aHouse } from '../house.ts'
import { aStory, headline, paragraph, patience, saved, serveNewsroom, wordsOf, write } from './writers.ts'

describe.each(engines)('writing together on %s', (engine) => {
  test('two write in one story, and each sees the words of the other', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    using olof = write(served.origin, publicId, 'olof')
    await Promise.all([saved(ines), saved(olof)])
    expect(wordsOf(ines.doc)).toBe('By the sound of a cornet.\nNobody was hurt.')
    paragraph(ines.doc).insert(0, 'Slowly, ')
    paragraph(olof.doc, 1).insert(15, ' at all')
    headline(olof.doc).insert(0, 'The ')
    await vi.waitUntil(() => headline(ines.doc).toString() === 'The Ferry finds its way', patience)
    await Promise.all([saved(ines), saved(olof)])
    const words = 'Slowly, By the sound of a cornet.\nNobody was hurt at all.'
    await vi.waitUntil(() => wordsOf(ines.doc) === words && wordsOf(olof.doc) === words, patience)
  })

  test('what is read is all that was saved, whether anybody writes or not', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    {
      using ines = write(served.origin, publicId, 'ines')
      await saved(ines)
      headline(ines.doc).insert(0, 'The ')
      await saved(ines)
      expect((await readCopy(house, id))?.content.headline).toBe('The Ferry finds its way')
    }
    const kept = await readCopy(house, id)
    expect([kept?.content.headline, kept?.content.document.blocks.length, kept?.faults]).toEqual([
      'The Ferry finds its way',
      2,
      [],
    ])
    expect(await readCopy(house, 0)).toBeUndefined()
  })

  test('lists know headline and length when nobody writes any more', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    await saved(ines)
    headline(ines.doc).insert(0, 'The ')
    paragraph(ines.doc).insert(0, 'Slowly ')
    await saved(ines)
    ines.close()
    await vi.waitUntil(async () => (await copyRow(house.db, id))?.headline === 'The Ferry finds its way', patience)
    expect(await copyRow(house.db, id)).toMatchObject({ wordCount: 10, updatedBy: 'staff:ines' })
  })
})
