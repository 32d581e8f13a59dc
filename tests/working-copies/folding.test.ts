import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { system } from '../../src/kit/db/schema.ts'
import { appendUpdates, copyRow, updatesAbove } from '../../src/working-copies/copy-store.ts'
import { putFolded } from '../../src/working-copies/fold-store.ts'
import { foldCopies } from '../../src/working-copies/fold.ts'
import { loadCopy } from '../../src/working-copies/load.ts'
import { openCopy } from '../../src/working-copies/open-copy.ts'
import { readCopy } from '../../src/working-copies/read-copy.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { aStory, paragraph, patience, saved, serveNewsroom, wordsOf, write } from './writers.ts'

const never = new AbortController().signal
const hour = 3_600_000

describe.each(engines)('updates of a working copy on %s', (engine) => {
  test('are folded together when they are an hour old, and say the same', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    await saved(ines)
    await type(ines, 40)
    ines.close()
    house.clock.advance(hour + 1)
    using olof = write(served.origin, publicId, 'olof')
    await saved(olof)
    await type(olof, 10)
    await vi.waitUntil(async () => ((await copyRow(house.db, id))?.settledSeq ?? 0) >= 40, patience)
    const before = await readCopy(house, id)
    await foldCopies(house, never)
    const rows = await updatesAbove(house.db, id, 0, 1_000)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.length).toBeLessThanOrEqual(10)
    expect((await copyRow(house.db, id))?.stateSeq).toBe((rows[0]?.seq ?? 0) - 1)
    expect(await readCopy(house, id)).toEqual(before)
    expect((await loaded(house, id)).words).toBe(wordsOf(olof.doc))
    await foldCopies(house, never)
    expect(await updatesAbove(house.db, id, 0, 1_000)).toEqual(rows)
  })

  test('are folded while two go on writing, and no word is lost', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    using olof = write(served.origin, publicId, 'olof')
    await Promise.all([saved(ines), saved(olof)])
    for (let round = 0; round < 10; round++) {
      const typing = Promise.all([type(ines, 20), type(olof, 20)])
      house.clock.advance(hour / 2 + 1)
      await Promise.all([foldCopies(house, never), foldCopies(house, never), readCopy(house, id)])
      await typing
    }
    await vi.waitUntil(() => wordsOf(ines.doc) === wordsOf(olof.doc), patience)
    expect(wordsOf(ines.doc).match(/k/gu)).toHaveLength(400)
    for (const writer of [ines, olof]) writer.close()
    await vi.waitUntil(
      async () => (await copyRow(house.db, id))?.settledSeq === (await copyRow(house.db, id))?.seq,
      patience,
    )
    await foldCopies(house, never)
    expect((await copyRow(house.db, id))?.stateSeq).toBeGreaterThan(0)
    expect((await loaded(house, id)).words).toBe(wordsOf(ines.doc))
  })

  test('that were folded while a server looked away are taken over by it whole', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    await saved(ines)
    const { words, doc } = await loaded(house, id)
    // Somebody else writes and folds in one transaction: nobody ever sees the rows.
    const updates: Uint8Array[] = []
    doc.on('update', (bytes: Uint8Array) => updates.push(bytes))
    paragraph(doc).insert(0, 'Folded. ')
    const row = await copyRow(house.db, id)
    if (row === undefined) throw new Error('there is no copy')
    const { encodeStateAsUpdate } = await import('yjs')
    await house.write(system, async (tx) => {
      await appendUpdates(tx, {
        articleId: id,
        generation: row.generation,
        kind: 'typed',
        updates: updates.map((bytes) => ({ bytes, actor: 'staff:olof' })),
        at: house.clock.now(),
        maxBytes: 1e9,
      })
      const [from, to] = [row.stateSeq, row.seq + updates.length]
      const state = encodeStateAsUpdate(doc)
      expect(await putFolded(tx, { articleId: id, generation: row.generation, from, to, state })).toBe(true)
    })
    paragraph(ines.doc, 1).insert(0, 'Luckily, ')
    await saved(ines)
    await vi.waitUntil(() => wordsOf(ines.doc).startsWith(`Folded. ${words.slice(0, 10)}`), patience)
  })

  test('are one seed, however many open the copy at the same time', async () => {
    await using house = await aHouse(engine)
    const { id } = await aStory(house)
    const opened = await Promise.all(Array.from({ length: 8 }, () => openCopy(house, id)))
    expect(new Set(opened.map((row) => row?.generation)).size).toBe(1)
    expect((await loaded(house, id)).words).toBe('By the sound of a cornet.\nNobody was hurt.')
  })

  test('that cannot be applied are left out, and keep nobody from reading the others', async () => {
    await using house = await aHouse(engine)
    const { id } = await aStory(house)
    const row = await openCopy(house, id)
    const updates = [{ bytes: new Uint8Array([1, 9, 9]), actor: 'staff:nobody' }]
    await house.write(system, (tx) =>
      appendUpdates(tx, {
        articleId: id,
        generation: row?.generation ?? 0,
        kind: 'typed',
        updates,
        at: 0,
        maxBytes: 1e9,
      }),
    )
    const faults: number[] = []
    const copy = await loadCopy(house.db, id, { onFault: (_error, seq) => faults.push(seq) })
    expect([faults, copy?.seq]).toEqual([[1], 1])
    expect((await readCopy(house, id))?.content.headline).toBe('Ferry finds its way')
  })
})

async function type(writer: ReturnType<typeof write>, keys: number): Promise<void> {
  for (let key = 0; key < keys; key++) {
    paragraph(writer.doc).insert(0, 'k')
    await sleep(0)
  }
  await saved(writer)
}

async function loaded(house: TestHouse, id: number): Promise<{ words: string; doc: ReturnType<typeof write>['doc'] }> {
  const copy = await loadCopy(house.db, id, { onFault: (error) => expect(error).toBeUndefined() })
  if (copy === undefined) throw new Error('there is no copy')
  return { words: wordsOf(copy.doc), doc: copy.doc }
}
