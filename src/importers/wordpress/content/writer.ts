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

  /** A place that a link leads to. Where no words follow it belongs to what comes next. */
  anchor(id: string): void {
    this.here().push({ type: 'anchor', id })
  }

  /** Words that were converted before, within the line. */
  inlines(children: readonly Inline[]): void {
    for (const child of children) this.here().push(child)
    if (children.length > 0) this.endsWith = 'word'
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
    const isShown = children.some(hasWords)
    this.root = isShown ? [] : anchorsIn(children)
    this.endsWith = 'start'
    if (isShown) this.blocks.push({ type: 'paragraph', children })
    let into = this.root
    for (const entry of this.marks) {
      entry.children = []
      into.push(withChildren(entry.mark, entry.children))
      into = entry.children
    }
  }

  add(drafts: readonly Draft[]): void {
    this.endParagraph()
    const anchors = anchorsIn(this.root)
    if (anchors.length > 0 && drafts.length > 0) this.root = this.root.filter(({ type }) => type !== 'anchor')
    // Not spread: a call takes some hundred thousand arguments at most.
    for (const [index, draft] of drafts.entries()) {
      if (index > 0 || anchors.length === 0) this.blocks.push(draft)
      else for (const placed of withAnchors(draft, anchors)) this.blocks.push(placed)
    }
  }

  /** At the end of a piece: places that nothing follows. */
  end(): void {
    this.endParagraph()
    const anchors = anchorsIn(this.root)
    if (anchors.length > 0) this.blocks.push({ type: 'paragraph', children: anchors })
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

/** Marks around them are left behind with the words that they did not have. */
function anchorsIn(nodes: readonly Inline[]): Inline[] {
  return nodes.flatMap((node) => {
    if (node.type === 'anchor') return [node]
    return 'children' in node ? anchorsIn(node.children) : []
  })
}

function withAnchors(draft: Draft, anchors: Inline[]): Draft[] {
  if (draft.type === 'paragraph' || draft.type === 'heading')
    return [{ ...draft, children: [...anchors, ...draft.children] }]
  return [{ type: 'paragraph', children: anchors }, draft]
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
  const isBlank = (node: Inline) => node.type === 'break' || (node.type === 'text' && node.text.trim() === '')
  const end = nodes.findLastIndex((node) => !isBlank(node))
  return nodes.slice(0, end + 1)
}

function hasWords(node: Inline): boolean {
  if (node.type === 'break' || node.type === 'anchor') return false
  if (node.type === 'text' || node.type === 'code') return node.text.trim() !== ''
  return node.children.some(hasWords)
}
