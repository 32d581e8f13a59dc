import { normalizeInlines, type Draft } from '../../../articles/document-ids.ts'
import type { Inline, List } from '../../../articles/document.ts'

/** Blocks as paragraphs of words, for a quote or a note; pictures and the like cannot be, and come back apart. */
export function paragraphsOf(drafts: readonly Draft[]): { paragraphs: Inline[][]; displaced: Draft[] } {
  const paragraphs: Inline[][] = []
  const displaced: Draft[] = []
  for (const draft of drafts) {
    const words = wordsOf(draft)
    if (words === undefined) displaced.push(draft)
    else for (const paragraph of words) paragraphs.push(paragraph)
  }
  return { paragraphs, displaced }
}

/** Blocks as one run of words, paragraphs apart by a line break. */
export function runOf(drafts: readonly Draft[]): { children: Inline[]; displaced: Draft[] } {
  const { paragraphs, displaced } = paragraphsOf(drafts)
  return { children: normalizeInlines(joined(paragraphs)), displaced }
}

export function joined(paragraphs: readonly Inline[][]): Inline[] {
  return paragraphs.flatMap((children, index): Inline[] => (index === 0 ? children : [{ type: 'break' }, ...children]))
}

/** The words without their marks. */
export function plainWords(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'break') return ' '
      if (node.type === 'anchor') return ''
      return 'text' in node ? node.text : plainWords(node.children)
    })
    .join('')
}

/** Cut to what the document format takes in one line. */
export function lineOf(text: string): string {
  const single = text.replaceAll(/\s+/gu, ' ').trim()
  return single.length <= 2000 ? single : `${single.slice(0, 1999).toWellFormed()}…`
}

function wordsOf(draft: Draft): Inline[][] | undefined {
  switch (draft.type) {
    case 'paragraph':
    case 'pullQuote':
      return [draft.children]
    case 'heading':
      return [[{ type: 'strong', children: draft.children }]]
    case 'quote':
      return draft.paragraphs
    case 'list':
      return listLines(draft.list)
    case 'code':
      return [[{ type: 'code', text: draft.text }]]
    case 'divider':
    case 'fold':
      return []
    default:
      return undefined
  }
}

function listLines({ items, ordered, start }: List): Inline[][] {
  return items.flatMap(({ children, list }, index): Inline[][] => [
    [{ type: 'text', text: ordered ? `${(start ?? 1) + index}. ` : '• ' }, ...children],
    ...(list === undefined ? [] : listLines(list)),
  ])
}
