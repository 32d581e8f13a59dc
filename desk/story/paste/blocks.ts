/** What is pasted as HTML becomes our blocks. */
import type { JSONContent } from '@tiptap/core'
import { isKnownEmbed } from '../../../src/articles/embeds.ts'
import { elementsIn, hasClass, newElement, textIn, treeOf, type Element, type Tree } from './html-tree.ts'
import { addressOf, emojiOf, inlinesOf, isApparatus, marksOf } from './inlines.ts'
import { readList } from './lists.ts'
import { officeLists } from './office-lists.ts'
import { readFigure, readPicture, readWordPressPicture } from './pictures.ts'
import { add, line, linesIn, newReading, settlePictures, type Pasted, type Reading } from './reading.ts'
import { readTable } from './tables.ts'

const blockTags = new Set(
  (
    'address article aside blockquote body center dd details dialog div dl dt embed fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 header hgroup hr html iframe li main menu nav ol p pre search section summary ' +
    'table tbody td tfoot th thead tr ul'
  ).split(' '),
)

export function blocksOf(html: string): Pasted {
  return blocksOfTree(treeOf(html))
}

export function blocksOfTree(tree: Element): Pasted {
  const { blocks, pictures } = read(officeLists(tree).children)
  return { blocks, pictures }
}

function read(trees: readonly Tree[]): Reading {
  const into = newReading()
  flow(trees, into)
  return into
}

/** Blocks as they come; running text between them is a paragraph of its own. */
function flow(trees: readonly Tree[], into: Reading): void {
  let running: Tree[] = []
  const settle = () => {
    if (running.length > 0) paragraphs(running, into)
    running = []
  }
  for (const tree of trees) {
    if (typeof tree === 'string' || !hasBlocks(tree)) running.push(tree)
    else {
      settle()
      if (!isNotOfText(tree)) block(tree, within(into, tree))
    }
  }
  settle()
}

/** Blocks in a bold or a link are in it with all their words. */
function within(into: Reading, element: Element): Reading {
  const marks = marksOf(element, into.marks)
  return marks === into.marks ? into : { ...into, marks }
}

const known = new WeakMap<Element, boolean>()

function hasBlocks(element: Element): boolean {
  const found = known.get(element)
  if (found !== undefined) return found
  const has =
    blockTags.has(element.tag) || element.children.some((child) => typeof child !== 'string' && hasBlocks(child))
  known.set(element, has)
  return has
}

/** Menus of a page, and Word's and Google's comments in the margin. */
function isNotOfText(element: Element): boolean {
  const { tag, style, attributes } = element
  if (tag === 'nav' || attributes.role === 'navigation' || isApparatus(element)) return true
  if (/^comment(?:-list)?$/u.test(style['mso-element'] ?? '')) return true
  return tag === 'div' && /^#cmnt_ref\d/u.test(firstIn(firstIn(element))?.attributes.href ?? '')
}

function firstIn(element: Element | undefined): Element | undefined {
  return element?.children.find((child): child is Element => typeof child !== 'string')
}

function block(element: Element, into: Reading): void {
  const { tag, children } = element
  const level = levelOf(element)
  if (into.isInside && /^(?:ul|ol|menu|blockquote|table)$/u.test(tag)) return flow(children, into)
  if (level !== undefined) return heading(element, level, into)
  switch (tag) {
    case 'p':
      return paragraph(element, into)
    case 'ul':
    case 'ol':
    case 'menu':
      return readList(element, into, flow)
    case 'blockquote':
      return quote(element, into)
    case 'pre':
      return code(element, into)
    case 'hr':
      return isBeforeNotes(element) ? undefined : add(into, 'divider')
    case 'figure':
      return readFigure(element, into, flow)
    case 'iframe':
    case 'embed':
      return embed(element.attributes.src ?? '', into)
    case 'table':
      return readTable(element, into, flow)
    case 'dl':
      return readWordPressPicture(element, into) ? undefined : flow(children, into)
    default:
      return isCode(element) ? code(element, into) : flow(children, into)
  }
}

/** Word's line above the notes; it is a third of the page wide, and nobody draws such a one. */
function isBeforeNotes({ attributes }: Element): boolean {
  return attributes.width === '33%' && attributes.size === '1'
}

/** The level of a heading, whichever way it is said. The headline is a field of its own: none is higher than 2. */
function levelOf(element: Element): 2 | 3 | 4 | undefined {
  const { tag, attributes } = element
  if (tag === 'p' && hasClass(element, /^MsoTitle$/u)) return 2
  const named = /^h([1-6])$/u.exec(tag)?.[1]
  const said = attributes.role === 'heading' ? (attributes['aria-level'] ?? '2') : undefined
  const level = Number(named ?? said ?? Number.NaN)
  if (Number.isNaN(level)) return undefined
  if (level <= 2) return 2
  return level === 3 ? 3 : 4
}

