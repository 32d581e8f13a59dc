import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { aStory, editedOutside, scribble, wordsOf } from '../../tests/changed-stories.ts'
import { chanceFrom } from '../../tests/writing-together.ts'
import { assignIds } from '../articles/document-ids.ts'
import { draft } from '../articles/document.arbitrary.ts'
import type { Block } from '../articles/document.ts'
import { canonicalContent } from './canonical.ts'
import { content as contents } from './content.arbitrary.ts'
import { emptyContent, type Content } from './content.ts'
import { mergeOutside, mergeOutsideNoting } from './merge.ts'
import { readContent } from './read.ts'
import { seedUpdate } from './seed.ts'

/** Many more for whoever has changed something here. */
const runs = process.env['SOAK'] === undefined ? 40 : 2000

/** A story and a later version of it: some blocks are gone, some new, some others, in another order. */
const versions = fc
  .record({
    base: contents,
    other: contents,
    drafts: fc.array(draft, { maxLength: 3 }),
    order: fc.array(fc.nat(), { maxLength: 8 }),
  })
  .map(({ base, other, drafts, order }) => {
    const kept = order.length === 0 ? base.document.blocks : shuffled(base.document.blocks, order)
    const again = [...kept.map(({ id: _, ...block }) => block), ...drafts]
    const next = { ...(order.length % 2 === 0 ? base : other), document: assignIds(again, base.document) }
    return { base, next }
  })

describe('what changed outside', () => {
  test('is what the copy says, if nobody wrote in it', () => {
    fc.assert(
      fc.property(versions, ({ base, next }) => {
        const doc = seeded(base)
        const { update, conflicts } = mergeOutsideNoting(doc, base, next)
        if (update !== null) Y.applyUpdate(doc, update)
        expect(readContent(doc).content).toEqual(canonicalContent(next))
        expect(conflicts).toEqual([])
        expect(mergeOutside(doc, base, next)).toBeNull()
      }),
      { numRuns: runs },
    )
  })
})

