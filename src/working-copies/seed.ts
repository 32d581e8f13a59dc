/** The first update of a working copy: what is published, or an empty story. */
import * as Y from 'yjs'
import { blockTree } from './block-tree.ts'
import { canonicalJson } from './canonical-json.ts'
import { textFields, valueFields, type Content, type ValueField } from './content.ts'
import { writerOf } from './fork.ts'
import { isRun, tree, type Part, type Run, type Tree } from './tree.ts'

/**
 * The update that turns an empty Y.Doc into a working copy of this content (see nodes.ts; the fields in the map
 * `fields`, the body in the fragment `body`). The same content gives the same bytes, so that two nodes seeding a story
 * at once make one copy and not two. A story without blocks starts with an empty paragraph, in which everybody writes.
 */
export function seedUpdate(content: Content): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = writerOf('seed', canonicalJson(content))
  doc.transact(() => {
    seedFields(doc.getMap('fields'), content)
    const blocks = content.document.blocks.map(blockTree)
    if (blocks.length === 0) blocks.push(tree('paragraph', { id: 'first' }))
    doc.getXmlFragment('body').insert(0, blocks.map(elementOf))
  })
  return Y.encodeStateAsUpdate(doc)
}

/** A detached element with all its content. */
export function elementOf(part: Tree): Y.XmlElement {
  const element = new Y.XmlElement(part.name)
  for (const [name, value] of Object.entries(part.attributes)) setAttribute(element, name, value)
  element.insert(0, childrenOf(part.children))
  return element
}

/** Adjacent words are one Y.XmlText, as the editor's binding keeps them. */
export function childrenOf(parts: readonly Part[]): (Y.XmlElement | Y.XmlText)[] {
  const children: (Y.XmlElement | Y.XmlText)[] = []
  let runs: Run[] = []
  const flush = () => {
    if (runs.length > 0) children.push(textOf(runs))
    runs = []
  }
  for (const child of parts) {
    if (isRun(child)) {
      runs.push(child)
      continue
    }
    flush()
    children.push(elementOf(child))
  }
  flush()
  return children
}

/** Numbers and booleans keep their type: Yjs stores any JSON value, although its types only allow texts. */
export function setAttribute(element: Y.XmlElement, name: string, value: unknown): void {
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value as string)
}

/** A detached text. */
export function textOf(runs: readonly Run[]): Y.XmlText {
  const text = new Y.XmlText()
  text.applyDelta(runs.map(({ text: insert, marks }) => ({ insert, attributes: { ...marks } })))
  return text
}

function seedFields(fields: Y.Map<unknown>, content: Content): void {
  for (const field of textFields) fields.set(field, new Y.Text(content[field]))
  // Yjs accepts only plain objects.
  for (const field of Object.keys(valueFields) as ValueField[]) fields.set(field, structuredClone(content[field]))
}
