import type { JSONContent } from '@tiptap/core'
import { type Element, type Tree } from './html-tree.ts'
import { marksOf } from './inlines.ts'
import { add, joined, line, linesIn, settlePictures, type Flow, type Reading } from './reading.ts'

/** Nobody reads deeper lists; the items of those go on in the last that is. */
const deepestList = 6

export function readList(element: Element, into: Reading, flow: Flow): void {
  const from = into.pictures.length
  const items = listItems(element, into, flow, 1)
  if (items.length > 0) add(into, 'list', listAttributes(element), items)
  settlePictures(into, from)
}

function listAttributes({ tag, attributes }: Element): object {
  const start = Number(attributes.start)
  const isMeant = tag === 'ol' && Number.isSafeInteger(start) && start > 1 && start <= 999_999_999
  return { ordered: tag === 'ol', start: isMeant ? start : null }
}

/** Google Docs puts an inner list beside the item that it belongs to, and not into it. */
function listItems(element: Element, into: Reading, flow: Flow, depth: number): JSONContent[] {
  const items: JSONContent[] = []
  let loose: Tree[] = []
  const settle = () => {
    items.push(...itemOf({ ...element, tag: 'li', children: loose }, into, flow, depth))
    loose = []
  }
  for (const child of element.children) {
    if (typeof child === 'string' || (child.tag !== 'li' && !isList(child))) {
      loose.push(child)
      continue
    }
    settle()
    const marks = marksOf(child, into.marks)
    if (isList(child)) append(items, innerLists([child], into, flow, depth))
    else items.push(...itemOf(child, { ...into, marks }, flow, depth))
  }
  settle()
  return items
}

/** To the last item, or to one without words of its own. */
function append(items: JSONContent[], inner: readonly JSONContent[]): void {
  if (inner.length === 0) return
  const last = items.at(-1)
  if (inner[0]?.type === 'listItem') items.push(...inner)
  else if (last === undefined) items.push({ type: 'listItem', content: [line([]), ...inner] })
  else last.content?.push(...inner)
}

/** As lists, or as items where it would be too deep. */
function innerLists(lists: readonly Element[], into: Reading, flow: Flow, depth: number): JSONContent[] {
  return lists.flatMap((list): JSONContent[] => {
    const content = listItems(list, into, flow, Math.min(depth + 1, deepestList))
    if (content.length === 0) return []
    return depth >= deepestList ? content : [{ type: 'list', attrs: { id: '', ...listAttributes(list) }, content }]
  })
}

function itemOf({ children }: Element, into: Reading, flow: Flow, depth: number): JSONContent[] {
  const { words: own, lists } = parted(children)
  const words = own.every((tree) => typeof tree === 'string' && tree.trim() === '') ? [] : linesIn(own, into, flow)
  const inner = innerLists(lists, into, flow, depth)
  const deeper = inner.filter(({ type }) => type === 'listItem')
  if (words.length === 0 && inner.length === 0) return []
  if (words.length === 0 && deeper.length > 0) return deeper
  return [
    { type: 'listItem', content: [line(joined(words)), ...inner.filter(({ type }) => type !== 'listItem')] },
    ...deeper,
  ]
}

/** Lists in a box of an item are the item's too. */
function parted(trees: readonly Tree[]): { words: Tree[]; lists: Element[] } {
  const words: Tree[] = []
  const lists: Element[] = []
  for (const tree of trees) {
    if (typeof tree === 'string' || !/^(?:ul|ol|menu|div|section)$/u.test(tree.tag)) words.push(tree)
    else if (/^(?:ul|ol|menu)$/u.test(tree.tag)) lists.push(tree)
    else {
      const inside = parted(tree.children)
      words.push({ ...tree, children: inside.words })
      lists.push(...inside.lists)
    }
  }
  return { words, lists }
}

function isList(tree: Tree): tree is Element {
  return typeof tree !== 'string' && /^(?:ul|ol|menu)$/u.test(tree.tag)
}
