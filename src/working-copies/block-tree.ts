/** From a block of a document to its node in the working copy. */
import type { Block, BlockOf, BlockType, Inline, List } from '../articles/document.ts'
import { flattenInlines } from './inlines.ts'
import { clean, joinRuns, tree, type Part, type Tree } from './tree.ts'

/** The node for a block, with every attribute. */
export function blockTree(block: Block): Tree {
  return treeOf(block)
}

/** A table over all types: leaving one out does not compile. */
const trees: { [T in BlockType]: (block: BlockOf<T>) => Tree } = {
  paragraph: ({ id, children }) => tree('paragraph', { id, level: 0 }, flattenInlines(children)),
  heading: ({ id, level, children }) => tree('paragraph', { id, level }, flattenInlines(children)),
  list: ({ id, list }) => listTree(list, id),
  quote: ({ type: _, paragraphs, ...attributes }) => tree('quote', given(attributes), lines(paragraphs)),
  pullQuote: ({ id, children, attribution }) => tree('pullQuote', given({ id, attribution }), flattenInlines(children)),
  picture: ({ id, width, ...picture }) =>
    tree('picture', { id, width: width ?? '', ...pictureAttributes(picture) }, flattenInlines(picture.caption ?? [])),
  gallery: ({ id, pictures, caption }) =>
    tree('gallery', { id }, [
      ...pictures.map((picture) =>
        tree('galleryPicture', pictureAttributes(picture), flattenInlines(picture.caption ?? [])),
      ),
      tree('galleryCaption', {}, flattenInlines(caption ?? [])),
    ]),
  embed: ({ id, url, title, still, introduction }) =>
    tree('embed', given({ id, url, title, still }), flattenInlines(introduction ?? [])),
  file: ({ id, media, name }) => tree('file', { id, media, name }),
  audio: ({ id, media, title, caption }) => tree('audio', given({ id, media, title }), flattenInlines(caption ?? [])),
  table: ({ id, headerRows, headerColumn, rows, caption }) =>
    tree('table', { id, headerRows, headerColumn }, [
      tree('tableCaption', {}, flattenInlines(caption ?? [])),
      ...rows.map((cells) =>
        tree(
          'tableRow',
          {},
          cells.map((cell) => tree('tableCell', {}, flattenInlines(cell))),
        ),
      ),
    ]),
  code: ({ id, language, text }) =>
    tree('codeBlock', given({ id, language }), joinRuns([{ text: clean(text), marks: {} }])),
  divider: ({ id }) => tree('divider', { id }),
  fold: ({ id }) => tree('fold', { id }),
  related: ({ id, href, title }) => tree('related', given({ id, href, title })),
  poll: ({ id, poll, wordpress }) =>
    tree('poll', given({ id, poll, wordpress: wordpress && wordpressText(wordpress) })),
  html: ({ id, html }) => tree('html', { id, html }),
  note: ({ id, tone, title, paragraphs }) => tree('note', given({ id, tone, title }), lines(paragraphs)),
}

function treeOf<T extends BlockType>(block: Block & BlockOf<T>): Tree {
  const toTree: (block: BlockOf<T>) => Tree = trees[block.type as T]
  return toTree(block)
}

function listTree(list: List, id: string): Tree {
  return tree(
    'list',
    { id, ordered: list.ordered, start: list.start ?? null },
    list.items.map((item) => {
      const words = tree('line', {}, flattenInlines(item.children))
      return tree('listItem', {}, item.list === undefined ? [words] : [words, listTree(item.list, '')])
    }),
  )
}

function lines(paragraphs: readonly Inline[][]): Part[] {
  return paragraphs.map((inlines) => tree('line', {}, flattenInlines(inlines)))
}

function pictureAttributes(picture: { media: string; alt: string; credit?: string }) {
  const { media, alt, credit = '' } = picture
  return { media, alt, decorative: alt === '', credit }
}

/** The fields in one order, so that the same poll is the same text. */
function wordpressText({ id, results }: NonNullable<BlockOf<'poll'>['wordpress']>): string {
  return JSON.stringify({ id, results })
}

function given(attributes: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
