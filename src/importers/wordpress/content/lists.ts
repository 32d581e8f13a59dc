import type { Draft } from '../../../articles/document-ids.ts'
import type { List, ListItem } from '../../../articles/document.ts'
import { blockElement } from './block-delimiters.ts'
import type { Flow } from './context.ts'
import { isElement, type HtmlElement, type HtmlNode } from './html-tree.ts'
import { runOf } from './words.ts'

/** A list; pictures and other blocks inside its items come behind it. */
export function listBlocks(flow: Flow, element: HtmlElement): Draft[] {
  const displaced: Draft[] = []
  const list = listOf(flow, element, displaced)
  return list === undefined ? displaced : [{ type: 'list', list }, ...displaced]
}

function listOf(flow: Flow, element: HtmlElement, displaced: Draft[]): List | undefined {
  const items: ListItem[] = []
  for (const node of membersOf(element.children)) {
    if (typeof node === 'string' && node.trim() === '') continue
    const isNested = isElement(node, 'ul', 'ol')
    const item = itemOf(flow, isNested || !isElement(node, 'li') ? [node] : withPlace(node), displaced)
    const last = items.at(-1)
    if (item === undefined) continue
    // Old editors nest a list beside the item that it belongs to.
    if (isNested && last !== undefined && item.children.length === 0)
      last.list = last.list === undefined ? item.list : merged(last.list, item.list)
    else items.push(item)
  }
  const start = Number(element.attributes.start ?? 1)
  const isOrdered = element.name === 'ol'
  return items.length === 0
    ? undefined
    : {
        ordered: isOrdered,
        ...(isOrdered && Number.isSafeInteger(start) && start >= 0 && start !== 1 ? { start } : {}),
        items,
      }
}

/** The name of an item is that of its words. */
function withPlace({ attributes: { id }, children }: HtmlElement): HtmlNode[] {
  return id === undefined ? children : [{ name: 'span', attributes: { id }, children: [] }, ...children]
}

function itemOf(flow: Flow, nodes: readonly HtmlNode[], displaced: Draft[]): ListItem | undefined {
  const words: Draft[] = []
  let list: List | undefined
  for (const draft of flow.blocks(nodes)) {
    if (draft.type === 'list') list = merged(list, draft.list)
    else words.push(draft)
  }
  const run = runOf(words)
  for (const draft of run.displaced) displaced.push(draft)
  if (run.children.length === 0 && list === undefined) return undefined
  return { children: run.children, ...(list === undefined ? {} : { list }) }
}

/** The items of the block editor stand inside their own blocks. */
function membersOf(nodes: readonly HtmlNode[]): HtmlNode[] {
  return nodes.flatMap((node) => (isElement(node, blockElement) ? membersOf(node.children) : [node]))
}

function merged(first: List | undefined, second: List | undefined): List | undefined
function merged(first: List | undefined, second: List): List
function merged(first: List | undefined, second: List | undefined): List | undefined {
  if (first === undefined || second === undefined) return first ?? second
  return { ...first, items: [...first.items, ...second.items] }
}
