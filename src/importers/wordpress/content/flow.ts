import type { Draft } from '../../../articles/document-ids.ts'
import { bounds } from '../bounds.ts'
import { cleanText } from '../text.ts'
import { blockBlocks } from './block-blocks.ts'
import { blockElement, classicElement, hasBlocks, markBlocks, type BlockMark } from './block-delimiters.ts'
import type { ContentContext, Findings, Flow, Newlines } from './context.ts'
import { elementBlocks } from './element-blocks.ts'
import { elementsNamed, hasClass, parseHtml, textOf, type HtmlElement, type HtmlNode } from './html-tree.ts'
import { hrefOf, isLostUpload, refusedAddress, relOf } from './links.ts'
import { inlinePart, partBlocks } from './part-blocks.ts'
import { pictureLink, pictureOf, withLatePictures } from './pictures.ts'
import { takeParts, partElement, type Part } from './shortcodes.ts'
import { isHidden, marksOfStyle } from './visibility.ts'
import { runOf } from './words.ts'
import { Writer, type Mark } from './writer.ts'

/** What one piece of markup has taken out of it before it became a tree. */
type Piece = { parts: readonly Part[]; marks: readonly BlockMark[]; depth: number; spent: Spent }
/** Of the whole story: reusable blocks that it has shown so far, and their characters. */
type Spent = { blocks: number; characters: number }

/** Shortcodes and reusable blocks hold markup that holds shortcodes and reusable blocks: somewhere it ends. */
const maxDepth = 12

/** The blocks of a post's content. The only way in; everything else in this folder is reached from here. */
export function contentBlocks(context: ContentContext, findings: Findings, content: string): Draft[] {
  const spent = { blocks: 0, characters: 0 }
  return markupBlocks(context, findings, content, { depth: 0, newlines: 'paragraphs', spent })
}

type Position = Pick<Piece, 'depth' | 'spent'> & { newlines: Newlines }

function markupBlocks(context: ContentContext, findings: Findings, source: string, at: Position): Draft[] {
  const { html, parts } = takeParts(cleanText(source))
  const isOfBlocks = hasBlocks(html)
  const marked = isOfBlocks ? markBlocks(html) : { html, marks: [] }
  const piece = { parts, marks: marked.marks, depth: at.depth, spent: at.spent }
  const flow = flowOf(context, findings, piece, isOfBlocks ? 'collapse' : at.newlines)
  const nodes = parseHtml(marked.html, () => findings.add('too-deep', 'elements'))
  return flow.blocks(marked.html.includes('<noscript') ? withLatePictures(nodes) : nodes)
}

function flowOf(context: ContentContext, findings: Findings, piece: Piece, newlines: Newlines): Flow {
  const flow: Flow = {
    context,
    findings,
    newlines,
    blocks(nodes, other) {
      const writer = new Writer()
      walkAll(
        other === undefined || other === newlines ? flow : flowOf(context, findings, piece, other),
        piece,
        nodes,
        writer,
      )
      writer.end()
      return writer.blocks
    },
    html(source) {
      const inside = { depth: piece.depth + 1, newlines, spent: piece.spent }
      if (piece.depth < maxDepth) return markupBlocks(context, findings, source, inside)
      findings.add('too-long', 'shortcodes or reusable blocks inside each other')
      return source.trim() === ''
        ? []
        : [
            {
              type: 'paragraph',
              children: [{ type: 'text', text: textOf(parseHtml(source)).trim().slice(0, 5000).toWellFormed() || '…' }],
            },
          ]
    },
    reusable(source) {
      const { spent } = piece
      spent.characters += source.length
      if (++spent.blocks <= bounds.reusableBlocks && spent.characters <= bounds.text) return flow.html(source)
      findings.add('too-long', 'reusable blocks that show each other')
      return []
    },
    inlines: (nodes) => runOf(flow.blocks(nodes)),
  }
  return flow
}

function walkAll(flow: Flow, piece: Piece, nodes: readonly HtmlNode[], writer: Writer): void {
  for (const node of nodes) {
    if (typeof node === 'string') writer.text(node, flow.newlines)
    else walk(flow, piece, node, writer)
  }
}

