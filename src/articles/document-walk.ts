import type { Block, Document, Inline, List } from './document.ts'

/** Every run of inlines in a block, wherever it stands. */
export function inlineRuns(block: Block): Inline[][] {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'pullQuote':
      return [block.children]
    case 'list':
      return listRuns(block.list)
    case 'quote':
    case 'note':
      return block.paragraphs
    case 'picture':
    case 'audio':
      return [block.caption ?? []]
    case 'gallery':
      return [...block.pictures.map(({ caption }) => caption ?? []), block.caption ?? []]
    case 'embed':
      return [block.introduction ?? []]
    case 'table':
      return [block.caption ?? [], ...block.rows.flat()]
    case 'file':
    case 'code':
    case 'divider':
    case 'related':
    case 'poll':
    case 'html':
    case 'fold':
      return []
  }
}

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

function listRuns({ items }: List): Inline[][] {
  return items.flatMap(({ children, list }) => [children, ...(list === undefined ? [] : listRuns(list))])
}
