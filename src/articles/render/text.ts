import { commaOf } from '../../kit/comma.ts'
import { withoutTags } from '../../kit/markup.ts'
import type { Block, BlockOf, BlockRenderers, Document, Inline, List } from '../document.ts'

/** The words of a document, blocks separated by a blank line: for search, teasers, mail and nearness. */
export function renderText(document: Document, language = 'en'): string {
  const parts: string[] = []
  for (const block of document.blocks) {
    const text = blockText(block, language)
    if (text !== '') parts.push(text)
  }
  return parts.join('\n\n')
}

export function blockText(block: Block, language = 'en'): string {
  // The table has a renderer for each type; the lookup cannot tell the compiler that block and renderer belong
  // together.
  const render = renderers[block.type] as (block: Block, language: string) => string
  return render(block, language).trim()
}

/** What was said, without marks and without who said it. */
export function quoteWords({ paragraphs }: BlockOf<'quote'>): string {
  return paragraphs
    .map((children) => inlineText(children).trim())
    .filter((text) => text !== '')
    .join('\n')
}

export function inlineText(inlines: readonly Inline[]): string {
  let text = ''
  for (const inline of inlines) {
    if (inline.type === 'text' || inline.type === 'code') text += inline.text
    else if (inline.type === 'break') text += '\n'
    else if (inline.type !== 'anchor') text += inlineText(inline.children)
  }
  return text
}

const renderers: BlockRenderers<string, string> = {
  paragraph: ({ children }) => inlineText(children),
  heading: ({ children }) => inlineText(children),
  list: ({ list }) => listText(list, ''),
  quote: (quote, language) => {
    const { speaker, capacity } = quote
    const words = `“${quoteWords(quote)}”`
    return speaker === undefined ? words : `${words} — ${[speaker, capacity].filter(Boolean).join(commaOf(language))}`
  },
  pullQuote: () => '',
  picture: ({ alt, caption }) => inlineText(caption ?? []) || alt,
  gallery: ({ pictures, caption }) =>
    [...pictures.map((picture) => inlineText(picture.caption ?? []) || picture.alt), inlineText(caption ?? [])]
      .filter(Boolean)
      .join('\n'),
  embed: ({ introduction, title, url }) =>
    [inlineText(introduction ?? []), title ?? '', url].filter(Boolean).join('\n'),
  file: ({ name }) => name,
  audio: ({ title, caption }) => [title ?? '', inlineText(caption ?? [])].filter(Boolean).join('\n'),
  table: ({ caption, rows }) =>
    [inlineText(caption ?? []), ...rows.map((row) => row.map(inlineText).join('\t'))].filter(Boolean).join('\n'),
  code: ({ text }) => text,
  divider: () => '',
  related: () => '',
  poll: () => '',
  note: ({ title, paragraphs }) => [title ?? '', ...paragraphs.map(inlineText)].filter(Boolean).join('\n'),
  html: ({ html }) => withoutTags(html, ' ').replace(/\s+/gu, ' '),
  fold: () => '',
}

function listText({ ordered, start, items }: List, indent: string): string {
  return items
    .map(({ children, list }, index) => {
      const mark = ordered ? `${(start ?? 1) + index}.` : '-'
      return `${indent}${mark} ${inlineText(children)}${list === undefined ? '' : `\n${listText(list, `${indent}  `)}`}`
    })
    .join('\n')
}
