/** Running text: from nested spans to words with marks, and back to one canonical nesting. */
import { normalizeInlines } from '../articles/document-ids.ts'
import type { Inline } from '../articles/document.ts'
import { marks, type MarkName } from './nodes.ts'
import { clean, isRun, joinRuns, markKey, tree, type Marks, type Part, type Run } from './tree.ts'

/**
 * Words with their marks, and breaks and anchors between them, which have none. In a link within a link the outer one
 * counts, in a language within a language the inner one.
 */
export function flattenInlines(inlines: readonly Inline[]): Part[] {
  return joinRuns(inlines.flatMap((inline) => flattened(inline, {})))
}

function flattened(inline: Inline, open: Marks): Part[] {
  switch (inline.type) {
    case 'text':
      return [{ text: clean(inline.text), marks: open }]
    case 'code':
      return [{ text: clean(inline.text), marks: { ...open, code: {} } }]
    case 'break':
      return [tree('break', {})]
    case 'anchor':
      return [tree('anchor', { id: inline.id })]
    default: {
      const inside = within(inline, open)
      return inline.children.flatMap((child) => flattened(child, inside))
    }
  }
}

function within(span: Extract<Inline, { children: Inline[] }>, open: Marks): Marks {
  if (span.type === 'link') return { link: { href: span.href, rel: span.rel ?? '' }, ...open }
  if (span.type === 'language') return { ...open, language: { lang: span.lang, dir: span.dir ?? '' } }
  return { ...open, [span.type]: {} }
}

/**
 * The canonical nesting of words with these marks: at each place the mark that lasts longest is outermost, and no link
 * is split by another mark. Anything between two words has the marks both share. Edges are trimmed as in every
 * document.
 */
export function nestParts(parts: readonly Part[]): Inline[] {
  const joined = joinRuns(parts)
  return normalizeInlines(new Nesting(joined, withMarksBetween(joined)).nested(0, joined.length, new Set()))
}

/** The marks of each part; a leaf's are those that the words before and after it have in common. */
function withMarksBetween(parts: readonly Part[]): Marks[] {
  const after: (Run | undefined)[] = []
  let next: Run | undefined
  for (const part of parts.toReversed()) {
    if (isRun(part)) next = part
    after.push(next)
  }
  after.reverse()
  let before: Run | undefined
  return parts.map((part, index) => {
    if (isRun(part)) {
      before = part
      return part.marks
    }
    return common(before?.marks ?? {}, after[index]?.marks ?? {})
  })
}

function common(one: Marks, other: Marks): Marks {
  const names = markNames.filter(
    (name) => name !== 'code' && one[name] !== undefined && markKey(name, one) === markKey(name, other),
  )
  return Object.fromEntries(names.map((name) => [name, one[name]]))
}

const markNames = Object.keys(marks) as MarkName[]
const spanNames = markNames.filter((name) => name !== 'code')

class Nesting {
  readonly #parts: readonly Part[]
  readonly #marks: readonly Marks[]
  /** By mark and place: where the mark that stands there ends. */
  readonly #ends: ReadonlyMap<MarkName, readonly number[]>

  constructor(parts: readonly Part[], partMarks: readonly Marks[]) {
    this.#parts = parts
    this.#marks = partMarks
    this.#ends = new Map(spanNames.map((name) => [name, endsOf(name, partMarks)]))
  }

  nested(from: number, to: number, open: ReadonlySet<MarkName>): Inline[] {
    const out: Inline[] = []
    for (let index = from; index < to;) {
      const longest = this.#longest(index, to, open)
      if (longest === undefined) {
        out.push(this.#bare(index))
        index++
        continue
      }
      const children = this.nested(index, longest.end, new Set([...open, longest.name]))
      out.push(span(longest.name, this.#marks[index] ?? {}, children))
      index = longest.end
    }
    return out
  }

  #longest(index: number, to: number, open: ReadonlySet<MarkName>): { name: MarkName; end: number } | undefined {
    let longest: { name: MarkName; end: number } | undefined
    for (const name of spanNames) {
      if (open.has(name) || this.#marks[index]?.[name] === undefined) continue
      const end = this.#beforeLink(index, Math.min(to, this.#end(name, index)))
      if (longest === undefined || end > longest.end) longest = { name, end }
    }
    return longest
  }

  #end(name: MarkName, index: number): number {
    return this.#ends.get(name)?.[index] ?? index
  }

  /** A span that would end within a link that begins after it ends before that link. */
  #beforeLink(from: number, end: number): number {
    if (this.#end('link', end - 1) <= end || this.#end('link', from) > end) return end
    let start = end - 1
    while (start > from && this.#end('link', start - 1) === this.#end('link', end - 1)) start--
    return start > from ? start : end
  }

  #bare(index: number): Inline {
    const part = this.#parts[index]
    if (part === undefined) throw new Error(`There is no part ${index}.`)
    if (isRun(part)) return { type: part.marks.code === undefined ? 'text' : 'code', text: part.text }
    return part.name === 'break' ? { type: 'break' } : { type: 'anchor', id: String(part.attributes['id']) }
  }
}

function endsOf(name: MarkName, partMarks: readonly Marks[]): number[] {
  const ends = partMarks.map((_, index) => index + 1)
  for (let index = partMarks.length - 2; index >= 0; index--) {
    const [key, next] = [markKey(name, partMarks[index] ?? {}), markKey(name, partMarks[index + 1] ?? {})]
    if (key !== '' && key === next) ends[index] = ends[index + 1] ?? index + 1
    else if (key === '') ends[index] = index
  }
  return ends
}

function span(name: MarkName, set: Marks, children: Inline[]): Inline {
  if (name === 'link') {
    const { href = '', rel = '' } = set.link ?? {}
    return { type: 'link', href, ...(rel === 'sponsored' || rel === 'ugc' ? { rel } : {}), children }
  }
  if (name === 'language') {
    const { lang = '', dir = '' } = set.language ?? {}
    return { type: 'language', lang, ...(dir === 'ltr' || dir === 'rtl' ? { dir } : {}), children }
  }
  if (name === 'code') throw new Error('Code is no span.')
  return { type: name, children }
}
