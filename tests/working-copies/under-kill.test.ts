import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { Provider } from '../../desk/collaboration/provider.ts'
import { copyRow } from '../../src/working-copies/copy-store.ts'
import { loadCopy } from '../../src/working-copies/load.ts'
import { readCopy } from '../../src/working-copies/read-copy.ts'
import { engines } from '../databases.ts'
import { chanceFrom } from '../writing-together.ts'
import { aKillableNewsroom, type KillableNewsroom } from './killable-newsroom.ts'
import { aStory, paragraph, patience, saved, wordsOf, write } from './writers.ts'

const edits = 500
const [kills, cuts] = [3, 9]
/** Another one for whoever has changed something here. */
const seed = Number(process.env['SEED'] ?? 7)

describe.each(engines)('a story that two write in while the server is killed on %s', (engine) => {
  test('has every word of both, and had all that was acknowledged at every moment', async () => {
    await using newsroom = await aKillableNewsroom(engine)
    const { id, publicId } = await newsroom.opened((house) => aStory(house))
    await newsroom.start()
    using ines = write(newsroom.origin, publicId, 'ines')
    using olof = write(newsroom.origin, publicId, 'olof')
    await Promise.all([saved(ines), saved(olof)])
    const random = chanceFrom(seed)
    const chance = () => random(10_000) / 10_000
    const writers = [aWriter(ines, 'i', chance), aWriter(olof, 'o', chance)]
    const disturbances = moments(chance)
    for (let edit = 0; edit < edits; edit++) {
      for (const writer of writers) writer.type()
      if (chance() < 0.4) await sleep(chance() * 8)
      const what = disturbances.get(edit)
      if (what === 'cut') newsroom.cut()
      if (what === 'kill') await killAndLook(newsroom, id, writers)
    }
    await newsroom.start()
    for (const { provider } of writers) provider.retry()
    await Promise.all([saved(ines), saved(olof)])
    await vi.waitUntil(() => sameBytes(ines.doc, olof.doc), { timeout: 20_000, interval: 20 })
    expect(wordsOf(ines.doc)).toBe(wordsOf(olof.doc))
    const typed = writers.flatMap((writer) => writer.typed)
    expect(typed).toHaveLength(2 * edits)
    expect(missingIn(wordsOf(ines.doc), typed)).toEqual([])
    const kept = await newsroom.opened(async (house) => {
      await vi.waitUntil(async () => ((await copyRow(house.db, id))?.stateSeq ?? 0) > 0, patience)
      await newsroom.kill()
      return readCopy(house, id)
    })
    expect(missingIn(JSON.stringify(kept?.content), typed)).toEqual([])
  }, 120_000)
})

/** Kills it, looks at what is in its rows, and starts it again while both go on. */
async function killAndLook(newsroom: KillableNewsroom, articleId: number, writers: readonly Writer[]): Promise<void> {
  const acknowledged = writers.flatMap((writer) => writer.acknowledged())
  await newsroom.kill()
  const words = await newsroom.opened(async (house) => {
    const loaded = await loadCopy(house.db, articleId, { onFault: (error) => expect(error).toBeUndefined() })
    return loaded === undefined ? '' : wordsOf(loaded.doc) + loaded.rescues.map(({ text }) => text).join(' ')
  })
  expect(missingIn(words, acknowledged)).toEqual([])
  void newsroom.start().then(() => writers.forEach(({ provider }) => provider.retry()))
}

type Writer = {
  provider: Provider
  typed: string[]
  type(): void
  acknowledged(): string[]
}

/** Writes words that are nowhere else, makes paragraphs, joins them. */
function aWriter(provider: Provider, letter: string, chance: () => number): Writer {
  const { doc } = provider
  const typed: string[] = []
  let acknowledged = 0
  provider.subscribe(() => {
    if (provider.status().saved) acknowledged = typed.length
  })
  return {
    provider,
    typed,
    acknowledged: () => typed.slice(0, acknowledged),
    type() {
      const word = `${letter}${typed.length}x`
      const body = doc.getXmlFragment('body')
      const at = Math.floor(chance() * body.length)
      const kind = chance()
      if (kind < 0.05) body.insert(at, [aParagraph(word)])
      else if (kind < 0.08 && at > 0) doc.transact(() => join(doc, at, word))
      else insertWord(paragraph(doc, at), word, chance)
      typed.push(word)
    },
  }
}

function aParagraph(word: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.setAttribute('id', `p${word}`)
  element.insert(0, [new Y.XmlText(`${word} `)])
  return element
}

/** What an editor does when somebody deletes the break between two paragraphs: words that come meanwhile are lost. */
function join(doc: Y.Doc, index: number, word: string): void {
  const words = plain(paragraph(doc, index))
  doc.getXmlFragment('body').delete(index, 1)
  const before = paragraph(doc, index - 1)
  before.insert(before.length, ` ${words} ${word} `)
}

/** Between two words. */
function insertWord(text: Y.XmlText, word: string, chance: () => number): void {
  const words = plain(text)
  const gaps = [...words.matchAll(/ /gu)].map(({ index }) => index)
  const at = gaps[Math.floor(chance() * gaps.length)] ?? words.length
  text.insert(at, ` ${word}`)
}

function plain(text: Y.XmlText): string {
  return text
    .toDelta()
    .map(({ insert }: { insert: string }) => insert)
    .join('')
}

function missingIn(text: string, words: readonly string[]): string[] {
  const there = new Set(text.match(/[io]\d+x/gu))
  return words.filter((word) => !there.has(word))
}

function sameBytes(one: Y.Doc, other: Y.Doc): boolean {
  return (
    Buffer.from(Y.encodeStateAsUpdate(one)).equals(Buffer.from(Y.encodeStateAsUpdate(other))) ||
    Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other))
  )
}

function moments(chance: () => number): Map<number, 'kill' | 'cut'> {
  const found = new Map<number, 'kill' | 'cut'>()
  while (found.size < cuts) found.set(Math.floor(chance() * edits), 'cut')
  // With some time between them, and before the end.
  for (let kill = 0; kill < kills; kill++)
    found.set(Math.floor(((kill + 0.2 + chance() * 0.6) * edits) / kills), 'kill')
  return found
}
