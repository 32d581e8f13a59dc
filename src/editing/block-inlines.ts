import type { Block, BlockRenderers, Inline, List } from '../articles/document.ts'

/** All runs of words in a block, in their order: paragraphs, captions, cells. */
export function blockInlines(block: Block): Inline[][] {
  // The table has a line for each type; the lookup cannot tell the compiler that block and line belong together.
  const read = readers[block.type] as (block: Block, context: undefined) => Inline[][]
  return read(block, undefined)
}

/** Where the words of a block lead, each place once. */
export function linksIn(block: Block): string[] {
  return [...new Set(blockInlines(block).flatMap(linksOf))]
}

function linksOf(inlines: readonly Inline[]): string[] {
  return inlines.flatMap((inline) => {
    if (!('children' in inline)) return []
    return inline.type === 'link' ? [inline.href, ...linksOf(inline.children)] : linksOf(inline.children)
  })
}

const none = (): Inline[][] => []
const given = (inlines: Inline[] | undefined): Inline[][] => (inlines === undefined ? [] : [inlines])

const readers: BlockRenderers<Inline[][], undefined> = {
  paragraph: ({ children }) => [children],
  heading: ({ children }) => [children],
  list: ({ list }) => listInlines(list),
  quote: ({ paragraphs }) => paragraphs,
  pullQuote: ({ children }) => [children],
  picture: ({ caption }) => given(caption),
  gallery: ({ pictures, caption }) => [...pictures.flatMap((picture) => given(picture.caption)), ...given(caption)],
  embed: ({ introduction }) => given(introduction),
  file: none,
  audio: ({ caption }) => given(caption),
  table: ({ caption, rows }) => [...given(caption), ...rows.flat()],
  code: none,
  divider: none,
  related: none,
  poll: none,
  note: ({ paragraphs }) => paragraphs,
  html: none,
  fold: none,
}

function listInlines({ items }: List): Inline[][] {
  return items.flatMap(({ children, list }) => [children, ...(list === undefined ? [] : listInlines(list))])
}
