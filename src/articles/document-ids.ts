import { hash } from 'node:crypto'
import { DOCUMENT_VERSION, type Block, type BlockType, type Document, type Inline } from './document.ts'

/** A block before it has its id. */
export type Draft = Block extends infer B ? (B extends { id: string } ? Omit<B, 'id'> : never) : never

export type DraftOf<T extends BlockType> = Extract<Draft, { type: T }>

/**
 * Gives every block its id. What stands in the previous version keeps the id it had: first the blocks that are the
 * same, then, in order, those of the same type; so a correction can point at its place. New ids come from the content.
 */
export function assignIds(drafts: readonly Draft[], previous?: Document): Document {
  const ids = keptIds(drafts, previous?.blocks ?? [])
  const used = new Set(ids.filter((id) => id !== undefined))
  // How often a content has been met, so that the thousandth divider is not hashed a thousand times.
  const repeated = new Map<string, number>()
  const blocks = drafts.map((draft, index) => {
    const id = ids[index] ?? freshId(draft, used, repeated)
    used.add(id)
    // A draft is a block of its type without the id: adding it makes that block again.
    return { id, ...draft } as Block
  })
  return { version: DOCUMENT_VERSION, blocks }
}

/**
 * Neighbouring texts and marks joined, empty spans dropped, no mark inside itself, no link inside a link, no break at a
 * span's edge. Every writer of documents calls it.
 */
export function normalizeInlines(nodes: readonly Inline[]): Inline[] {
  return trimEdges(joined(nodes, new Set()))
}

function joined(nodes: readonly Inline[], open: ReadonlySet<string>): Inline[] {
  const out: Inline[] = []
  for (const node of nodes) {
    if (!('children' in node)) {
      append(out, node)
      continue
    }
    const children = joined(node.children, new Set([...open, node.type]))
    const kept = open.has(node.type) && node.type !== 'language' ? children : withoutEdgeBreaks({ ...node, children })
    for (const child of kept) append(out, child)
  }
  return out
}

function append(out: Inline[], node: Inline): void {
  const last = out.at(-1)
  if ((node.type === 'text' || node.type === 'code') && last?.type === node.type)
    out[out.length - 1] = { type: node.type, text: last.text + node.text }
  else if (isMark(node) && last?.type === node.type) {
    out[out.length - 1] = { type: node.type, children: appended(last.children, node.children) }
  } else if (!('text' in node) || node.text !== '') out.push(node)
}

/**
 * Into the list itself, which `joined` has made: a copy for each of thousands of neighbours would be a copy of all
 * before it.
 */
function appended(nodes: Inline[], more: readonly Inline[]): Inline[] {
  for (const node of more) append(nodes, node)
  return nodes
}

type Mark = Extract<Inline, { type: 'strong' | 'emphasis' | 'sub' | 'sup' | 'strike' }>

function isMark(node: Inline): node is Mark {
  return 'children' in node && node.type !== 'link' && node.type !== 'language'
}

type Span = Extract<Inline, { children: Inline[] }>

/** A break at the edge of a span stands outside of it. */
function withoutEdgeBreaks(span: Span): Inline[] {
  const first = span.children.findIndex(({ type }) => type !== 'break')
  if (first === -1) return span.children
  const last = span.children.findLastIndex(({ type }) => type !== 'break')
  return [
    ...span.children.slice(0, first),
    { ...span, children: span.children.slice(first, last + 1) },
    ...span.children.slice(last + 1),
  ]
}

function trimEdges(nodes: Inline[]): Inline[] {
  const isBlank = (node: Inline | undefined) =>
    node?.type === 'break' || (node?.type === 'text' && node.text.trim() === '')
  let from = 0
  let to = nodes.length
  while (from < to && isBlank(nodes[from])) from++
  while (to > from && isBlank(nodes[to - 1])) to--
  const kept = nodes.slice(from, to)
  const [first, last] = [kept[0], kept.at(-1)]
  if (first?.type === 'text') kept[0] = { type: 'text', text: first.text.trimStart() }
  const end = kept.at(-1)
  if (last?.type === 'text' && end?.type === 'text') kept[kept.length - 1] = { type: 'text', text: end.text.trimEnd() }
  return kept
}

/**
 * The id that each draft takes over. Each block is looked at once for its content and once for its type, however many
 * there are.
 */
function keptIds(drafts: readonly Draft[], blocks: readonly Block[]): (string | undefined)[] {
  if (blocks.length === 0) return drafts.map(() => undefined)
  const sameContent = takers(blocks, ({ id: _, ...block }) => canonical(block))
  const ids = drafts.map((draft) => sameContent(canonical(draft)))
  const taken = new Set(ids)
  const sameType = takers(
    blocks.filter(({ id }) => !taken.has(id)),
    ({ type }) => type,
  )
  return drafts.map((draft, index) => ids[index] ?? sameType(draft.type))
}

/** Gives away the ids of the blocks that are alike in something, in their order. */
function takers(blocks: readonly Block[], likeness: (block: Block) => string): (key: string) => string | undefined {
  const waiting = Map.groupBy(blocks, likeness)
  for (const list of waiting.values()) list.reverse()
  return (key) => waiting.get(key)?.pop()?.id
}

function freshId(draft: Draft, used: ReadonlySet<string>, repeated: Map<string, number>): string {
  const content = canonical(draft)
  for (let occurrence = repeated.get(content) ?? 0; ; occurrence++) {
    const id = `b${hash('sha256', `${occurrence} ${content}`).slice(0, 9)}`
    if (used.has(id)) continue
    repeated.set(content, occurrence + 1)
    return id
  }
}

/** The same text for the same content, in whichever order the fields were written. */
function canonical(value: unknown): string {
  return JSON.stringify(inOrder(value))
}

/** A copy with its fields in order: a replacer of JSON.stringify takes three times as long (2026-11). */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value).sort()) {
    const field: unknown = value[name as keyof typeof value]
    if (field !== undefined) copy[name] = inOrder(field)
  }
  return copy
}
