/** The one form in which a document comes out of a working copy. */
import type { Document } from '../articles/document.ts'
import { blockTree } from './block-tree.ts'
import { textFields, type Content } from './content.ts'
import { Faults } from './faults.ts'
import { blockOf } from './tree-block.ts'
import { clean } from './tree.ts'

/**
 * The document as a working copy seeded with it would return it: marks nested in one order, each word with its marks;
 * texts joined; empty fields and paragraphs left out. Two documents with the same content become equal, and its own
 * output does not change.
 */
export function canonicalDocument(document: Document): Document {
  const faults = new Faults()
  return { ...document, blocks: document.blocks.flatMap((block) => blockOf(block.id, blockTree(block), faults) ?? []) }
}

/** The same for a whole story. Its texts lose invisible control characters. */
export function canonicalContent(content: Content): Content {
  const texts = textFields.map((field) => [field, clean(content[field])])
  return { ...content, ...Object.fromEntries(texts), document: canonicalDocument(content.document) }
}
