/** What is pasted as HTML becomes our blocks. */
import type { JSONContent } from '@tiptap/core'
import { isKnownEmbed } from '../../../src/articles/embeds.ts'
import { newBlockId } from '../editor/block-ids.ts'
import { textIn, treeOf, type Element, type Tree } from './html-tree.ts'
import { addressOf, inlinesOf } from './inlines.ts'
import { officeLists } from './office-lists.ts'

/** A picture that is to be taken in: it goes below the block of this id, or to the front. */
export type PastedPicture = { after: string | undefined; src: string; alt: string; caption: JSONContent[] }
export type Pasted = { blocks: JSONContent[]; pictures: PastedPicture[] }

const blockTags = new Set(
  (
    'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 ' +
    'h4 h5 h6 header hr html iframe img li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)

export function blocksOf(html: string): Pasted {
  const pasted: Pasted = { blocks: [], pictures: [] }
  flow(officeLists(treeOf(html)).children, pasted)
  return pasted
}

/** Blocks as they come; running text between them is a paragraph of its own. */
function flow(trees: readonly Tree[], into: Pasted): void {
  let running: Tree[] = []
  const settle = () => {
    paragraphs(running, into)
    running = []
  }
  for (const tree of trees) {
    if (typeof tree === 'string' || !hasBlocks(tree)) running.push(tree)
    else {
      settle()
      block(tree, into)
    }
  }
  settle()
}

function hasBlocks(element: Element): boolean {
  return blockTags.has(element.tag) || element.children.some((child) => typeof child !== 'string' && hasBlocks(child))
}

function block(element: Element, into: Pasted): void {
  const { tag, children } = element
  const level = /^h([1-6])$/u.exec(tag)?.[1]
  if (level !== undefined) return heading(element, Math.min(Math.max(Number(level), 2), 4), into)
  switch (tag) {
    case 'p':
      return children.some((child) => typeof child !== 'string' && hasBlocks(child))
        ? flow(children, into)
        : paragraphs(children, into)
    case 'ul':
    case 'ol':
    case 'menu':
      return list(element, into)
    case 'blockquote':
      return quote(element, into)
    case 'pre':
      return add(into, 'codeBlock', {}, textOnly(textIn(element).replaceAll('\u00a0', ' ').replace(/\n$/u, '')))
    case 'hr':
      return add(into, 'divider')
    case 'img':
      return picture(element, [], into)
    case 'figure':
      return figure(element, into)
    case 'iframe':
      return embed(element.attributes.src ?? '', into)
    case 'table':
      return table(element, into)
    default:
      return flow(children, into)
  }
}

function add(into: Pasted, type: string, attributes: object = {}, content: JSONContent[] = []): void {
  into.blocks.push({ type, attrs: { id: newBlockId(), ...attributes }, ...(content.length > 0 && { content }) })
}

function heading(element: Element, level: number, into: Pasted): void {
  const pictures = elementsIn(element, 'img')
  const words = inlinesOf(element.children, { isHeading: true })
  if (words.length > 0) add(into, 'paragraph', { level }, words)
  for (const image of pictures) picture(image, [], into)
}

/** An empty line between two breaks parts paragraphs; an address of a player alone is meant to play. */
function paragraphs(trees: readonly Tree[], into: Pasted): void {
  for (const words of splitAtGaps(inlinesOf(trees))) {
    const alone = aloneIn(words)
    if (alone !== undefined && isKnownEmbed(alone)) embed(alone, into)
    else add(into, 'paragraph', { level: 0 }, words)
  }
}

function splitAtGaps(words: readonly JSONContent[]): JSONContent[][] {
  const parts: JSONContent[][] = [[]]
  words.forEach((node, index) => {
    const isGap = node.type === 'break' && words[index + 1]?.type === 'break'
    const endsGap = node.type === 'break' && words[index - 1]?.type === 'break'
    if (isGap) parts.push([])
    else if (!endsGap) parts.at(-1)?.push(node)
  })
  return parts.filter((part) => part.length > 0)
}

/** The one address that is all there is, as its own words or as a link with its own words. */
function aloneIn(words: readonly JSONContent[]): string | undefined {
  const [only, ...others] = words
  if (only?.type !== 'text' || others.length > 0) return undefined
  const text = only.text?.trim() ?? ''
  return /^https?:\/\/\S+$/u.test(text) ? text : undefined
}

function list(element: Element, into: Pasted): void {
  const items = listItems(element, into)
  if (items.length > 0) add(into, 'list', listAttributes(element), items)
}

function listAttributes({ tag, attributes }: Element): object {
  const start = Number(attributes.start)
  return { ordered: tag === 'ol', start: tag === 'ol' && Number.isSafeInteger(start) && start > 1 ? start : null }
}

/** Google Docs puts an inner list beside the item that it belongs to, and not into it. */
function listItems(element: Element, into: Pasted): JSONContent[] {
  const items: JSONContent[] = []
  for (const child of element.children) {
    if (typeof child === 'string') continue
    if (child.tag === 'ul' || child.tag === 'ol') append(items, innerList(child, into))
    else items.push(...itemOf(child, into))
  }
  return items
}

function append(items: JSONContent[], inner: JSONContent | undefined): void {
  if (inner === undefined) return
  const last = items.at(-1)
  if (last === undefined) items.push({ type: 'listItem', content: [{ type: 'line' }, inner] })
  else last.content?.push(inner)
}

function innerList(element: Element, into: Pasted): JSONContent | undefined {
  const content = listItems(element, into)
  return content.length === 0 ? undefined : { type: 'list', attrs: { id: '', ...listAttributes(element) }, content }
}

function itemOf(element: Element, into: Pasted): JSONContent[] {
  const inner = element.children.filter((child): child is Element => isList(child))
  const words = linesOf(element.children.filter((child) => !isList(child)))
  for (const image of elementsIn(element, 'img')) picture(image, [], into)
  const lists = inner.map((child) => innerList(child, into)).filter((child) => child !== undefined)
  if (words.length === 0 && lists.length === 0) return []
  return [{ type: 'listItem', content: [line(joined(words)), ...lists] }]
}

function isList(tree: Tree): boolean {
  return typeof tree !== 'string' && (tree.tag === 'ul' || tree.tag === 'ol')
}

/** The running text in it, paragraph by paragraph. */
function linesOf(trees: readonly Tree[]): JSONContent[][] {
  const inside: Pasted = { blocks: [], pictures: [] }
  flow(trees, inside)
  return inside.blocks.map(({ content }) => wordsIn(content)).filter((words) => words.length > 0)
}

/** Of any block: what stands in it as words. */
function wordsIn(content: readonly JSONContent[] = []): JSONContent[] {
  return content.flatMap((node) => (node.type === 'text' || node.type === 'break' ? [node] : wordsIn(node.content)))
}

function joined(lines: readonly JSONContent[][]): JSONContent[] {
  return lines.flatMap((words, index) => (index === 0 ? words : [{ type: 'break' }, ...words]))
}

function line(words: JSONContent[]): JSONContent {
  return words.length === 0 ? { type: 'line' } : { type: 'line', content: words }
}

function quote(element: Element, into: Pasted): void {
  const lines = linesOf(element.children)
  if (lines.length > 0) add(into, 'quote', {}, lines.map(line))
}

function figure(element: Element, into: Pasted): void {
  const [caption] = elementsIn(element, 'figcaption')
  const images = elementsIn(element, 'img')
  const words = caption === undefined ? [] : inlinesOf(caption.children)
  if (images.length === 0) return flow(element.children, into)
  images.forEach((image, index) => picture(image, index === images.length - 1 ? words : [], into))
}

function picture({ attributes }: Element, caption: JSONContent[], into: Pasted): void {
  const { src = '', alt = '' } = attributes
  // Of one pixel it counts readers.
  if ([attributes.width, attributes.height].some((size) => size === '1' || size === '0')) return
  if (!/^(?:https?:\/\/|data:image\/|blob:)/iu.test(src)) return
  into.pictures.push({ after: into.blocks.at(-1)?.attrs?.id as string | undefined, src, alt, caption })
}

function embed(src: string, into: Pasted): void {
  const url = addressOf(src.replace(/^\/\//u, 'https://'))
  if (url?.startsWith('http')) add(into, 'embed', { url })
}

/** One cell, or one column, is how mail programs lay pages out, and is no table. */
function table(element: Element, into: Pasted): void {
  const rows = elementsIn(element, 'tr').map(({ children }) => children.filter((child) => isCell(child)))
  const width = Math.max(0, ...rows.map(({ length }) => length))
  if (width <= 1)
    return flow(
      rows.flat().flatMap(({ children }) => children),
      into,
    )
  const [caption] = elementsIn(element, 'caption')
  const headerRows = rows.findIndex((cells) => !cells.every(({ tag }) => tag === 'th'))
  add(into, 'table', { headerRows: Math.max(0, Math.min(headerRows, 5)), headerColumn: hasHeaderColumn(rows) }, [
    { type: 'tableCaption', ...contentOf(caption === undefined ? [] : inlinesOf(caption.children)) },
    ...rows.filter(({ length }) => length > 0).map((cells) => ({ type: 'tableRow', content: cells.map(cell) })),
  ])
}

function isCell(tree: Tree): tree is Element {
  return typeof tree !== 'string' && (tree.tag === 'td' || tree.tag === 'th')
}

function hasHeaderColumn(rows: readonly Element[][]): boolean {
  const body = rows.filter((cells) => cells.some(({ tag }) => tag === 'td'))
  return body.length > 0 && body.every(([first]) => first?.tag === 'th')
}

function cell({ children }: Element): JSONContent {
  return { type: 'tableCell', ...contentOf(joined(linesOf(children))) }
}

function contentOf(words: JSONContent[]): { content?: JSONContent[] } {
  return words.length === 0 ? {} : { content: words }
}

function textOnly(text: string): JSONContent[] {
  return text === '' ? [] : [{ type: 'text', text }]
}

function elementsIn(element: Element, tag: string): Element[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return []
    return child.tag === tag ? [child] : elementsIn(child, tag)
  })
}
