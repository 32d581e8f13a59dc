import type { Blockquote, List as MarkdownList, Paragraph, RootContent } from 'mdast'
import type { Draft } from '../document-ids.ts'
import type { Inline, List } from '../document.ts'
import { embeddedAddress, relatedLine } from '../telling-lines.ts'
import { readDirective } from './directives.ts'
import type { Faults } from './faults.ts'
import type { Gathered } from './gathered.ts'
import { readInlines } from './inlines.ts'
import { pictureOf, readTable } from './parts.ts'

export function readBlocks(nodes: readonly RootContent[], gathered: Gathered): Draft[] {
  return nodes.flatMap((node) => readBlock(node, gathered))
}

function readBlock(node: RootContent, gathered: Gathered): Draft[] {
  const { faults } = gathered
  switch (node.type) {
    case 'paragraph':
      return readParagraph(node, faults)
    case 'heading':
      if (node.depth === 1)
        faults.add(node, 'the headline stands in the front matter: headings in the story begin with ##')
      return [
        {
          type: 'heading',
          level: node.depth <= 2 ? 2 : node.depth === 3 ? 3 : 4,
          children: readInlines(node.children, faults),
        },
      ]
    case 'list':
      return [{ type: 'list', list: readList(node, faults) }]
    case 'blockquote':
      return readQuotation(node, faults)
    case 'table':
      return [readTable(node, faults)]
    case 'thematicBreak':
      return [{ type: 'divider' }]
    case 'code':
      return [{ type: 'code', text: node.value, ...(node.lang ? { language: node.lang } : {}) }]
    case 'leafDirective':
    case 'containerDirective':
      return readDirective(node, gathered)
    case 'html':
      if (!/^<!--[\s\S]*-->$/u.test(node.value.trim()))
        faults.add(node, `HTML (${node.value.slice(0, 30)}) belongs into a :::html block`)
      return []
    case 'definition':
      return []
    default:
      faults.add(node, `${node.type} is not known in stories`)
      return []
  }
}

function readParagraph(node: Paragraph, faults: Faults): Draft[] {
  const [only] = node.children
  if (node.children.length === 1 && only?.type === 'image') return [pictureOf(only)]
  const children = readInlines(node.children, faults)
  if (children.length === 0) return []
  const address = embeddedAddress(children)
  if (address !== undefined) return [{ type: 'embed', url: address }]
  const related = relatedLine(children)
  return related === undefined ? [{ type: 'paragraph', children }] : [{ type: 'related', ...related }]
}

function readList(node: MarkdownList, faults: Faults): List {
  const items = node.children.map((item) => {
    const children: Inline[] = []
    let list: List | undefined
    for (const child of item.children) {
      if (child.type === 'paragraph')
        children.push(
          ...(children.length > 0 ? [{ type: 'break' } as const] : []),
          ...readInlines(child.children, faults),
        )
      else if (child.type === 'list' && list === undefined) list = readList(child, faults)
      else faults.add(child, `a list item holds words and one list below it, not ${child.type}`)
    }
    return { children, ...(list && { list }) }
  })
  return {
    ordered: node.ordered === true,
    ...(node.ordered && node.start != null && node.start !== 1 ? { start: node.start } : {}),
    items,
  }
}

/** A blockquote; a last paragraph that begins with a dash names who said it, without a page of their own. */
function readQuotation(node: Blockquote, faults: Faults): Draft[] {
  const paragraphs: Inline[][] = []
  let speaker: string | undefined
  node.children.forEach((child, index) => {
    if (child.type !== 'paragraph') return faults.add(child, `a quotation holds paragraphs, not ${child.type}`)
    const [first] = child.children
    const signed =
      index === node.children.length - 1 && index > 0 && first?.type === 'text'
        ? /^(?:—|--)\s*(.+)$/su.exec(first.value)?.[1]
        : undefined
    if (signed !== undefined && child.children.length === 1) speaker = signed.trim()
    else paragraphs.push(readInlines(child.children, faults))
  })
  return paragraphs.length === 0 ? [] : [{ type: 'quote', paragraphs, ...(speaker && { speaker }) }]
}
