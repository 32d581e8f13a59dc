/** A block taken apart for comparison: its text by place, and its values. */
import type { Block, BlockOf, BlockRenderers, Inline, List } from '../articles/document.ts'
import { inlineText } from '../articles/render/text.ts'

export type Parts = {
  /** Text, by the name of its place: `words`, `caption`, `alt`. Empty places are left out. */
  texts: Record<string, string>
  /** Values that are not text: a picture, a level, an address. */
  values: Record<string, unknown>
  /** Everything, to tell whether only marks or links differ. */
  whole: string
}

export function partsOf(block: Block): Parts {
  // The table has a line for each type; the lookup cannot tell the compiler that block and line belong together.
  const read = readers[block.type] as (block: Block, context: undefined) => Taken
  const { texts, values = {} } = read(block, undefined)
  const { id: _, ...whole } = block
  return { texts: given(texts), values: given(values), whole: JSON.stringify(whole) }
}

type Taken = { texts: Record<string, string | undefined>; values?: Record<string, unknown> }

const words = (inlines: readonly Inline[] = []) => inlineText(inlines)
const lines = (paragraphs: readonly Inline[][]) => paragraphs.map(inlineText).join('\n')

const readers: BlockRenderers<Taken, undefined> = {
  paragraph: ({ children }) => ({ texts: { words: words(children) } }),
  heading: ({ children, level }) => ({ texts: { words: words(children) }, values: { level } }),
  list: ({ list }) => ({
    texts: { words: listLines(list, '') },
    values: { ordered: list.ordered, start: list.start },
  }),
  quote: ({ paragraphs, speaker, capacity, translation, sourceName, sourceUrl, person, saidOn }) => ({
    texts: { words: lines(paragraphs), speaker, capacity, translation, sourceName },
    values: { sourceUrl, person, saidOn },
  }),
  pullQuote: ({ children, attribution }) => ({ texts: { words: words(children), attribution } }),
  picture: ({ media, alt, caption, credit, width }) => ({
    texts: { caption: words(caption), alt, credit },
    values: { media, width },
  }),
  gallery: ({ pictures, caption }) => ({
    texts: {
      caption: words(caption),
      captions: pictures.map((picture) => words(picture.caption)).join('\n'),
      alt: pictures.map(({ alt }) => alt).join('\n'),
      credit: pictures.map(({ credit = '' }) => credit).join('\n'),
    },
    values: { media: pictures.map(({ media }) => media) },
  }),
  embed: ({ url, title, introduction, still }) => ({
    texts: { title, introduction: words(introduction) },
    values: { url, still },
  }),
  file: ({ media, name }) => ({ texts: { name }, values: { media } }),
  audio: ({ media, title, caption }) => ({ texts: { title, caption: words(caption) }, values: { media } }),
  table: tableParts,
  code: ({ text, language }) => ({ texts: { words: text }, values: { language } }),
  divider: () => ({ texts: {} }),
  related: ({ href, title }) => ({ texts: { title }, values: { href } }),
  poll: ({ poll, wordpress }) => ({ texts: {}, values: { poll, wordpress } }),
  note: ({ tone, title, paragraphs }) => ({ texts: { title, words: lines(paragraphs) }, values: { tone } }),
  html: ({ html }) => ({ texts: { words: html } }),
  fold: () => ({ texts: {} }),
}

/** Row by row, a line each: an inserted row is inserted words. */
function tableParts({ caption, rows, headerRows, headerColumn }: BlockOf<'table'>): Taken {
  return {
    texts: { caption: words(caption), words: rows.map((row) => row.map(inlineText).join('\t')).join('\n') },
    values: { headerRows, headerColumn },
  }
}

function listLines({ items }: List, indent: string): string {
  return items
    .flatMap(({ children, list }) => [
      `${indent}${inlineText(children)}`,
      ...(list === undefined ? [] : [listLines(list, `${indent}\t`)]),
    ])
    .join('\n')
}

function given<T>(all: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== '')) as Record<
    string,
    T
  >
}
