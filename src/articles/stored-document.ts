import type { Document } from './document.ts'

/** A stored document was validated when it was written: reading it again costs no check. */
export function storedDocument(json: string): Document {
  const document: Document = JSON.parse(json)
  return document
}
