import { SaxesParser, type SaxesTagNS } from 'saxes'

/** Drawing and text; what runs, loads, animates or embeds HTML is not on the list. */
const elements = new Set(
  `svg g defs title desc symbol use switch path rect circle ellipse line polyline polygon text tspan textPath image linearGradient radialGradient stop pattern clipPath mask marker
  filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
  feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence style a`.split(/\s+/u),
)
const svg = 'http://www.w3.org/2000/svg'
const xlink = 'http://www.w3.org/1999/xlink'
const xml = 'http://www.w3.org/XML/1998/namespace'
const deepest = 200

export type SanitisedSvg = { ok: true; svg: string; removed: string[] } | { ok: false; reason: string }

/**
 * Writes a drawing anew from what is known to be harmless. Scripts, event handlers, foreign content, animation and
 * every reference out of the file are left out and named in `removed`; data of drawing programs goes without a word.
 */
export function sanitiseSvg(source: string): SanitisedSvg {
  const removed = new Set<string>()
  let fault: string | undefined
  let written = ''
  let depth = 0
  /** Depth at which something was left out: all below it goes too. */
  let skippedFrom = Infinity
  let style = ''
  let inStyle = false
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    fault ??= error.message.split('\n')[0]
  })
  parser.on('opentag', (tag) => {
    depth++
    if (depth > deepest) fault ??= `more than ${deepest} levels deep`
    if (depth >= skippedFrom || fault !== undefined) return
    if (depth === 1 && (tag.uri !== svg || tag.local !== 'svg')) fault = `its root is <${tag.name}>`
    else if (tag.uri !== svg || !elements.has(tag.local)) {
      skippedFrom = depth
      if (tag.uri === svg ? tag.local !== 'metadata' : tag.uri === 'http://www.w3.org/1999/xhtml') removed.add(`<${tag.local}>`)
    } else {
      inStyle = tag.local === 'style'
      written += openTag(tag, depth === 1, removed)
    }
  })
  parser.on('text', (text) => {
    if (depth >= skippedFrom || depth === 0) return
    if (inStyle) style += text
    else written += escape(text)
  })
  parser.on('cdata', (text) => {
    if (depth >= skippedFrom) return
    if (inStyle) style += text
    else written += escape(text)
  })
  parser.on('closetag', (tag) => {
    if (depth < skippedFrom) {
      if (inStyle) written += escape(safeCss(style, removed))
      if (inStyle) style = ''
      inStyle = false
      written += `</${tag.local}>`
    }
    if (depth === skippedFrom) skippedFrom = Infinity
    depth--
  })
  parser.write(source.replace(/^\uFEFF/u, '')).close()
  return fault === undefined ? { ok: true, svg: `${written}\n`, removed: [...removed] } : { ok: false, reason: fault }
}

function openTag(tag: SaxesTagNS, isRoot: boolean, removed: Set<string>): string {
  let written = `<${tag.local}${isRoot ? ` xmlns="${svg}" xmlns:xlink="${xlink}"` : ''}`
  for (const { name, local, uri, value } of Object.values(tag.attributes)) {
    if (uri !== '' && uri !== xlink && uri !== xml) continue
    if (name === 'xmlns' || (uri === xlink && local !== 'href')) continue
    if (/^on/iu.test(local)) removed.add(`the event handler ${local}`)
    else if (local === 'href' && !isSafeReference(value, tag.local)) removed.add(`a reference to ${value.trim().slice(0, 60)}`)
    else if (local === 'base' || /javascript:/iu.test(stripped(value))) removed.add(`the attribute ${name}`)
    else if (pointsOut(value)) removed.add(`a reference in ${name}`)
    else written += ` ${uri === xlink ? 'xlink:' : uri === xml ? 'xml:' : ''}${local}="${escape(value)}"`
  }
  return `${written}>`
}

/** Into the drawing itself, or a picture carried within. A link (`a`) leads nowhere in a picture. */
function isSafeReference(value: string, element: string): boolean {
  const reference = stripped(value)
  if (reference.startsWith('#')) return true
  return element === 'image' && /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=]*$/iu.test(reference)
}

/** Blanks and control characters do not hide a scheme from a browser, so they do not hide it from us. */
function stripped(value: string): string {
  return value.replace(/[\u0000-\u0020\u007f]+/gu, '')
}

/** A CSS url() other than of a fragment; a backslash could spell one. */
function pointsOut(value: string): boolean {
  return /\\|@import|expression\s*\(|image-set\s*\(/iu.test(value) || [...value.matchAll(/url\s*\(\s*(["']?)/giu)].some((match) => value[match.index + match[0].length] !== '#')
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
