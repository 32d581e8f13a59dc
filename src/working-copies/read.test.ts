import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { inlines } from '../articles/document.arbitrary.ts'
import { documentSchema, type Inline } from '../articles/document.ts'
import { canonicalContent, canonicalDocument } from './canonical.ts'
import { content as contents } from './content.arbitrary.ts'
import { emptyContent, type Content } from './content.ts'
import { nodes, schemaVersion } from './nodes.ts'
import { readContent } from './read.ts'
import { seedUpdate } from './seed.ts'

/** Many more for whoever has changed something here. */
const runs = process.env['SOAK'] === undefined ? 100 : 2000

describe('a story in a working copy', () => {
  test('comes back as it was, in the one form of documents', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const doc = seeded(content)
        const before = Y.encodeStateAsUpdate(doc)
        const read = readContent(doc)
        expect(read.content).toEqual(canonicalContent(content))
        expect(read.faults.filter(({ fault }) => fault !== 'missing-alt')).toEqual([])
        expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
      }),
      { numRuns: runs },
    )
  })

  test('seeded twice is the same bytes, seeded otherwise has another writer', () => {
    fc.assert(
      fc.property(contents, contents, (content, other) => {
        expect(seedUpdate(structuredClone(content))).toEqual(seedUpdate(content))
        const doc = seeded(content)
        Y.applyUpdate(doc, seedUpdate(content))
        expect(readContent(doc).content).toEqual(canonicalContent(content))
        const writers = [content, other].map((one) => [...seeded(one).store.clients.keys()])
        fc.pre(JSON.stringify(content) !== JSON.stringify(other))
        expect(writers[0]).not.toEqual(writers[1])
      }),
    )
  })

  test('that is empty has a paragraph to write in and says nothing', () => {
    const doc = seeded(emptyContent('en'))
    expect(doc.getXmlFragment('body').length).toBe(1)
    expect(readContent(doc)).toEqual({ content: emptyContent('en'), faults: [] })
  })

  test('is read in time that grows with its length', () => {
    const [short, long] = [300, 600].map((blocks) => seeded(longStory(blocks)))
    const best = (doc?: Y.Doc) => Math.min(...Array.from({ length: 8 }, () => cpuMsOf(() => void readContent(doc!))))
    expect(best(long)).toBeLessThan(4 * best(short))
  })
})

describe('the form of documents', () => {
  test('keeps each word with its marks, and leaves alone what it made', () => {
    fc.assert(
      fc.property(inlines, (nodesOfLine) => {
        const once = canonicalLine(nodesOfLine)
        expect(canonicalLine(once)).toEqual(once)
        expect(letters(once)).toEqual(letters(nodesOfLine))
      }),
      { numRuns: runs },
    )
  })

  test('nests the longest mark outermost and divides no link', () => {
    const text = (value: string): Inline => ({ type: 'text', text: value })
    const strong = (...children: Inline[]): Inline => ({ type: 'strong', children })
    const link = (...children: Inline[]): Inline => ({ type: 'link', href: '/a', children })
    expect(canonicalLine([link(strong(text('a'))), link(text('b'))])).toEqual([link(strong(text('a')), text('b'))])
    expect(canonicalLine([strong(text('a ')), strong(link(text('b'))), link(text('c'))])).toEqual([
      strong(text('a ')),
      link(strong(text('b')), text('c')),
    ])
    expect(canonicalLine([strong(text('a'), { type: 'break' }, text('b'))])).toEqual([
      strong(text('a'), { type: 'break' }, text('b')),
    ])
  })

  test('has no empty paragraphs and no empty fields', () => {
    const blocks = [
      { id: 'aaaa', type: 'paragraph' as const, children: [] },
      { id: 'bbbb', type: 'related' as const, href: '/a', title: '' },
    ]
    expect(canonicalDocument({ version: 1, blocks })).toEqual({
      version: 1,
      blocks: [{ id: 'bbbb', type: 'related', href: '/a' }],
    })
  })
})