function heading({ children }: Element, level: number, into: Reading): void {
  const words = inlinesOf(children, into.marks, true)
  if (words.length > 0) add(into, 'paragraph', { level }, words)
  for (const image of elementsIn(children, 'img')) readPicture(image, [], into)
}

function paragraph(element: Element, into: Reading): void {
  const { children } = element
  if (hasClass(element, /^Mso(?:Intense)?Quote/u) && !into.isInside) return quote(element, into)
  return flow(children, into)
}

/** An empty line between two breaks parts paragraphs; an address of a player alone is meant to play. */
function paragraphs(trees: readonly Tree[], into: Reading): void {
  const { before, after } = imagesIn(trees)
  for (const image of before) readPicture(image, [], into)
  for (const words of splitAtGaps(inlinesOf(trees, into.marks))) {
    const alone = aloneIn(words)
    if (alone !== undefined && isKnownEmbed(alone)) embed(alone, into)
    else add(into, 'paragraph', { level: 0 }, words)
  }
  for (const image of after) readPicture(image, [], into)
}

/** Pictures among words go below them; words are not torn apart. */
function imagesIn(trees: readonly Tree[]): { before: Element[]; after: Element[] } {
  const found: { before: Element[]; after: Element[] } = { before: [], after: [] }
  let hasWords = false
  const walk = (tree: Tree): void => {
    if (typeof tree === 'string') hasWords ||= tree.trim() !== ''
    else if (tree.tag !== 'img') tree.children.forEach(walk)
    else if (emojiOf(tree) !== '') hasWords = true
    else found[hasWords ? 'after' : 'before'].push(tree)
  }
  trees.forEach(walk)
  return found
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

/** Posts that a page embeds are a quote with a script, which says where the post is. */
function quote(element: Element, into: Reading): void {
  const { attributes, children } = element
  const post = postIn(element)
  if (post !== undefined) return embed(post, into)
  const from = into.pictures.length
  const cites = elementsIn(children, 'cite')
  const lines = linesIn(withoutLast(children, cites.at(-1)), into, flow)
  const speaker =
    lines.length > 0
      ? textIn(newElement('p', {}, cites.slice(-1)))
          .trim()
          .replace(/^[—–-]\s*/u, '')
      : ''
  const sourceUrl = attributes.cite === undefined ? undefined : addressOf(attributes.cite)
  if (lines.length > 0) {
    const said = { ...(speaker !== '' && { speaker }), ...(sourceUrl?.startsWith('http') && { sourceUrl }) }
    add(into, 'quote', said, lines.map(line))
  } else paragraphs(cites, into)
  settlePictures(into, from)
}

function withoutLast(trees: readonly Tree[], cite: Element | undefined): Tree[] {
  if (cite === undefined) return [...trees]
  return trees.flatMap((tree): Tree[] => {
    if (tree === cite) return []
    return typeof tree === 'string' ? [tree] : [{ ...tree, children: withoutLast(tree.children, cite) }]
  })
}

function postIn(element: Element): string | undefined {
  const { attributes, children } = element
  if (hasClass(element, /^twitter-tweet$/u)) return elementsIn(children, 'a').at(-1)?.attributes.href
  if (hasClass(element, /^instagram-media$/u)) return attributes['data-instgrm-permalink']
  return hasClass(element, /^tiktok-embed$/u) ? attributes.cite : undefined
}

/** Editors of programs copy lines of one width, in the colours of their words. */
function isCode({ tag, style }: Element): boolean {
  return tag === 'div' && style['white-space'] === 'pre' && /monospace/u.test(style['font-family'] ?? '')
}

function code(element: Element, into: Reading): void {
  const text = textIn(element).replaceAll('\r', '').replaceAll('\u00a0', ' ').replace(/\n+$/u, '')
  const [inner] = elementsIn(element.children, 'code')
  const classes = `${element.attributes.class ?? ''} ${inner?.attributes.class ?? ''}`
  const language = /\b(?:language|lang|highlight-source)-([\w+#-]{1,40})/u.exec(classes)?.[1]
  if (text.trim() !== '') add(into, 'codeBlock', { ...(language && { language }) }, [{ type: 'text', text }])
}

function embed(src: string, into: Reading): void {
  const url = addressOf(src.trim().replace(/^\/\//u, 'https://'))
  if (url?.startsWith('http')) add(into, 'embed', { url })
}
