import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { readConfig } from '../../src/config.ts'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import { rescuesOf } from '../../src/working-copies/copy-store.ts'
import { readCopy } from '../../src/working-copies/read-copy.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { aStory, headline, paragraph, patience, saved, serveNewsroom, wordsOf, write } from './writers.ts'

describe.each(engines)('two servers of one paper on %s', (engine) => {
  test('show every word to both writers, however fast both type', async () => {
    await using house = await aHouse(engine)
    await using other = await anotherServer(house)
    await using here = await serveNewsroom(house)
    await using there = await serveNewsroom(other.house)
    const { id, publicId } = await aStory(house)
    using ines = write(here.origin, publicId, 'ines')
    using olof = write(there.origin, publicId, 'olof')
    await Promise.all([saved(ines), saved(olof)])
    for (let key = 0; key < 150; key++) {
      paragraph(ines.doc).insert(0, 'i')
      paragraph(olof.doc, 1).insert(0, 'o')
      if (key % 10 === 0) await sleep(1)
    }
    await Promise.all([saved(ines), saved(olof)])
    const whole = `${'i'.repeat(150)}By the sound of a cornet.\n${'o'.repeat(150)}Nobody was hurt.`
    // Whoever asks either of them is told all that was saved.
    for (const asked of [house, other.house])
      expect(JSON.stringify((await readCopy(asked, id))?.content)).toMatch(/i{150}By.*o{150}Nobody/u)
    await vi.waitUntil(() => wordsOf(ines.doc) === whole && wordsOf(olof.doc) === whole, patience)
  })

  test('put back once what was typed into a paragraph that was deleted on the other one', async () => {
    await using house = await aHouse(engine)
    await using other = await anotherServer(house)
    await using here = await serveNewsroom(house)
    await using there = await serveNewsroom(other.house)
    const { id, publicId } = await aStory(house)
    const notices: string[] = []
    using ines = write(here.origin, publicId, 'ines', { onNotice: (notice) => notices.push(notice) })
    using olof = write(there.origin, publicId, 'olof')
    await Promise.all([saved(ines), saved(olof)])
    // In one turn: neither knows of the other.
    paragraph(ines.doc, 1).insert(0, 'Fortunately ')
    olof.doc.getXmlFragment('body').delete(1, 1)
    const isBack = (doc: Y.Doc) => wordsOf(doc).split('Fortunately').length === 2
    await vi.waitUntil(() => isBack(ines.doc) && isBack(olof.doc), patience)
    await Promise.all([saved(ines), saved(olof)])
    await vi.waitUntil(() => notices.includes('put-back'), patience)
    for (const asked of [house, other.house])
      expect(JSON.stringify((await readCopy(asked, id))?.content).split('Fortunately')).toHaveLength(2)
    expect(wordsOf(ines.doc)).not.toContain('Nobody')
    const kept = await rescuesOf(house.db, id)
    expect(kept.map(({ client, words }) => ({ client, words }))).toEqual([
      { client: ines.doc.clientID, words: 'Fortunately ' },
    ])
  })

  test.runIf(engine === 'postgres')('show who is there on the other one, under the name that it knows', async () => {
    await using house = await aHouse(engine)
    await using other = await anotherServer(house)
    await using here = await serveNewsroom(house)
    await using there = await serveNewsroom(other.house)
    const { publicId } = await aStory(house)
    using ines = write(here.origin, publicId, 'ines')
    await saved(ines)
    ines.awareness.setLocalState({ caret: 3, member: { id: 'pope', name: 'The Pope' } })
    const olof = write(there.origin, publicId, 'olof')
    await saved(olof)
    olof.awareness.setLocalState({ caret: 5 })
    const seenBy = ({ awareness }: typeof ines) =>
      [...awareness.getStates().values()].map((state) => state['member']?.id)
    await vi.waitUntil(() => seenBy(olof).includes('ines') && seenBy(ines).includes('olof'), patience)
    olof.close()
    await vi.waitUntil(() => !seenBy(ines).includes('olof'), patience)
  })
})

describe('a server alone', () => {
  test('tells who is there, and who has gone', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    await saved(ines)
    ines.awareness.setLocalState({ caret: 3, member: { id: 'pope' } })
    const vera = write(served.origin, publicId, 'vera')
    await saved(vera)
    const inesFor = () => vera.awareness.getStates().get(ines.doc.clientID)
    await vi.waitUntil(() => inesFor() !== undefined, patience)
    expect(inesFor()).toEqual({ caret: 3, member: { id: 'ines', name: 'ines' } })
    vera.awareness.setLocalState({})
    await vi.waitUntil(() => ines.awareness.getStates().has(vera.doc.clientID), patience)
    vera.close()
    await vi.waitUntil(() => !ines.awareness.getStates().has(vera.doc.clientID), patience)
    expect(headline(ines.doc).toString()).toBe('Ferry finds its way')
  })
})

/** As a second process has it: another house on the same database. */
async function anotherServer(house: TestHouse): Promise<{ house: OpenHouse; [Symbol.asyncDispose](): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-other-'))
  const isFile = house.engine === 'sqlite'
  const config = readConfig({
    CRIER_DATA_DIR: isFile ? dirname(house.location) : folder,
    CRIER_PORT: '0',
    CRIER_LOG_LEVEL: 'silent',
    ...(!isFile && { CRIER_DATABASE_URL: house.location }),
  })
  const other = await openHouse(config, { clock: house.clock })
  return {
    house: other,
    async [Symbol.asyncDispose]() {
      await other[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
