import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import type { Flow } from './context.ts'
import { firstNamed, isElement, textOf, type HtmlElement, type HtmlNode } from './html-tree.ts'
import { hrefOf } from './links.ts'
import { joined, lineOf, paragraphsOf, plainWords } from './words.ts'

/** A quotation with whoever the old page named, as words: an import makes nobody a person with a page. */
export function quoteBlocks(flow: Flow, element: HtmlElement): Draft[] {
  const cite = citeOf(element.children)
  const { paragraphs, displaced } = paragraphsOf(flow.blocks(withoutNode(element.children, cite)))
  const source = cite === undefined ? undefined : hrefOf(flow, firstNamed(cite.children, 'a')?.attributes.href)
  const signature = cite === undefined ? signatureOf(paragraphs) : { said: lineOf(textOf(cite.children)), links: [] }
  const { said } = signature
  const links = cite === undefined ? signature.links : linksOf(flow, cite).slice(source === undefined ? 0 : 1)
  const sourceUrl = source ?? signature.links[0]?.href ?? hrefOf(flow, element.attributes.cite)
  if (paragraphs.length === 0) return [...(said === '' ? [] : [words(said)]), ...displaced]
  return [
    { type: 'quote', paragraphs, ...attribution(said), ...(sourceUrl === undefined ? {} : { sourceUrl }) },
    ...(cite === undefined ? links.slice(1) : links).map(linkBlock),
    ...displaced,
  ]
}

type Link = Extract<Inline, { type: 'link' }>

/** A signature has one address of its own; what else it leads to stands below the quotation. */
function linkBlock(link: Link): Draft {
  return { type: 'paragraph', children: [link] }
}

function linksOf(flow: Flow, element: HtmlElement): Link[] {
  return linksIn(flow.inlines(element.children).children)
}

function linksIn(nodes: readonly Inline[]): Link[] {
  return nodes.flatMap((node): Link[] => {
    if (node.type === 'link') return [node]
    return 'children' in node ? linksIn(node.children) : []
  })
}

export function pullQuoteBlocks(flow: Flow, figure: HtmlElement): Draft[] {
  const cite = citeOf(figure.children)
  const { paragraphs, displaced } = paragraphsOf(flow.blocks(contentOf(figure, cite)))
  const attributed = cite === undefined ? '' : lineOf(textOf(cite.children))
  if (paragraphs.length === 0) return [...(attributed === '' ? [] : [words(attributed)]), ...displaced]
  return [
    { type: 'pullQuote', children: joined(paragraphs), ...(attributed === '' ? {} : { attribution: attributed }) },
    ...(cite === undefined ? [] : linksOf(flow, cite).map(linkBlock)),
    ...displaced,
  ]
}

/**
 * Name, then a capacity in small letters, then how the words reached the page: "Petra Oarsley, school cook, via a
 * translator".
 */
export function attribution(said: string): { speaker?: string; capacity?: string; translation?: string } {
  const name = said.replace(/^[—–-]+\s*/u, '').trim()
  if (name === '') return {}
  const { rest, translation } = withoutTranslation(name)
  const split = /^([^,]{2,80}), (\p{Ll}.{2,})$/u.exec(rest)
  const speaker = split?.[1] ?? rest
  return {
    ...(speaker === '' ? {} : { speaker }),
    ...(split?.[2] === undefined ? {} : { capacity: split[2] }),
    ...(translation === undefined ? {} : { translation }),
  }
}

/** "Petra Oarsley (translated from the French)", "Petra Oarsley, via a translator". */
function withoutTranslation(said: string): { rest: string; translation?: string } {
  const via = /(?:via|through) (?:an? |the )?(?:translator|interpreter)(?=\)?\.?$)/iu.exec(said)
  const at = via?.index ?? said.search(/translated from [^)]/iu)
  const translation = via?.[0] ?? /^[^)]+(?=\)?\.?$)/u.exec(said.slice(Math.max(0, at)))?.[0]
  if (at === -1 || translation === undefined) return { rest: said }
  return { rest: said.slice(0, at).trimEnd().replace(/\($/u, '').trimEnd().replace(/,$/u, ''), translation }
}

/** A last paragraph "— Somebody" is the signature, and no longer part of the words. */
function signatureOf(paragraphs: Inline[][]): { said: string; links: Link[] } {
  const last = paragraphs.length > 1 ? (paragraphs.at(-1) ?? []) : []
  const said = plainWords(last).trim()
  if (!/^[—–]\s*\S.{0,150}$/u.test(said)) return { said: '', links: [] }
  paragraphs.pop()
  return { said: lineOf(said), links: linksIn(last) }
}

function citeOf(nodes: readonly HtmlNode[]): HtmlElement | undefined {
  const blocks = nodes.flatMap((node) => (isElement(node, 'blockquote') ? node.children : [node]))
  const own = blocks.find((node): node is HtmlElement => isElement(node, 'cite', 'footer', 'figcaption'))
  if (own !== undefined) return own
  // The editors of 2018 put it into a paragraph of its own.
  const last = blocks.findLast((node) => isElement(node))
  return isElement(last, 'p') && last.children.length === 1 && isElement(last.children[0], 'cite')
    ? last.children[0]
    : undefined
}

function contentOf(figure: HtmlElement, cite: HtmlElement | undefined): HtmlNode[] {
  return withoutNode(figure.children, cite).flatMap((node) => (isElement(node, 'blockquote') ? node.children : [node]))
}

function withoutNode(nodes: readonly HtmlNode[], left: HtmlElement | undefined): HtmlNode[] {
  if (left === undefined) return [...nodes]
  return nodes
    .filter((node) => node !== left)
    .map((node) => (typeof node === 'string' ? node : { ...node, children: withoutNode(node.children, left) }))
}

function words(text: string): Draft {
  return { type: 'paragraph', children: [{ type: 'text', text }] }
}