describe('what cannot be in a document', () => {
  test('is named with its block, and the rest is read', () => {
    const doc = seeded(emptyContent('en'))
    const body = doc.getXmlFragment('body')
    body.insert(1, [
      made('hologram', { id: 'holo1' }, 'seen from all sides'),
      made('related', { id: 'rela1', href: '', title: 'Nowhere' }),
      made('related', { id: 'rela2', href: 'javascript:alert(1)' }),
      made('quote', { id: 'quot1', sourceUrl: 'nothing', speaker: 'Ada' }),
      made('picture', { id: 'pict1', media: 'm1', decorative: false }, 'the caption'),
      made('line', { id: 'line1' }, 'out of place'),
      made('paragraph', { id: 'para1', level: 7 }, 'a heading too small'),
      new Y.XmlText('bare'),
    ])
    const { content, faults } = readContent(doc)
    expect(content.document.blocks.map(({ type }) => type)).toEqual(['quote', 'picture', 'paragraph'])
    expect(faults.map(({ block, field, fault, words }) => [block, field, fault, words])).toEqual([
      ['holo1', 'hologram', 'unknown-node', 'seen from all sides'],
      ['rela1', 'href', 'missing', ''],
      ['rela2', 'href', 'invalid', 'javascript:alert(1)'],
      ['quot1', 'sourceUrl', 'invalid', 'nothing'],
      ['pict1', 'alt', 'missing-alt', 'm1'],
      ['line1', 'line', 'misplaced', 'out of place'],
      ['para1', 'level', 'invalid', '7'],
      [expect.stringMatching(/^y[a-z0-9]+$/u), 'text', 'misplaced', 'bare'],
    ])
  })

  test('loses a link that leads nowhere, a mark nobody knows and a field of a wrong kind, but no word', () => {
    const doc = seeded({ ...emptyContent('en'), headline: 'One' })
    doc.getMap('fields').set('topics', 'politics')
    const paragraph = made('paragraph', { id: 'para1', level: 0 }, 'all the words')
    doc.getXmlFragment('body').insert(0, [paragraph])
    const text = paragraph.get(0) as Y.XmlText
    text.format(0, 3, { link: { href: 'javascript:x', rel: '' } })
    text.format(4, 3, { glow: {}, strong: {} })
    const { content, faults } = readContent(doc)
    expect(content).toMatchObject({ headline: 'One', topics: [] })
    expect(content.document.blocks[0]).toMatchObject({
      children: [
        { type: 'text', text: 'all ' },
        { type: 'strong', children: [{ type: 'text', text: 'the' }] },
        { type: 'text', text: ' words' },
      ],
    })
    expect(faults.map(({ block, fault }) => [block, fault])).toEqual([
      [null, 'invalid'],
      ['para1', 'unknown-mark'],
      ['para1', 'invalid'],
    ])
  })

  test('two blocks with one id, or with none, have ids of their own that stay', () => {
    const doc = seeded(emptyContent('en'))
    const twins = [{ id: 'twin' }, { id: 'twin' }, {}, { id: 'NOT ONE' }].map((attributes) =>
      made('paragraph', { level: 0, ...attributes }, 'words'),
    )
    doc.getXmlFragment('body').insert(0, twins)
    const ids = () => readContent(doc).content.document.blocks.map(({ id }) => id)
    const before = ids()
    expect(new Set(before).size).toBe(4)
    expect(before[0]).toBe('twin')
    expect(before.every((id) => /^[a-z0-9]{4,24}$/u.test(id))).toBe(true)
    doc.getXmlFragment('body').insert(0, [made('paragraph', { id: 'other', level: 0 }, 'first')])
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    expect(readContent(other).content.document.blocks.map(({ id }) => id)).toEqual(['other', ...before])
  })

  test('never makes the reader throw, nor the document invalid', () => {
    fc.assert(
      fc.property(fc.array(anything(3), { maxLength: 6 }), (elements) => {
        const doc = new Y.Doc()
        doc.getXmlFragment('body').insert(0, elements.map(built))
        doc.getMap('fields').set('lead', { media: 1 })
        documentSchema.parse(readContent(doc).content.document)
      }),
      { numRuns: runs },
    )
    const doc = new Y.Doc()
    let outer: Y.XmlFragment = doc.getXmlFragment('body')
    for (let depth = 0; depth < 3000; depth++) {
      const inner = made(depth % 2 === 0 ? 'list' : 'listItem', {})
      outer.insert(0, [inner])
      outer = inner
    }
    expect(readContent(doc).faults.map(({ fault }) => fault)).toContain('too-deep')
  })
})

