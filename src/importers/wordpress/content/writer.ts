import { normalizeInlines, type Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import type { Newlines } from './context.ts'

type Marked = Extract<Inline, { children: Inline[] }>
/** A mark before it has its words. */
export type Mark = Marked extends infer M ? (M extends Marked ? Omit<M, 'children'> : never) : never

/**
 * Collects words into paragraphs, and blocks between them. A paragraph that ends inside a mark ends the mark and opens
 * it again in the next, as browsers do.
 */
export class Writer {
  readonly blocks: Draft[] = []
  private root: Inline[] = []
  private readonly marks: { mark: Mark; children: Inline[] }[] = []
  private endsWith: 'start' | 'space' | 'break' | 'word' = 'start'

  text(text: string, newlines: Newlines): void {
    if (newlines === 'collapse') {
      this.words(text)
      return
    }
    for (const [index, paragraph] of text
      .replaceAll(/\r\n?/gu, '\n')
      .split(/\n[ \t\f]*\n[ \t\f\n]*/u)
      .entries()) {
      if (index > 0) this.endParagraph()
      for (const [number, line] of paragraph.split('\n').entries()) {
        if (number > 0 && this.endsWith !== 'break') this.lineBreak()
        this.words(line)
      }
    }
  }

  /** Words kept as they are, with their spaces. */
  exactly(text: string): void {
    if (text === '') return
    this.here().push({ type: 'text', text })
    this.endsWith = 'word'
  }

  code(text: string): void {
    if (text === '') return
    this.here().push({ type: 'code', text })
    this.endsWith = 'word'
  }

  /** Two line breaks in a row are what people type for a new paragraph. */
  lineBreak(): void {
    if (this.endsWith === 'start') return
    if (this.endsWith === 'break') {
      this.endParagraph()
      return
    }
    this.here().push({ type: 'break' })
    this.endsWith = 'break'
  }

  open(mark: Mark): void {
    const children: Inline[] = []
    this.here().push(withChildren(mark, children))
    this.marks.push({ mark, children })
  }

  close(): void {
    this.marks.pop()
  }

  endParagraph(): void {
    const children = normalizeInlines(withoutBreaksAtEnd(this.root))
    this.root = []
    this.endsWith = 'start'
    if (children.some(hasWords)) this.blocks.push({ type: 'paragraph', children })
    let into = this.root
    for (const entry of this.marks) {
      entry.children = []
      into.push(withChildren(entry.mark, entry.children))
      into = entry.children
    }
  }

  add(drafts: readonly Draft[]): void {
    this.endParagraph()
    // Not spread: a call takes some hundred thousand arguments at most.
    for (const draft of drafts) this.blocks.push(draft)
  }

  private words(text: string): void {
    let words = text.replaceAll(/[ \t\n\r\f]+/gu, ' ')
    if (this.endsWith !== 'word' && words.startsWith(' ')) words = words.slice(1)
    if (words === '') return
    this.here().push({ type: 'text', text: words })
    this.endsWith = words.endsWith(' ') ? 'space' : 'word'
  }

  private here(): Inline[] {
    return this.marks.at(-1)?.children ?? this.root
  }
}

function withChildren(mark: Mark, children: Inline[]): Inline {
  switch (mark.type) {
    case 'link':
      return { ...mark, children }
    case 'language':
      return { ...mark, children }
    default:
      return { type: mark.type, children }
  }
}

function withoutBreaksAtEnd(nodes: readonly Inline[]): Inline[] {
  const end = nodes.findLastIndex((node) => node.type !== 'break' && !(node.type === 'text' && node.text.trim() === ''))
  return nodes.slice(0, end + 1)
}

function hasWords(node: Inline): boolean {
  if (node.type === 'break') return false
  if (node.type === 'text' || node.type === 'code') return node.text.trim() !== ''
  return node.children.some(hasWords)
}
