import type { Block, Document } from './document.ts'

/** The media that a document refers to, each once. */
export function mediaRefs(document: Document): string[] {
  const refs = new Set<string>()
  mapMedia(document, (ref) => {
    refs.add(ref)
    return ref
  })
  return [...refs]
}

/** The same document with other media references: file names of a story file become public ids. */
export function mapMedia(document: Document, change: (ref: string) => string): Document {
  return { ...document, blocks: document.blocks.map((block) => withMedia(block, change)) }
}

function withMedia(block: Block, change: (ref: string) => string): Block {
  switch (block.type) {
    case 'picture':
    case 'file':
    case 'audio':
      return { ...block, media: change(block.media) }
    case 'gallery':
      return { ...block, pictures: block.pictures.map((picture) => ({ ...picture, media: change(picture.media) })) }
    case 'embed':
      return block.still === undefined ? block : { ...block, still: change(block.still) }
    default:
      return block
  }
}
