/** Reads a working copy: the content that would be published right now. */
import * as Y from 'yjs'
import { blockElements } from './block-elements.ts'
import { emptyContent, textFields, valueFields, type Content, type ValueField } from './content.ts'
import { plainText, treeOfElement, wordsIn } from './element-tree.ts'
import { Faults, type ContentFault } from './faults.ts'
import { blockOf } from './tree-block.ts'
import { clean } from './tree.ts'

/** As many as a document allows. */
const maxBlocks = 5000

/**
 * The content of a working copy, always valid, and a fault for each thing that could not be read. It does not change
 * `doc`, never throws, and gives the same result for the same copy on every node: marks nest in one order, and a block
 * without an id or with another's gets one made from who put it there and when. Empty paragraphs are places to write
 * and are left out.
 */
export function readContent(doc: Y.Doc): { content: Content; faults: ContentFault[] } {
  const faults = new Faults()
  const content = readFields(doc.getMap('fields'), faults)
  for (const { id, element } of blockElements(doc.getXmlFragment('body'))) {
    faults.block = id
    const node = treeOfElement(element, faults)
    const block = node && blockOf(id, node, faults)
    if (block === undefined) continue
    if (content.document.blocks.length === maxBlocks) faults.add(block.type, 'too-long', wordsIn(element))
    else content.document.blocks.push(block)
  }
  return { content, faults: faults.list }
}

function readFields(fields: Y.Map<unknown>, faults: Faults): Content {
  // The language is one of the fields; a copy without it is empty.
  const empty = emptyContent('')
  const texts = textFields.map((field) => [field, textIn(fields.get(field))])
  const values = (Object.keys(valueFields) as ValueField[]).map((field) => {
    const value = fields.get(field)
    const parsed = valueFields[field].safeParse(value)
    if (parsed.success) return [field, parsed.data]
    if (value !== undefined) faults.add(field, 'invalid', JSON.stringify(value))
    return [field, empty[field]]
  })
  return { ...empty, ...Object.fromEntries([...texts, ...values]) }
}

function textIn(value: unknown): string {
  if (value instanceof Y.Text) return clean(plainText(value))
  return typeof value === 'string' ? clean(value) : ''
}
