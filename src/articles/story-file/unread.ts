/** Finds what looks like a link, picture or footnote but was read as words: readers would see the brackets. */
import type { Nodes, Root } from 'mdast'
import type { Fault } from './story.ts'

const kinds: readonly { pattern: RegExp; message: (found: string, inside: string) => string }[] = [
  {
    pattern: /(?<!\\)!?\[[^[\]\n]+\]\(([^()\n]+)\)/gu,
    message: (found, address) => {
      const kind = found.startsWith('!') ? 'picture' : 'link'
      const inBrackets = `<${address.trim().slice(0, 60)}>`
      return `"${found.slice(0, 80)}" is no ${kind}: write the address without spaces, or in ${inBrackets}`
    },
  },
  {
    pattern: /(?<!\\)\[\^([^[\]\s]+)\]/gu,
    message: (found) =>
      `"${found}" is a footnote, which stories do not have: put its words into brackets in the sentence`,
  },
  {
    pattern: /(?<!\\)\[[^[\]\n]+\]\[([^[\]\n]*)\]/gu,
    message: (found) => `"${found.slice(0, 80)}" names an address that the file does not give: write [words](address)`,
  },
]

/** With its line; a bracket that is meant as one is written with a backslash before it. */
export function unreadFaults(root: Root, source: string): Fault[] {
  const faults: Fault[] = []
  visit(root, (node) => {
    if (faults.length >= maxFaults) return
    if (node.type === 'definition' && node.label?.startsWith('^'))
      faults.push({ line: node.position?.start.line ?? 1, message: kinds[1]?.message(`[${node.label}]:`, '') ?? '' })
    if (node.type !== 'paragraph' && node.type !== 'heading' && node.type !== 'tableCell') return
    const text = wordsOf(node, source)
    const first = node.position?.start.line ?? 1
    for (const { pattern, message } of kinds) {
      for (const found of text.matchAll(pattern)) {
        if (faults.length >= maxFaults) return
        const line = first + (text.slice(0, found.index).match(/\n/gu)?.length ?? 0)
        faults.push({ line, message: message(found[0], found[1] ?? '') })
      }
    }
  })
  return faults.slice(0, maxFaults)
}

const maxFaults = 20

/** As the file has it, what was read as something blank: code, links, pictures. */
function wordsOf(node: Nodes, source: string): string {
  const [start, end] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0]
  let text = ''
  let at = start
  visit(node, (inner) => {
    if (!readAs.has(inner.type) || (inner.position?.start.offset ?? 0) < at) return
    const to = inner.position?.end.offset ?? at
    text +=
      source.slice(at, inner.position?.start.offset) +
      source.slice(inner.position?.start.offset, to).replaceAll(/[^\n]/gu, ' ')
    at = to
  })
  return text + source.slice(at, end)
}

const readAs = new Set(['inlineCode', 'link', 'image', 'html', 'linkReference', 'imageReference', 'textDirective'])

function visit(node: Nodes, look: (node: Nodes) => void): void {
  look(node)
  if ('children' in node) for (const child of node.children) visit(child, look)
}
