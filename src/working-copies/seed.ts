/** The first update of a working copy: what is published, or nothing yet. */
import * as Y from 'yjs'
import { blockTree } from './block-tree.ts'
import { canonicalJson } from './canonical-json.ts'
import { textFields, valueFields, type Content, type ValueField } from './content.ts'
import { writerOf } from './fork.ts'
import { isRun, tree, type Part, type Run, type Tree } from './tree.ts'

/**
 * The update that makes an empty Y.Doc a working copy of this content (see nodes.ts; the fields in the map `fields`,
 * the body in the fragment `body`). The same content makes the same bytes, so that two nodes which seed a story at once
 * make one copy and not two. A story without blocks begins with an empty paragraph, in which everybody writes.
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

/** An element that is in no document yet, with everything in it. */
export function elementOf(part: Tree): Y.XmlElement {
  const element = new Y.XmlElement(part.name)
  for (const [name, value] of Object.entries(part.attributes)) setAttribute(element, name, value)
  element.insert(0, childrenOf(part.children))
  return element
}

/** Words that stand beside each other are one Y.XmlText, as the editor's binding keeps them. */
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

/** Numbers and truth values stay what they are: Yjs keeps any JSON value, though its types know only texts. */
export function setAttribute(element: Y.XmlElement, name: string, value: unknown): void {
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value as string)
}

/** A text that is in no document yet. */
export function textOf(runs: readonly Run[]): Y.XmlText {
  const text = new Y.XmlText()
  text.applyDelta(runs.map(({ text: insert, marks }) => ({ insert, attributes: { ...marks } })))
  return text
}

function seedFields(fields: Y.Map<unknown>, content: Content): void {
  for (const field of textFields) fields.set(field, new Y.Text(content[field]))
  // Yjs takes plain objects only.
  for (const field of Object.keys(valueFields) as ValueField[]) fields.set(field, structuredClone(content[field]))
}
