/** Word writes lists as paragraphs that say of themselves at which level they stand; here they become lists. */
import { textIn, type Element, type Tree } from './html-tree.ts'

export function officeLists(element: Element): Element {
  const children: Tree[] = []
  let open: { list: Element; level: number }[] = []
  for (const child of element.children) {
    if (typeof child === 'string') {
      // White space between two of them parts nothing.
      if (open.length === 0 || child.trim() !== '') children.push(child)
      continue
    }
    const level = levelOf(child)
    if (level === undefined) {
      open = []
      children.push(officeLists(child))
      continue
    }
    open = open.filter((outer) => outer.level <= level)
    const parent = open.at(-1)
    if (parent === undefined || parent.level < level) {
      const list = newList(isNumbered(child) ? 'ol' : 'ul')
      if (parent === undefined) children.push(list)
      else lastItem(parent.list).children.push(list)
      open.push({ list, level })
    }
    open.at(-1)?.list.children.push({ ...newList('li'), children: withoutMarker(child.children) })
  }
  return { ...element, children }
}

function levelOf({ tag, style, attributes }: Element): number | undefined {
  if (!/^(?:p|h[1-6])$/u.test(tag)) return undefined
  const [, level] = /\blevel(\d)\b/u.exec(style['mso-list'] ?? '') ?? []
  if (level !== undefined) return Number(level)
  return /^MsoListParagraph/u.test(attributes.class ?? '') && hasMarker(attributes, style) ? 1 : undefined
}

function hasMarker(_: Record<string, string>, style: Record<string, string>): boolean {
  return style['text-indent']?.startsWith('-') ?? false
}

function newList(tag: string): Element {
  return { tag, attributes: {}, style: {}, children: [] }
}

function lastItem(list: Element): Element {
  const last = list.children.at(-1)
  if (last !== undefined && typeof last !== 'string') return last
  const item = newList('li')
  list.children.push(item)
  return item
}

function isNumbered(element: Element): boolean {
  const marker = markerOf(element.children)
  return /^[\s\u00a0]*\(?(?:\d+|[a-z]|[ivxlc]+)[.)]/iu.test(marker ?? '')
}

function markerOf(trees: readonly Tree[]): string | undefined {
  for (const tree of trees) {
    if (typeof tree === 'string') continue
    const found = isMarker(tree) ? textIn(tree) : markerOf(tree.children)
    if (found !== undefined) return found
  }
  return undefined
}

function isMarker({ style }: Element): boolean {
  return style['mso-list'] === 'ignore'
}

function withoutMarker(trees: readonly Tree[]): Tree[] {
  return trees.flatMap((tree): Tree[] => {
    if (typeof tree === 'string') return [tree]
    return isMarker(tree) ? [] : [{ ...tree, children: withoutMarker(tree.children) }]
  })
}
