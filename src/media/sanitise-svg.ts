import { SaxesParser, type SaxesTagNS } from 'saxes'
import { deepestSvg, openSvgTally } from './svg-limits.ts'

/** Drawing and text; not what runs, loads, animates or embeds HTML, nor filters that do more than look at a pixel. */
const elements = new Set(
  `svg g defs title desc symbol use switch path rect circle ellipse line polyline polygon text tspan textPath image
  linearGradient radialGradient stop pattern clipPath mask marker
  filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
  feGaussianBlur feMerge feMergeNode feOffset style a`.split(/\s+/u),
)
const svg = 'http://www.w3.org/2000/svg'
const xlink = 'http://www.w3.org/1999/xlink'
const xml = 'http://www.w3.org/XML/1998/namespace'

/** `pictures`: the files that it carries within, each once. */
export type SanitisedSvg =
  | { ok: true; svg: string; removed: string[]; pictures: Buffer[] }
  | { ok: false; reason: string }

/**
 * Rewrites a drawing from what is known to be harmless, and refuses it at the first fault. Scripts, event handlers,
 * foreign content, animation, costly filters and every reference out of the file are left out and named in `removed`;
 * data of drawing programs goes without a word. What it may ask of its renderer is bounded (svg-limits.ts).
 */
export function sanitiseSvg(source: string): SanitisedSvg {
  const writer = openWriter()
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => fail(error.message.split('\n')[0]))
  parser.on('opentag', writer.open)
  parser.on('text', writer.text)
  parser.on('cdata', writer.text)
  parser.on('closetag', writer.close)
  try {
    parser.write(source.replace(/^\uFEFF/u, '')).close()
    return { ok: true, ...writer.written() }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, reason: error.message }
    throw error
  }
}

class Fault extends Error {}

/** Whatever comes after the first fault is not looked at. */
function fail(words: string | undefined): void {
  if (words !== undefined) throw new Fault(words)
}

type Leaving = { removed: Set<string>; pictures: Map<string, Buffer> }

function openWriter() {
  const leaving: Leaving = { removed: new Set(), pictures: new Map() }
  const tally = openSvgTally()
  let written = ''
  let depth = 0
  /** Depth at which something was left out: all below it goes too. */
  let skippedFrom = Infinity
  let style: string | undefined
  return {
    open(tag: SaxesTagNS) {
      if (++depth > deepestSvg) fail(`more than ${deepestSvg} levels deep`)
      if (depth === 1 && (tag.uri !== svg || tag.local !== 'svg')) fail(`its root is <${tag.name.slice(0, 60)}>`)
      if (depth >= skippedFrom) return
      if (tag.uri !== svg || !elements.has(tag.local)) {
        skippedFrom = depth
        const isNamed = tag.uri === svg ? tag.local !== 'metadata' : tag.uri === 'http://www.w3.org/1999/xhtml'
        if (isNamed) leaving.removed.add(`<${tag.local.slice(0, 60)}>`)
        return
      }
      const kept = keptAttributes(tag, leaving)
      fail(tally.open(tag.local, kept))
      style = tag.local === 'style' ? '' : undefined
      written += openTag(tag, kept, depth === 1)
    },
    text(text: string) {
      if (depth >= skippedFrom || depth === 0) return
      if (style !== undefined) style += text
      else {
        fail(tally.text(text.trim().length))
        written += escape(text)
      }
    },
    close(tag: SaxesTagNS) {
      if (depth < skippedFrom) {
        const css = style === undefined ? '' : safeCss(style, leaving.removed)
        tally.style(css)
        tally.close()
        style = undefined
        written += `${escape(css)}</${tag.local}>`
      }
      if (depth === skippedFrom) skippedFrom = Infinity
      depth--
    },
    written() {
      fail(tally.total())
      return { svg: `${written}\n`, removed: [...leaving.removed], pictures: [...leaving.pictures.values()] }
    },
  }
}

type Attribute = { name: string; local: string; value: string }

/** Under the name that it is written with. */
function keptAttributes(tag: SaxesTagNS, { removed, pictures }: Leaving): Attribute[] {
  const kept: Attribute[] = []
  for (const { name, local, uri, value } of Object.values(tag.attributes)) {
    if (uri !== '' && uri !== xlink && uri !== xml) continue
    if (name === 'xmlns' || (uri === xlink && local !== 'href')) continue
    if (/^on/iu.test(local)) removed.add(`the event handler ${local.slice(0, 60)}`)
    else if (local === 'href' && !isSafeReference(value, tag.local, pictures)) {
      removed.add(`a reference to ${value.trim().slice(0, 60)}`)
    } else if (isScript(local, value)) removed.add(`the attribute ${name.slice(0, 60)}`)
    else if (pointsOut(value)) removed.add(`a reference in ${name.slice(0, 60)}`)
    else kept.push({ name: `${prefixOf(uri)}${local}`, local, value })
  }
  return kept
}

function isScript(name: string, value: string): boolean {
  return name === 'base' || /javascript:/iu.test(stripped(value))
}

function prefixOf(uri: string): string {
  if (uri === xlink) return 'xlink:'
  return uri === xml ? 'xml:' : ''
}

function openTag(tag: SaxesTagNS, attributes: readonly Attribute[], isRoot: boolean): string {
  const names = isRoot ? ` xmlns="${svg}" xmlns:xlink="${xlink}"` : ''
  return `<${tag.local}${names}${attributes.map(({ name, value }) => ` ${name}="${escape(value)}"`).join('')}>`
}

/** Into the drawing itself, or a picture carried within. A link (`a`) leads nowhere in a picture. */
function isSafeReference(value: string, element: string, pictures: Map<string, Buffer>): boolean {
  const reference = stripped(value)
  if (reference.startsWith('#')) return true
  if (element !== 'image' || !/^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=]*$/iu.test(reference)) return false
  pictures.set(reference, Buffer.from(reference.slice(reference.indexOf(',') + 1), 'base64'))
  return true
}

/** Blanks and control characters do not hide a scheme from a browser, so they do not hide it from us. */
function stripped(value: string): string {
  return value.replace(/[\u0000-\u0020\u007f]+/gu, '')
}

/** A CSS url() other than of a fragment; a backslash could spell one. */
function pointsOut(value: string): boolean {
  return (
    /\\|@import|expression\s*\(|image-set\s*\(/iu.test(value) ||
    [...value.matchAll(/url\s*\(\s*(["']?)/giu)].some((match) => value[match.index + match[0].length] !== '#')
  )
}

/** A style sheet that points out of the file is left out whole: mending CSS by pattern is how holes are made. */
function safeCss(css: string, removed: Set<string>): string {
  if (!pointsOut(css)) return css
  removed.add('a style sheet that loads from elsewhere')
  return ''
}

function escape(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;').replace(/"/gu, '&quot;')
}
