/** The one form in which a document comes out of a working copy. */
import type { Document } from '../articles/document.ts'
import { blockTree } from './block-tree.ts'
import { textFields, type Content } from './content.ts'
import { Faults } from './faults.ts'
import { blockOf } from './tree-block.ts'
import { clean } from './tree.ts'

/**
 * The document as a working copy that is seeded with it gives it back: marks nested in one order, each word with the
 * marks it had; texts joined; empty fields and empty paragraphs left out. Two documents that say the same in the same
 * way are equal after it, and it leaves alone what it made.
 */
export function canonicalDocument(document: Document): Document {
  const faults = new Faults()
  return { ...document, blocks: document.blocks.flatMap((block) => blockOf(block.id, blockTree(block), faults) ?? []) }
}

/** The same for a whole story. Its texts lose control characters, which nobody sees. */
export function canonicalContent(content: Content): Content {
  const texts = textFields.map((field) => [field, clean(content[field])])
  return { ...content, ...Object.fromEntries(texts), document: canonicalDocument(content.document) }
}
