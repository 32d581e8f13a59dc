import { Schema, type MarkSpec, type Node, type NodeSpec as EditorNode } from '@tiptap/pm/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { initProseMirrorDoc, updateYFragment } from 'y-prosemirror'
import * as Y from 'yjs'
import { canonicalContent } from './canonical.ts'
import { content as contents } from './content.arbitrary.ts'
import { isBlockName, marks, nodes, type NodeName, type NodeSpec } from './nodes.ts'
import { readContent } from './read.ts'
import { seedUpdate } from './seed.ts'

/** Many more for whoever has changed something here. */
const runs = process.env['SOAK'] === undefined ? 60 : 2000

describe('an editor whose nodes are made of the table', () => {
  test('shows a seeded story as it is, and writes nothing by that', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, seedUpdate(content))
        const before = Y.encodeStateAsUpdate(doc)
        const shown = shownBy(doc)
        shown.check()
        updateYFragment(doc, doc.getXmlFragment('body'), shown, { mapping: new Map(), isOMark: new Map() })
        expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
      }),
      { numRuns: runs },
    )
  }, 600_000)

  test('writes a story so that it is read as it was', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const [seeded, written] = [new Y.Doc(), new Y.Doc()]
        Y.applyUpdate(seeded, seedUpdate(content))
        const body = written.getXmlFragment('body')
        updateYFragment(written, body, shownBy(seeded), { mapping: new Map(), isOMark: new Map() })
        expect(readContent(written).content.document).toEqual(canonicalContent(content).document)
      }),
      { numRuns: runs },
    )
  }, 600_000)

  test('keeps what two people made two of where there should be one', () => {
    const words = (name: string) => ({ name, children: [] })
    const doubled = [
      { name: 'table', children: ['tableCaption', 'tableCaption', 'tableRow'].map(words) },
      { name: 'gallery', children: ['galleryCaption', 'galleryCaption'].map(words) },
      { name: 'list', children: [{ name: 'listItem', children: ['line', 'list', 'list', 'line'].map(words) }] },
    ]
    const doc = new Y.Doc()
    const body = doc.getXmlFragment('body')
    body.insert(0, doubled.map(built))
    // Inner lists and rows need something in them.
    for (const element of body.createTreeWalker((part) => isEmpty(part))) fill(element as Y.XmlElement)
    const before = body.toString()
    shownBy(doc)
    expect(body.toString()).toBe(before)
    expect(body.length).toBe(3)
  })
})

type Plain = { name: string; children: Plain[] }

function built({ name, children }: Plain): Y.XmlElement {
  const element = new Y.XmlElement(name)
  element.insert(0, children.map(built))
  return element
}

function isEmpty(part: unknown): boolean {
  return part instanceof Y.XmlElement && part.length === 0 && ['list', 'tableRow'].includes(part.nodeName)
}

function fill(element: Y.XmlElement): void {
  const line = { name: 'line', children: [] }
  const inner =
    element.nodeName === 'list' ? { name: 'listItem', children: [line] } : { name: 'tableCell', children: [] }
  element.insert(0, [built(inner)])
}

function shownBy(doc: Y.Doc): Node {
  return initProseMirrorDoc(doc.getXmlFragment('body'), schema()).doc
}

function schema(): Schema {
  const attributes = (those: object) =>
    Object.fromEntries(Object.entries(those).map(([name, value]) => [name, { default: value as unknown }]))
  const editorNodes = Object.fromEntries(
    (Object.entries(nodes) as [NodeName, NodeSpec][]).map(([name, spec]): [string, EditorNode] => [
      name,
      {
        content: spec.content,
        attrs: attributes(spec.attributes),
        marks: spec.hasMarks ? '_' : '',
        ...(isBlockName(name) && { group: 'block' }),
        ...(spec.kind === 'leaf' && { group: 'inline', inline: true }),
      },
    ]),
  )
  const editorMarks = Object.entries(marks).map(([name, spec]): [string, MarkSpec] => [
    name,
    { attrs: attributes(spec) },
  ])
  return new Schema({
    nodes: { doc: { content: 'block+' }, text: { group: 'inline' }, ...editorNodes },
    marks: Object.fromEntries(editorMarks),
  })
}
