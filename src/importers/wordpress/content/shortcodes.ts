import { isKnownEmbed } from '../../../articles/embeds.ts'
import { isProviderName } from './provider-shortcodes.ts'
import { decodeReferences } from './references.ts'
import { isVerbatim } from './verbatim-names.ts'

/**
 * Something in the text that is no HTML: it is taken out before the HTML is read, and an element `crier-part` holds its
 * place.
 */
export type Part = { kind: 'more'; label: string } | { kind: 'nextpage' } | Shortcode

export type Shortcode = {
  kind: 'shortcode'
  name: string
  attributes: ReadonlyMap<string, string>
  /** Values without a name; `[poll=4]` has the one "=4". */
  bare: readonly string[]
  /** What stands between the tag and its closing tag; undefined without one. */
  content: string | undefined
  /** The opening tag as it was written. */
  tag: string
  /** Words stand beside it on its line: it is part of a sentence. */
  isInLine: boolean
  /** Its content is code, letter by letter. */
  isVerbatim: boolean
}

export const partElement = 'crier-part'

/** The shortcodes that are converted. Every other one must look like one to be taken for one. */
const known = new Set(['caption', 'wp_caption', 'gallery', 'embed', 'audio', 'video', 'playlist', 'poll', 'page_polls'])
/** Inside these the brackets mean nothing. */
const untouched = new Set(['pre', 'code', 'script', 'style', 'textarea', 'svg', 'kbd', 'samp'])
const landmark = /<!--|<[a-z/]|\[/giu
const opening = /^\[(\[?)([a-z][\w-]{0,60})(?![\w-])((?:[^[\]"'<]|"[^"]{0,3000}"|'[^']{0,3000}')*?)(\/?)\](\]?)/iu

/** Takes shortcodes, `<!--more-->` and `<!--nextpage-->` out. One pass, linear in the length. */
export function takeParts(source: string): { html: string; parts: Part[] } {
  const scan: Scan = { source, parts: [], out: '', copied: 0, absent: new Set(), closings: undefined }
  landmark.lastIndex = 0
  for (let found = landmark.exec(source); found !== null; found = landmark.exec(source)) {
    const at = found.index
    const next =
      found[0] === '[' ? takeShortcode(scan, at) : found[0] === '<!--' ? takeComment(scan, at) : skipTag(scan, at)
    landmark.lastIndex = Math.max(next, at + 1)
  }
  return { html: scan.out + source.slice(scan.copied), parts: scan.parts }
}

type Scan = {
  source: string
  parts: Part[]
  out: string
  copied: number
  /** What was looked for and is not there any more: looked for once. */
  absent: Set<string>
  /** Where closing tags stand, by name, once one was wanted. */
  closings: Closings | undefined
}
type Closings = Map<string, { at: number[]; next: number }>

function indexAfter(scan: Scan, what: string, from: number): number {
  if (scan.absent.has(what)) return -1
  const index = scan.source.indexOf(what, from)
  if (index === -1) scan.absent.add(what)
  return index
}

/**
 * The next `[/name]`. All of them are found in one pass: each name of a text with thousands of names would be sought
 * to its end.
 */
function closingAfter(scan: Scan, name: string, from: number): number {
  scan.closings ??= closingsIn(scan.source)
  const found = scan.closings.get(name)
  if (found === undefined) return -1
  while ((found.at[found.next] ?? Infinity) < from) found.next++
  return found.at[found.next] ?? -1
}

function closingsIn(source: string): Closings {
  const closings: Closings = new Map()
  for (const { 1: name = '', index } of source.matchAll(/\[\/([a-z][\w-]{0,60})\]/giu)) {
    const known = closings.get(name)
    if (known === undefined) closings.set(name, { at: [index], next: 0 })
    else known.at.push(index)
  }
  return closings
}

function replace(scan: Scan, from: number, to: number, by: string): number {
  scan.out += scan.source.slice(scan.copied, from) + by
  scan.copied = to
  return to
}

function hold(scan: Scan, from: number, to: number, part: Part): number {
  scan.parts.push(part)
  return replace(scan, from, to, `<${partElement} n="${scan.parts.length - 1}"></${partElement}>`)
}

function takeComment(scan: Scan, at: number): number {
  const end = indexAfter(scan, '-->', at + 4)
  if (end === -1) return scan.source.length
  const comment = scan.source.slice(at + 4, Math.min(end, at + 504)).trim()
  if (/^more(\s|$)/u.test(comment)) return hold(scan, at, end + 3, { kind: 'more', label: comment.slice(4).trim() })
  if (comment === 'nextpage') return hold(scan, at, end + 3, { kind: 'nextpage' })
  return end + 3
}

function skipTag(scan: Scan, at: number): number {
  const end = indexAfter(scan, '>', at)
  if (end === -1) return scan.source.length
  const name = /^<([a-z]+)/iu.exec(scan.source.slice(at, at + 12))?.[1]?.toLowerCase()
  if (name === undefined || !untouched.has(name)) return end + 1
  const closing = indexAfter(scan, `</${name}`, end)
  return closing === -1 ? end + 1 : closing
}

function takeShortcode(scan: Scan, at: number): number {
  const match = opening.exec(scan.source.slice(at, at + 6000))
  if (match === null) return at + 1
  const [tag, before = '', name = '', , , after = ''] = match
  // Behind an address without quotes the slash is the address's own.
  const isOwnSlash = match[4] === '/' && /^(?:[\w-]*=)?https?:\/\//iu.test((match[3] ?? '').split(/\s/u).at(-1) ?? '')
  const [attributes, slash] = isOwnSlash ? [`${match[3]}/`, ''] : [match[3] ?? '', match[4] ?? '']
  if (before === '[' && after === ']') return replace(scan, at, at + tag.length, tag.slice(1, -1))
  const start = at + before.length
  const end = at + tag.length - after.length
  if (before === '[') return at + 1
  const closingTag = `[/${name}]`
  const closing = slash === '/' ? -1 : closingAfter(scan, name, end)
  if (
    !known.has(name.toLowerCase()) &&
    !looksLikeShortcode(scan.source, { name, attributes, start, end, isClosed: closing !== -1 })
  )
    return at + 1
  const content = closing === -1 ? undefined : scan.source.slice(end, closing)
  const to = closing === -1 ? end : closing + closingTag.length
  const part: Part = {
    ...shortcodeOf(name.toLowerCase(), attributes, scan.source.slice(start, end), content),
    isInLine: hasWordsBefore(scan.source, start) || hasWordsBehind(scan.source, to),
    isVerbatim: isVerbatim(name.toLowerCase(), attributes, content),
  }
  return hold(scan, start, to, part)
}

const blockEdge =
  /<\/?(?:p|div|li|ul|ol|t[drh]|table|h[1-6]|br|hr|blockquote|figure|figcaption|section|article|pre|img|iframe|dl|dt|dd)\b[^<>]*>|-->|<!--/giu

/** On the same line, up to the next block's tag; a neighbouring shortcode's own tag is no word. */
function hasWordsBefore(source: string, at: number): boolean {
  const line =
    source
      .slice(Math.max(0, at - 300), at)
      .split('\n')
      .at(-1) ?? ''
  const edges = [...line.matchAll(blockEdge)].at(-1)
  const near = edges === undefined ? line : line.slice(edges.index + edges[0].length)
  return /[\p{L}\p{N}\p{P}]/u.test(wordsIn(near.slice(near.lastIndexOf(']') + 1)))
}

function hasWordsBehind(source: string, at: number): boolean {
  const line = source.slice(at, at + 300).split('\n', 1)[0] ?? ''
  const near = line.split(blockEdge, 1)[0] ?? ''
  return /[\p{L}\p{N}\p{P}]/u.test(wordsIn(near.split('[', 1)[0] ?? ''))
}

function wordsIn(html: string): string {
  return html.replaceAll(/<[^<>]{0,300}>?/gu, '').replaceAll('&nbsp;', '')
}

/**
 * "[sic]" and "[12]" are an editor's words; an attribute, a closing tag, or a composed name alone on its line is a
 * plugin's.
 */
function looksLikeShortcode(
  source: string,
  tag: { name: string; attributes: string; start: number; end: number; isClosed: boolean },
): boolean {
  if (tag.isClosed || /^\s+[\w-]+\s*=\s*["'\w“”]/u.test(tag.attributes)) return true
  if (saysProvider(tag)) return true
  if (tag.attributes.trim() !== '' || !/[_-]/u.test(tag.name)) return false
  return (
    /(^|[\n>])[ \t]*$/u.test(source.slice(Math.max(0, tag.start - 40), tag.start)) &&
    /^[ \t]*($|[\r\n<])/u.test(source.slice(tag.end, tag.end + 40))
  )
}

/** `[youtube=…]`, `[vimeo 123]`, or an address of a known provider behind any name. */
function saysProvider({ name, attributes }: { name: string; attributes: string }): boolean {
  const value = attributes.replace(/^=?\s*["']?/u, '').trim()
  if (value === '') return false
  const address = /^https?:\/\/[^\s"']+/iu.exec(value)?.[0]
  if (isProviderName(name.toLowerCase())) return address !== undefined || /^[\w:./-]{3,100}["']?(?:\s|$)/u.test(value)
  return address !== undefined && isKnownEmbed(address)
}

const attribute =
  /([\w-]+)\s*=\s*"([^"]*)"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s"']+)|"([^"]*)"|'([^']*)'|(\S+)/gu

type Read = Omit<Shortcode, 'isInLine' | 'isVerbatim'>

function shortcodeOf(name: string, written: string, tag: string, content: string | undefined): Read {
  const attributes = new Map<string, string>()
  const bare: string[] = []
  // The visual editor of old turned straight quotes into typographic ones and spaces into no-break spaces.
  const text = written.replaceAll(/&quot;|&#822[01];|&#8243;|[“”″„]/gu, '"').replaceAll(/&nbsp;|\u00a0/gu, ' ')
  for (const match of text.matchAll(attribute)) {
    const key = match[1] ?? match[3] ?? match[5]
    const value = decodeReferences(match[2] ?? match[4] ?? match[6] ?? match[7] ?? match[8] ?? match[9] ?? '')
    if (key === undefined) bare.push(value)
    else attributes.set(key.toLowerCase(), value)
  }
  return { kind: 'shortcode', name, attributes, bare, content, tag }
}
