import type { Nodes, Root } from 'mdast'
import { Parser, type CST } from 'yaml'
import type { Fault } from './story.ts'

/**
 * How much one story file may hold: many times what a long story has, and little enough that reading it takes
 * moments. The parsers of Markdown and YAML take the square of some of it, and call themselves as deep as it goes.
 */
const bounds = {
  characters: 2_000_000,
  blocks: 5_000,
  /** Lists in lists, emphasis in emphasis. */
  depth: 60,
  /**
   * Containers (:::) that begin inside each other: the parser reads a container's lines once more for each around it.
   */
  containers: 20,
  /** Signs of quotations and lists at the beginning of one line. */
  signs: 60,
  /** Characters between two empty lines. */
  paragraph: 100_000,
  frontMatter: { characters: 300_000, depth: 10, entries: 1_000 },
}

/**
 * What the parser of Markdown goes back over, each with what it may count between two empty lines; in the whole file
 * ten times that.
 */
const costly = [
  { what: 'runs of *, _ and ~~', pattern: /\*+|_+|~~/gu, most: 5_000 },
  { what: 'brackets', pattern: /[[\]]/gu, most: 20_000 },
  { what: '"<!" and "<?"', pattern: /<[!?]/gu, most: 500 },
  { what: 'directives, a colon and a name before a bracket', pattern: /:[\p{L}\w-]+[[{]/gu, most: 1_000 },
] as const

/** An entry of a list, a heading: no part of the paragraph before it. */
const startsAnew = /^ {0,3}(?:[-*+] +\S|#{1,6} )/u

/** What is too much in a source, before it is read. */
export function sourceFault(source: string): Fault | undefined {
  if (source.length > bounds.characters)
    return { line: 1, message: `the file has ${source.length} characters; the limit is ${bounds.characters}` }
  const counts = costly.map(() => ({ inParagraph: 0, inFile: 0 }))
  const containers: number[] = []
  let fence: string | undefined
  let [line, length] = [0, 0]
  for (const text of bodyLines(source)) {
    line++
    const mark = /^\s*(?:`{3,}|~{3,})/u.exec(text)?.[0].trim()
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence)))
      fence = fence === undefined ? mark : undefined
    const isBlank = text.trim() === ''
    const isStart = isBlank || startsAnew.test(text)
    length = isStart ? text.length : length + text.length
    if (isStart) for (const count of counts) count.inParagraph = 0
    if (mark !== undefined || fence !== undefined || isBlank) continue
    if (length > bounds.paragraph)
      return { line, message: `one paragraph has more than ${bounds.paragraph} characters` }
    if (signsOf(text) > bounds.signs)
      return { line, message: `more than ${bounds.signs} signs of quotations and lists begin the line` }
    if (depthAfter(text, containers) > bounds.containers)
      return { line, message: `more than ${bounds.containers} containers (:::) begin inside each other` }
    for (const [index, { what, pattern, most }] of costly.entries()) {
      const count = counts[index] ?? { inParagraph: 0, inFile: 0 }
      const found = text.match(pattern)?.length ?? 0
      if ((count.inParagraph += found) > most) return { line, message: `one paragraph has more than ${most} ${what}` }
      if ((count.inFile += found) > most * 10) return { line, message: `the file has more than ${most * 10} ${what}` }
    }
  }
  return undefined
}

/** The lines with those of the head empty: it is looked at apart, and is no Markdown. */
function bodyLines(source: string): string[] {
  const lines = source.split('\n')
  const end =
    lines[0]?.trimEnd() === '---' ? lines.findIndex((text, index) => index > 0 && text.trimEnd() === '---') : -1
  return lines.map((text, index) => (index <= end ? '' : text))
}

function signsOf(text: string): number {
  const start = /^[\s>*+\d.)-]*/u.exec(text)?.[0] ?? ''
  return start.match(/>|[-*+]\s|\d[.)]\s/gu)?.length ?? 0
}

/** Notes a line that opens a container or closes one: the outermost that it is long enough for, and all inside it. */
function depthAfter(text: string, open: number[]): number {
  const [, colons = '', rest = ''] = /^[\s>]*(:{3,})(.?)/u.exec(text) ?? []
  if (colons === '') return open.length
  if (rest.trim() !== '') return open.push(colons.length)
  const closed = open.findIndex((length) => length <= colons.length)
  if (closed !== -1) open.length = closed
  return open.length
}

/** What is too much in Markdown that was read: before anything walks it by calling itself. */
export function treeFault(root: Root): Fault | undefined {
  const extra = root.children[bounds.blocks + 1]
  if (extra !== undefined)
    return {
      line: lineOf(extra),
      message: `the story has ${root.children.length - 1} blocks; the limit is ${bounds.blocks}`,
    }
  const waiting: { node: Nodes; depth: number }[] = [{ node: root, depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.depth > bounds.depth)
      return { line: lineOf(next.node), message: `parts stand more than ${bounds.depth} deep inside each other` }
    if ('children' in next.node)
      for (const node of next.node.children.toReversed()) waiting.push({ node, depth: next.depth + 1 })
  }
  return undefined
}

function lineOf({ position }: Nodes): number {
  return position?.start.line ?? 1
}

/**
 * What is too much in a head, found among its tokens; `firstLine` is the line of the file on which it begins. An
 * alias would be worth any number of words.
 */
export function frontMatterFault(yaml: string, firstLine: number): Fault | undefined {
  const most = bounds.frontMatter
  const fault = (offset: number, message: string): Fault => ({
    line: firstLine + yaml.slice(0, offset).split('\n').length - 1,
    message: `the front matter ${message}`,
  })
  if (yaml.length > most.characters) return fault(0, `has ${yaml.length} characters; the limit is ${most.characters}`)
  const waiting: { token: CST.Token; depth: number }[] = Array.from(new Parser().parse(yaml), (token) => ({
    token,
    depth: 0,
  })).toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next
    if (token.type === 'alias')
      return fault(token.offset, `refers to another place (${token.source.slice(0, 40)}): write the words themselves`)
    if (depth > most.depth) return fault(token.offset, `is more than ${most.depth} levels deep`)
    if (token.type === 'document' && token.value !== undefined) waiting.push({ token: token.value, depth })
    if (!('items' in token)) continue
    if (token.items.length > most.entries)
      return fault(token.offset, `has a list of ${token.items.length} entries; the limit is ${most.entries}`)
    for (const { key, value } of token.items.toReversed())
      for (const inner of [value, key]) if (inner != null) waiting.push({ token: inner, depth: depth + 1 })
  }
  return undefined
}
