import type { Block, BlockOf, BlockType, Document } from './document.ts'

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
export function mapMedia(document: Document, change: Change): Document {
  return { ...document, blocks: document.blocks.map((block) => withMedia(block, change)) }
}

type Change = (ref: string) => string

const same = <Unchanged>(block: Unchanged): Unchanged => block
/** A table over all types: leaving one out does not compile. */
const changed: { [T in BlockType]: (block: BlockOf<T>, change: Change) => BlockOf<T> } = {
  paragraph: same,
  heading: same,
  list: same,
  quote: same,
  pullQuote: same,
  picture: (block, change) => ({ ...block, media: change(block.media) }),
  gallery: (block, change) => ({
    ...block,
    pictures: block.pictures.map((picture) => ({ ...picture, media: change(picture.media) })),
  }),
  embed: (block, change) => (block.still === undefined ? block : { ...block, still: change(block.still) }),
  file: (block, change) => ({ ...block, media: change(block.media) }),
  audio: (block, change) => ({ ...block, media: change(block.media) }),
  table: same,
  code: same,
  divider: same,
  related: same,
  poll: same,
  note: same,
  html: same,
  fold: same,
}

function withMedia<T extends BlockType>(block: Block & BlockOf<T>, change: Change): Block {
  const changedBlock: (block: BlockOf<T>, change: Change) => BlockOf<T> = changed[block.type as T]
  return changedBlock(block, change)
}
