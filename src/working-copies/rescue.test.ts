import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { chanceFrom, WritingTogether } from '../../tests/writing-together.ts'
import { emptyContent } from './content.ts'
import { readContent } from './read.ts'
import { keepsPlaces, putBack, rescueLost, type Rescue } from './rescue.ts'
import { seedUpdate } from './seed.ts'

/** Many more for whoever has changed something here. */
const stories = process.env['SOAK'] === undefined ? 30 : 1000

describe('three people who write, join, divide, move and delete at once', () => {
  test('lose no word that nobody took away on purpose, whether places of what is gone are kept or not', () => {
    let [typed, rescued] = [0, 0]
    for (let seed = 0; seed < stories; seed++) {
      const story = written(seed, { hasRule: true, keeps: seed % 2 === 0 })
      expect([seed, story.lost()]).toEqual([seed, []])
      expect(new Set(story.bodies()).size).toBe(1)
      typed += story.typed.length
      rescued += story.rescues.length
    }
    expect(typed).toBeGreaterThan(stories * 100)
    expect(rescued).toBeGreaterThan(stories * 10)
  }, 600_000)

  test('lose many without the rule', () => {
    let lost = 0
    for (let seed = 0; seed < 10; seed++) lost += written(seed, { hasRule: false, keeps: false }).lost().length
    expect(lost).toBeGreaterThan(50)
  })

  test('lose the same words on every node that follows, so that each is put back once', () => {
    const story = written(7, { hasRule: true, keeps: true })
    const follower = new Y.Doc({ gcFilter: keepsPlaces })
    expect(story.rows.flatMap((row) => rescueLost(follower, row))).toEqual(story.rescues)
    expect(follower.getXmlFragment('body').toJSON()).toBe(story.bodies()[0])
  })
})

describe('words typed into a block that somebody deletes', () => {
  test('come back behind the block that stood before it, marked with whose they are', () => {
    const { server, ada, ben } = three()
    block(ben, 1).delete(0, block(ben, 1).length)
    const deletion = change(ben, () => ben.getXmlFragment('body').delete(1, 1))
    rescueLost(server, deletion)
    const [rescue] = rescueLost(
      server,
      change(ada, () => text(ada, 1).insert(3, ' blue')),
    )
    expect(rescue).toMatchObject({ client: ada.clientID, block: 'two2', text: ' blue', length: 5 })
    rescueLost(server, putBack(server, rescue!))
    expect(words(server)).toEqual(['One', ' blue', 'Six'])
    const put = block(server, 1)
    expect(put.getAttribute('rescued')).toBe(`${ada.clientID}-${rescue!.clock}-${rescue!.clock + 5}`)
    expect(readContent(server).content.document.blocks).toHaveLength(3)
  })

  test('come back too if they were there first, and the deletion came from one who had not seen them', () => {
    const { server, ada, ben } = three()
    const deletion = change(ben, () => ben.getXmlFragment('body').delete(1, 1))
    expect(
      rescueLost(
        server,
        change(ada, () => text(ada, 1).insert(0, 'Not ')),
      ),
    ).toEqual([])
    expect(rescueLost(server, deletion)).toMatchObject([{ client: ada.clientID, block: 'two2', text: 'Not ' }])
  })

  test('stay away if who deleted it had seen them, or who typed them took them back', () => {
    const { server, ada, ben } = three()
    const typing = change(ada, () => text(ada, 1).insert(0, 'Not '))
    rescueLost(server, typing)
    Y.applyUpdate(ben, typing)
    expect(
      rescueLost(
        server,
        change(ben, () => ben.getXmlFragment('body').delete(1, 1)),
      ),
    ).toEqual([])
    const thought = change(ada, () => text(ada, 1).insert(0, 'Perhaps '))
    const better = change(ada, () => text(ada, 1).delete(0, 8))
    expect(rescueLost(server, Y.mergeUpdates([thought, better]))).toEqual([])
  })

  test('letter by letter come back as one paragraph', () => {
    const { server, ada, ben } = three()
    rescueLost(
      server,
      change(ben, () => ben.getXmlFragment('body').delete(1, 1)),
    )
    for (const [index, letter] of [...' green'].entries()) {
      const typing = change(ada, () => text(ada, 1).insert(3 + index, letter))
      for (const rescue of rescueLost(server, typing)) rescueLost(server, putBack(server, rescue))
    }
    expect(words(server)).toEqual(['One', 'green', 'Six'])
  })

  test('are found also when they have waited for what they follow', () => {
    const { server, ada, ben } = three()
    rescueLost(
      server,
      change(ben, () => ben.getXmlFragment('body').delete(1, 1)),
    )
    const first = change(ada, () => text(ada, 1).insert(0, 'Not '))
    const second = change(ada, () => text(ada, 1).insert(4, 'ever '))
    expect(rescueLost(server, second)).toEqual([])
    expect(rescueLost(server, first)).toMatchObject([{ text: 'Not ever ' }])
  })

  test('are put back once, at the end, when nothing of the place is left', () => {
    const { server, ada, ben } = three()
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(server))
    const deletion = change(ben, () => ben.getXmlFragment('body').delete(1, 1))
    const [rescue] = [deletion, change(ada, () => text(ada, 1).insert(3, ' blue'))].flatMap((u) => rescueLost(other, u))
    expect(rescue).toMatchObject({ text: ' blue' })
    const nowhere: Rescue = { ...rescue!, place: null, block: null }
    const update = putBack(other, nowhere)
    expect(putBack(other, nowhere)).toEqual(update)
    Y.applyUpdate(other, update)
    Y.applyUpdate(other, update)
    expect(words(other)).toEqual(['One', 'Six', ' blue'])
  })
})

function written(seed: number, rules: { hasRule: boolean; keeps: boolean }): WritingTogether {
  const story = new WritingTogether(chanceFrom(seed), rules)
  for (let step = 0; step < 400; step++) story.step()
  story.settle()
  return story
}

function three(): { server: Y.Doc; ada: Y.Doc; ben: Y.Doc } {
  const blocks = ['One', 'Two', 'Six'].map((word, index) => ({
    id: `${word.toLowerCase()}${index + 1}`,
    type: 'paragraph' as const,
    children: [{ type: 'text' as const, text: word }],
  }))
  const seed = seedUpdate({ ...emptyContent('en'), document: { version: 1, blocks } })
  const docs = [new Y.Doc({ gcFilter: keepsPlaces }), new Y.Doc(), new Y.Doc()]
  for (const doc of docs) Y.applyUpdate(doc, seed)
  return { server: docs[0]!, ada: docs[1]!, ben: docs[2]! }
}

/** The update that the change makes. */
function change(doc: Y.Doc, work: () => void): Uint8Array {
  const updates: Uint8Array[] = []
  const keep = (update: Uint8Array) => updates.push(update)
  doc.on('update', keep)
  doc.transact(work)
  doc.off('update', keep)
  return Y.mergeUpdates(updates)
}

function block(doc: Y.Doc, index: number): Y.XmlElement {
  return doc.getXmlFragment('body').get(index) as Y.XmlElement
}

function text(doc: Y.Doc, index: number): Y.XmlText {
  return block(doc, index).get(0) as Y.XmlText
}

function words(doc: Y.Doc): string[] {
  return doc
    .getXmlFragment('body')
    .toArray()
    .map((element) => ((element as Y.XmlElement).get(0) as Y.XmlText).toString())
}