test('the table of nodes has its number raised whenever it changes', () => {
  expect([schemaVersion, Object.keys(nodes).length]).toEqual([1, 26])
})

function seeded(content: Content): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, seedUpdate(content))
  return doc
}

function made(name: string, attributes: Record<string, unknown>, words?: string): Y.XmlElement {
  const element = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string)
  if (words !== undefined) element.insert(0, [new Y.XmlText(words)])
  return element
}

type Anything = { name: string; attributes: Record<string, unknown>; children: (Anything | string)[] }

function anything(depth: number): fc.Arbitrary<Anything> {
  const value = fc.oneof(
    fc.constantFrom('', 'x', 'abcd', '/a', 'javascript:x', 'https://a.example', 'column', '\u0000', '\ud800'),
    fc.string({ minLength: 2001, maxLength: 2100 }),
    fc.constantFrom(0, 2, -1, 1.5, 1e12, true, '{"id":1}'),
  )
  return fc.record({
    name: fc.oneof(fc.constantFrom(...Object.keys(nodes)), fc.constantFrom('hologram', 'constructor')),
    attributes: fc.dictionary(
      fc.constantFrom('id', 'level', 'media', 'alt', 'href', 'url', 'start', 'tone', 'title', 'poll', 'wordpress'),
      value,
    ),
    children:
      depth === 0
        ? fc.constant([])
        : fc.array(fc.oneof(anything(depth - 1), fc.constantFrom('words', '\u0001', ' ')), { maxLength: 3 }),
  })
}

function built({ name, attributes, children }: Anything): Y.XmlElement {
  const element = made(name, attributes)
  element.insert(
    0,
    children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : built(child))),
  )
  return element
}

function canonicalLine(children: Inline[]): Inline[] {
  const [block] = canonicalDocument({ version: 1, blocks: [{ id: 'line', type: 'paragraph', children }] }).blocks
  return block?.type === 'paragraph' ? block.children : []
}

/** Each letter with its marks, found in another way than the product does. */
function letters(line: readonly Inline[]): string[] {
  const out: string[] = []
  const walk = (inline: Inline, open: Record<string, string>) => {
    if (inline.type === 'text' || inline.type === 'code') {
      const marks = inline.type === 'code' ? { ...open, code: 'code' } : open
      for (const letter of inline.text) out.push(`${letter} ${JSON.stringify(Object.entries(marks).toSorted())}`)
    } else if ('children' in inline) {
      const { children, type, ...fields } = inline
      const isKept = type === 'link' && open['link'] !== undefined
      for (const child of children) walk(child, isKept ? open : { ...open, [type]: JSON.stringify(fields) })
    } else out.push(inline.type)
  }
  for (const inline of line) walk(inline, {})
  return out
}

function longStory(count: number): Content {
  const blocks = Array.from({ length: count }, (_, index) => ({
    id: `block${index}`,
    type: 'paragraph' as const,
    children: [
      { type: 'text' as const, text: 'The bridge over the river was closed in the night, ' },
      { type: 'strong' as const, children: [{ type: 'text' as const, text: 'for the second time' }] },
      { type: 'text' as const, text: ' since it was opened, because of the ice on its ropes.' },
    ],
  }))
  return { ...emptyContent('en'), document: { version: 1, blocks } }
}

function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
