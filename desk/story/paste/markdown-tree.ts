/** Markdown that is pasted as text, as the tree that HTML is read into. */
import type { Nodes, Parents } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'
import { gfmTable } from 'micromark-extension-gfm-table'
import { newElement, treeOf, type Element, type Tree } from './html-tree.ts'

/** Longer than any story. */
const longest = 100_000
/**
 * Of lines without an empty one between them. The time of the reader of Markdown can grow with the square of these, or
 * worse: 20 KB of `**a ` take seconds.
 */
const longestPart = 4000

/** Signs that nobody writes by chance; a dash or a number at the start of a line is none. */
const signs = [
  /^#{1,6} \S/mu,
  /^```/mu,
  /\[[^\]\n]{1,200}\]\((?:https?:|mailto:)[^)\s]{1,2000}\)/u,
  /(?:^|[\s(])\*\*[^\s*][^*\n]{0,500}\*\*/mu,
  /^\|.{1,2000}\|[ \t]*\n\|[ :|-]{3,2000}\|/mu,
  /^> \S/mu,
]

export function isMarkdown(text: string): boolean {
  return text.length <= longest && signs.some((sign) => sign.test(text)) && hasShortParts(text)
}

function hasShortParts(text: string): boolean {
  return text.split(/\n(?:[ \t]*\n)+/u).every(({ length }) => length <= longestPart)
}

/** Undefined where it is nested deeper than anybody can walk. */
export function treeOfMarkdown(text: string): Element | undefined {
  try {
    return treeFrom(text)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function treeFrom(text: string): Element {
  const root = fromMarkdown(text, {
    extensions: [gfmTable(), gfmStrikethrough({ singleTilde: false })],
    mdastExtensions: [gfmTableFromMarkdown(), gfmStrikethroughFromMarkdown()],
  })
  return newElement('body', {}, childrenOf(root))
}

function childrenOf({ children }: Parents): Tree[] {
  return children.flatMap((child) => treesOf(child))
}

const tags: Partial<Record<Nodes['type'], string>> = {
  paragraph: 'p',
  blockquote: 'blockquote',
  listItem: 'li',
  strong: 'strong',
  emphasis: 'em',
  delete: 'del',
  table: 'table',
  tableRow: 'tr',
}

function treesOf(node: Nodes): Tree[] {
  switch (node.type) {
    case 'text':
      return [node.value]
    case 'html':
      return treeOf(node.value).children
    case 'heading':
      return [newElement(`h${node.depth}`, {}, childrenOf(node))]
    case 'list':
      return [newElement(node.ordered ? 'ol' : 'ul', { start: String(node.start ?? 1) }, childrenOf(node))]
    case 'link':
      return [newElement('a', { href: node.url }, childrenOf(node))]
    case 'image':
      return [newElement('img', { src: node.url, alt: node.alt ?? '' })]
    case 'inlineCode':
      return [newElement('code', {}, [node.value])]
    case 'code':
      return [newElement('pre', { class: node.lang ? `language-${node.lang}` : '' }, [node.value])]
    case 'break':
      return [newElement('br')]
    case 'thematicBreak':
      return [newElement('hr')]
    case 'table':
      return [
        newElement(
          'table',
          {},
          node.children.map((row, index) => tableRow(row, index === 0)),
        ),
      ]
    default:
      return 'children' in node ? [newElement(tags[node.type] ?? 'span', {}, childrenOf(node))] : []
  }
}

function tableRow(row: Parents, isHeading: boolean): Element {
  return newElement(
    'tr',
    {},
    row.children.map((cell) => newElement(isHeading ? 'th' : 'td', {}, childrenOf(cell as Parents))),
  )
}