function walk(flow: Flow, piece: Piece, element: HtmlElement, writer: Writer): void {
  if (isHidden(element)) return leaveOut(flow, element)
  for (const id of placesOf(flow, element)) writer.anchor(id)
  const inside = () => walkAll(flow, piece, element.children, writer)
  const marks = marksOf(flow, element)
  if (marks.length > 0) {
    for (const mark of marks) writer.open(mark)
    inside()
    for (const _ of marks) writer.close()
    return
  }
  const special = inlineElements.get(element.name)
  if (special !== undefined) return special(flow, element, writer, inside)
  const part = element.name === partElement ? piece.parts[Number(element.attributes.n)] : undefined
  if (part !== undefined && inlinePart(flow, part, writer)) return
  const drafts = heldBlocks(flow, piece, element) ?? elementBlocks(flow, element)
  if (drafts !== undefined) return drafts.length === 0 ? undefined : writer.add(drafts)
  if (!containers.has(element.name)) return inside()
  writer.endParagraph()
  inside()
  writer.endParagraph()
}

/** Nothing is shown that was not: spam of an old break-in, remarks of editors. Told with its words. */
function leaveOut(flow: Flow, { name, children }: HtmlElement): void {
  const words = textOf(children).replaceAll(/\s+/gu, ' ').trim()
  const held = elementsNamed(children, 'img', 'iframe', 'video', 'audio').length
  if (words !== '') flow.findings.add('hidden-text', `“${words.slice(0, 120)}”`)
  else if (held > 0) flow.findings.add('hidden-text', `<${name}> with ${held} of picture, frame or player`)
}

/** The names of an element that some link of the story leads to. */
function placesOf({ context }: Flow, { name, attributes }: HtmlElement): string[] {
  const { anchors } = context
  if (anchors === undefined || anchors.size === 0) return []
  return [attributes.id, name === 'a' ? attributes.name : undefined].filter(
    (id): id is string => id !== undefined && anchors.has(id),
  )
}

/** What stands where a shortcode or a block was taken out of the text. */
function heldBlocks(flow: Flow, piece: Piece, element: HtmlElement): Draft[] | undefined {
  if (element.name === classicElement) return flow.blocks(element.children, 'paragraphs')
  const number = Number(element.attributes.n)
  if (element.name === partElement) {
    const part = piece.parts[number]
    return part === undefined ? [] : partBlocks(flow, part)
  }
  if (element.name !== blockElement) return undefined
  const block = piece.marks[number]
  return block === undefined ? flow.blocks(element.children) : blockBlocks(flow, block, element)
}

/** Elements that end a paragraph and are nothing more. */
const containers = new Set([
  'p',
  'div',
  'section',
  'article',
  'main',
  'header',
  'footer',
  'aside',
  'nav',
  'center',
  'address',
  'fieldset',
  'form',
  'figure',
  'figcaption',
  'dl',
  'dd',
  'legend',
  'caption',
  'li',
  'tr',
  'td',
  'th',
  'thead',
  'tbody',
  'tfoot',
  'table',
  'html',
  'body',
  'summary',
  'hgroup',
  'dir',
  'menu',
  'picture',
  'tbody',
  'marquee',
  'noframes',
  'multicol',
])

const simpleMarks: ReadonlyMap<string, 'strong' | 'emphasis' | 'sub' | 'sup' | 'strike'> = new Map([
  ['strong', 'strong'],
  ['b', 'strong'],
  ['em', 'emphasis'],
  ['i', 'emphasis'],
  ['cite', 'emphasis'],
  ['dfn', 'emphasis'],
  ['var', 'emphasis'],
  ['sub', 'sub'],
  ['sup', 'sup'],
  ['s', 'strike'],
  ['del', 'strike'],
  ['strike', 'strike'],
])

/** The element's own mark and those of its style, which may also switch the element's own off. */
function marksOf(flow: Flow, element: HtmlElement): Mark[] {
  const own = markOf(flow, element)
  if (own === undefined && element.name !== 'span' && element.name !== 'font' && element.name !== 'a') return []
  const style = marksOfStyle(element)
  const isOff =
    (own?.type === 'strong' || own?.type === 'emphasis' || own?.type === 'strike') && style[own.type] === false
  const further = (['strong', 'emphasis', 'strike'] as const).filter(
    (type) => style[type] === true && own?.type !== type,
  )
  return [...(own === undefined || isOff ? [] : [own]), ...further.map((type) => ({ type }))]
}

