/**
 * Word writes lists as paragraphs that say of themselves at which level they stand, Word Online as lists of one item
 * each, Slack as lists beside each other with an indent; here they become lists in lists.
 */
import { elementsIn, hasClass, newElement, textIn, type Element, type Tree } from './html-tree.ts'

type Item = { level: number; isOrdered: boolean; start: number; list: string; children: Tree[] }
type OpenList = { list: Element; level: number; key: string }

export function officeLists(element: Element): Element {
  const children: Tree[] = []
  let open: OpenList[] = []
  for (const child of element.children) {
    if (typeof child === 'string') {
      // White space between two of them parts nothing.
      if (open.length > 0 && child.trim() !== '') open = []
      if (open.length === 0) children.push(child)
      continue
    }
    const items = itemsOf(child)
    if (items === undefined) {
      open = []
      children.push(officeLists(withoutHeadingNumber(child)))
    } else for (const item of items) open = placed(item, open, children)
  }
  return { ...element, children }
}

/** Puts the item into the innermost open list of its level, or into a new one. Returns the lists that are open then. */
function placed(item: Item, before: readonly OpenList[], children: Tree[]): OpenList[] {
  const key = `${item.list} ${item.isOrdered}`
  const open = before.filter(({ level }) => level <= item.level)
  const innermost = open.at(-1)
  if (innermost !== undefined && innermost.level === item.level && innermost.key !== key) open.pop()
  const parent = open.at(-1)
  if (parent === undefined || parent.level < item.level) {
    const start = item.isOrdered && item.start > 1 ? { start: String(item.start) } : undefined
    const list = newElement(item.isOrdered ? 'ol' : 'ul', start)
    if (parent === undefined) children.push(list)
    else lastItem(parent.list).children.push(list)
    open.push({ list, level: item.level, key })
  }
  open.at(-1)?.list.children.push(newElement('li', {}, item.children))
  return open
}

function itemsOf(element: Element): Item[] | undefined {
  if (element.tag === 'p') return wordItem(element)
  if (element.tag === 'div' && hasClass(element, /^ListContainerWrapper$/u))
    return onlineItems(elementsIn(element.children, 'ul').concat(elementsIn(element.children, 'ol')))
  const indent = element.attributes['data-indent']
  if (!isList(element) || indent === undefined) return undefined
  return itemElements(element).map((item) => ({ ...itemFrom(element, item), level: Number(indent) + 1 }))
}

function wordItem(element: Element): Item[] | undefined {
  const said = element.style['mso-list'] ?? ''
  const [, list = '', level] = /\bl(\d+)\s+level(\d)\b/u.exec(said) ?? []
  const marker = markerOf(element.children)
  if (level === undefined && (marker === undefined || !hasClass(element, /^MsoListParagraph/u))) return undefined
  const isOrdered = isNumber(marker)
  const children = withoutMarker(element.children)
  return [{ level: Number(level ?? 1), isOrdered, start: numberOf(marker), list, children }]
}

function onlineItems(lists: readonly Element[]): Item[] {
  return lists.flatMap((list) =>
    itemElements(list).map((item) => ({
      ...itemFrom(list, item),
      level: Number(item.attributes['data-aria-level'] ?? 1),
      list: item.attributes['data-listid'] ?? '',
    })),
  )
}

function itemFrom(list: Element, { children }: Element): Item {
  const start = Number(list.attributes.start ?? 1)
  return { level: 1, isOrdered: list.tag === 'ol', start, list: '', children }
}

function itemElements({ children }: Element): Element[] {
  return children.filter((child): child is Element => typeof child !== 'string' && child.tag === 'li')
}

function isList({ tag }: Element): boolean {
  return tag === 'ul' || tag === 'ol'
}

function lastItem(list: Element): Element {
  const last = list.children.at(-1)
  if (last !== undefined && typeof last !== 'string') return last
  const item = newElement('li')
  list.children.push(item)
  return item
}

/** A heading with a number of Word's is a heading. */
function withoutHeadingNumber(element: Element): Element {
  const isNumbered = /^h[1-6]$/u.test(element.tag) && element.style['mso-list'] !== undefined
  return isNumbered ? { ...element, children: withoutMarker(element.children) } : element
}

function isNumber(marker: string | undefined): boolean {
  return /^[\s\u00a0]*\(?(?:[\d\u0660-\u0669\u06f0-\u06f9]+|[a-z]|[ivxlc]+|[\u0600-\u06ff])[.)-]/iu.test(marker ?? '')
}

function numberOf(marker: string | undefined): number {
  return Number(/\d{1,9}/u.exec(marker ?? '')?.[0] ?? 1)
}

function markerOf(trees: readonly Tree[]): string | undefined {
  for (const tree of trees) {
    if (typeof tree === 'string') continue
    const found = isMarker(tree) ? textIn(tree) : markerOf(tree.children)
    if (found !== undefined) return found
  }
  return undefined
}

/** Bullets stand in the text as signs; `mso-list: Ignore` says that they are none. */
function isMarker({ style }: Element): boolean {
  return style['mso-list'] === 'ignore'
}

function withoutMarker(trees: readonly Tree[]): Tree[] {
  return trees.flatMap((tree): Tree[] => {
    if (typeof tree === 'string') return [tree]
    return isMarker(tree) ? [] : [{ ...tree, children: withoutMarker(tree.children) }]
  })
}