describe('a copy in which the newsroom has written since', () => {
  test('loses no word of its own, and has each word from outside or names it', () => {
    let [own, foreign, named] = [0, 0, 0]
    for (let seed = 0; seed < runs * 5; seed++) {
      const chance = chanceFrom(seed)
      const base = aStory(chance)
      const next = editedOutside(base, chance)
      const doc = seeded(base)
      scribble(doc, chance)
      const before = wordsOf(doc).filter((word) => word.startsWith('w'))
      const { update, conflicts } = mergeOutsideNoting(doc, base, next)
      if (update !== null) Y.applyUpdate(doc, update)
      const after = new Set(wordsOf(doc))
      expect([seed, before.filter((word) => !after.has(word))]).toEqual([seed, []])
      const theirs = JSON.stringify(next).match(/o\d+o/gu) ?? []
      const reported = conflicts.map((conflict) => conflict.theirs).join(' ')
      expect([seed, theirs.filter((word) => !after.has(word) && !reported.includes(word))]).toEqual([seed, []])
      own += before.length
      foreign += theirs.length
      named += theirs.filter((word) => !after.has(word)).length
    }
    expect(own).toBeGreaterThan(runs * 10)
    expect(foreign - named).toBeGreaterThan(foreign / 2)
  })

  test('is merged in the same way on every node, and stays as it is until the update is applied', () => {
    for (let seed = 0; seed < runs; seed++) {
      const chance = chanceFrom(seed)
      const base = aStory(chance)
      const next = editedOutside(base, chance)
      const doc = seeded(base)
      scribble(doc, chance)
      const other = new Y.Doc()
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
      const before = Y.encodeStateAsUpdate(doc)
      expect(mergeOutsideNoting(doc, base, next)).toEqual(mergeOutsideNoting(other, base, next))
      expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
    }
  })

  test('has both, where each changed other words of one sentence', () => {
    const base = storyOf('The bridge was closed on Monday because of ice.')
    const doc = seeded(base)
    textAt(doc, 0).insert(4, 'old ')
    expect(merged(doc, base, storyOf('The bridge was closed on Tuesday because of thick ice.'))).toEqual({
      lines: ['The old bridge was closed on Tuesday because of thick ice.'],
      conflicts: [],
    })
  })

  test('keeps its own where both changed the same words, and names the others', () => {
    const base = storyOf('Closed on Monday because of ice.')
    const doc = seeded(base)
    const text = textAt(doc, 0)
    text.delete(10, 6)
    text.insert(10, 'Sunday')
    expect(merged(doc, base, storyOf('Closed on Tuesday because of snow.'))).toEqual({
      lines: ['Closed on Sunday because of snow.'],
      conflicts: [
        { block: 'block0', field: 'paragraph', conflict: 'words', before: 'Monday', ours: 'Sunday', theirs: 'Tuesday' },
      ],
    })
  })

  test('keeps a block that it changed and the outside removed, and removes what nobody changed', () => {
    const base = storyOf('One', 'Two', 'Six')
    const doc = seeded(base)
    textAt(doc, 1).insert(3, ' and a half')
    const { lines, conflicts } = merged(doc, base, { ...base, document: { version: 1, blocks: [] } })
    expect(lines).toEqual(['Two and a half'])
    expect(conflicts).toMatchObject([{ block: 'block1', conflict: 'removed-outside', ours: 'Two and a half' }])
  })

  test('does not bring back what it removed, and names what was changed there', () => {
    const base = storyOf('One', 'Two', 'Six')
    const doc = seeded(base)
    doc.getXmlFragment('body').delete(1, 1)
    const { lines, conflicts } = merged(doc, base, storyOf('One', 'Two, corrected', 'Six'))
    expect(lines).toEqual(['One', 'Six'])
    expect(conflicts).toMatchObject([{ block: 'block1', conflict: 'removed-here', theirs: 'Two, corrected' }])
  })

  test('has a block where the outside moved it, with what was typed into it', () => {
    const base = storyOf('One', 'Two', 'Six')
    const doc = seeded(base)
    textAt(doc, 0).insert(3, ' again')
    const [one, two, six] = base.document.blocks
    const next = { ...base, document: { ...base.document, blocks: [two!, six!, one!] } }
    expect(merged(doc, base, next)).toEqual({ lines: ['Two', 'Six', 'One again'], conflicts: [] })
  })

  test('takes a field whole, and its own where both set it', () => {
    const base = { ...storyOf('One'), slug: 'a', topics: [1], headline: 'Ice on the bridge' }
    const doc = seeded(base)
    doc.getMap('fields').set('topics', [2])
    ;(doc.getMap('fields').get('headline') as Y.Text).insert(0, 'Thick ')
    const { conflicts } = merged(doc, base, { ...base, slug: 'b', topics: [3], headline: 'Ice on the old bridge' })
    expect(readContent(doc).content).toMatchObject({ slug: 'b', topics: [2], headline: 'Thick Ice on the old bridge' })
    expect(conflicts).toEqual([
      { block: null, field: 'topics', conflict: 'value', before: '[1]', ours: '[2]', theirs: '[3]' },
    ])
  })

  test('gets marks without its words being written anew', () => {
    const base = storyOf('One two six')
    const doc = seeded(base)
    textAt(doc, 0).insert(0, 'And ')
    const next = structuredClone(base)
    const [paragraph] = next.document.blocks
    if (paragraph?.type === 'paragraph') {
      paragraph.children = [
        { type: 'text', text: 'One ' },
        { type: 'strong', children: [{ type: 'text', text: 'two' }] },
        { type: 'text', text: ' six' },
      ]
    }
    const update = mergeOutside(doc, base, next)
    Y.applyUpdate(doc, update!)
    expect(textAt(doc, 0).toDelta()).toEqual([
      { insert: 'And One ' },
      { insert: 'two', attributes: { strong: {} } },
      { insert: ' six' },
    ])
    expect(new TextDecoder().decode(update!)).not.toContain('two')
  })

  test('is left alone in what this version cannot read', () => {
    const base = storyOf('One two')
    const doc = seeded(base)
    const strange = new Y.XmlElement('hologram')
    doc.getXmlFragment('body').insert(0, [strange])
    const inline = new Y.XmlElement('stamp')
    const paragraph = doc.getXmlFragment('body').get(1) as Y.XmlElement
    paragraph.insert(0, [inline])
    const update = mergeOutside(doc, base, storyOf('One and two', 'Six'))
    Y.applyUpdate(doc, update!)
    const [, ...rest] = doc.getXmlFragment('body').toArray()
    expect(doc.getXmlFragment('body').toArray()).toContain(strange)
    expect(paragraph.toArray()[0]).toBe(inline)
    expect(rest.map((element) => element.toString()).join()).toContain('One and two')
  })
})

test('a merge of three hundred blocks writes what changed and no more', () => {
  const base = storyOf(...Array.from({ length: 300 }, (_, index) => `Sentence ${index} says what sentences say.`))
  const next = structuredClone(base)
  const block = next.document.blocks[150]
  if (block?.type === 'paragraph')
    block.children = [{ type: 'text', text: 'Sentence 150 says what sentences may say.' }]
  const update = mergeOutside(seeded(base), base, next)
  expect(update?.length).toBeLessThan(60)
})

function merged(doc: Y.Doc, base: Content, next: Content) {
  const { update, conflicts } = mergeOutsideNoting(doc, base, next)
  if (update !== null) Y.applyUpdate(doc, update)
  const lines = readContent(doc).content.document.blocks.map((block) =>
    block.type === 'paragraph' ? block.children.map((child) => ('text' in child ? child.text : '')).join('') : '',
  )
  return { lines, conflicts }
}

function storyOf(...lines: string[]): Content {
  const blocks = lines.map((text, index) => ({
    id: `block${index}`,
    type: 'paragraph' as const,
    children: [{ type: 'text' as const, text }],
  }))
  return { ...emptyContent('en'), document: { version: 1, blocks } }
}

function textAt(doc: Y.Doc, index: number): Y.XmlText {
  return (doc.getXmlFragment('body').get(index) as Y.XmlElement).get(0) as Y.XmlText
}

function shuffled(blocks: readonly Block[], order: readonly number[]): Block[] {
  const left = [...blocks]
  return order.flatMap((number) => left.splice(number % Math.max(1, left.length), 1))
}

function seeded(content: Content): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, seedUpdate(content))
  return doc
}