function markOf(flow: Flow, { name, attributes, children }: HtmlElement): Mark | undefined {
  const simple = simpleMarks.get(name)
  if (simple !== undefined) return { type: simple }
  if (name === 'a') return linkOf(flow, attributes, children)
  const lang = attributes.lang ?? attributes['xml:lang']
  if (
    (name !== 'span' && name !== 'bdi' && name !== 'bdo') ||
    lang === undefined ||
    !/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/u.test(lang)
  )
    return undefined
  const dir = attributes.dir?.toLowerCase()
  return { type: 'language', lang, ...(dir === 'ltr' || dir === 'rtl' ? { dir } : {}) }
}

function linkOf(flow: Flow, attributes: Record<string, string>, children: readonly HtmlNode[]): Mark | undefined {
  const written = attributes.href
  // Anchors that are only a place to jump to, and the numbers of footnotes, lose nothing a reader sees.
  if (written === undefined || children.length === 0) return undefined
  const href = hrefOf(flow, written)
  if (href === undefined) {
    flow.findings.add('removed-link', refusedAddress(written))
    return undefined
  }
  if (isLostUpload(flow, written)) flow.findings.add('missing-media', written)
  const outward = pictureLink(attributes)
  if (outward !== undefined)
    for (const image of elementsNamed(children, 'img')) image.attributes['data-crier-link'] = outward
  const rel = relOf(attributes.rel)
  return { type: 'link', href, ...(rel === undefined ? {} : { rel }) }
}

type InlineConverter = (flow: Flow, element: HtmlElement, writer: Writer, inside: () => void) => void

const inlineElements: ReadonlyMap<string, InlineConverter> = new Map<string, InlineConverter>([
  ['br', (_flow, _element, writer) => writer.lineBreak()],
  ['wbr', () => undefined],
  ['img', imageOrSmiley],
  ['code', inlineCode],
  ['kbd', inlineCode],
  ['samp', inlineCode],
  ['tt', inlineCode],
  ['q', (_flow, _element, writer, inside) => quoted(writer, inside, '“', '”')],
  // Ruby without ruby: the reading behind the word, in brackets.
  ['rt', (_flow, _element, writer, inside) => quoted(writer, inside, '（', '）')],
  ['rp', () => undefined],
  ['dt', (_flow, _element, writer, inside) => definitionTerm(writer, inside)],
  ['ins', (_flow, _element, _writer, inside) => inside()],
])

function quoted(writer: Writer, inside: () => void, before: string, after: string): void {
  writer.exactly(before)
  inside()
  writer.exactly(after)
}

/** WordPress once stored smileys and emoji as little pictures. */
function imageOrSmiley(flow: Flow, image: HtmlElement, writer: Writer): void {
  const alt = image.attributes.alt?.trim() ?? ''
  if (alt !== '' && (hasClass(image, 'wp-smiley') || hasClass(image, 'emoji'))) writer.exactly(alt)
  else writer.add(pictureOf(flow, image))
}

function inlineCode(flow: Flow, element: HtmlElement, writer: Writer, inside: () => void): void {
  const text = textOf(element.children)
  const hasBlocks = element.children.some(
    (node) => typeof node !== 'string' && (containers.has(node.name) || node.name === 'img'),
  )
  if (hasBlocks || text.trim() === '') inside()
  else if (/[\r\n]/u.test(text.trim()) && flow.newlines === 'paragraphs')
    writer.add([{ type: 'code', text: text.replaceAll(/\r\n?/gu, '\n').replace(/^\n+/u, '').trimEnd() }])
  else writer.code(text.replaceAll(/\s+/gu, ' '))
}

function definitionTerm(writer: Writer, inside: () => void): void {
  writer.endParagraph()
  writer.open({ type: 'strong' })
  inside()
  writer.close()
  writer.endParagraph()
}
