import { createRequire } from 'node:module'
import type sanitize from 'sanitize-html'
import type { Tag } from 'sanitize-html'
import { readHtml } from '../kit/html-reader.ts'
import { withoutTags } from '../kit/markup.ts'

/** Loaded with the first HTML, which few stories have: it brings a parser of CSS along. Rendering cannot wait. */
const sanitizer = (): typeof sanitize => (loaded ??= createRequire(import.meta.url)('sanitize-html'))
let loaded: typeof sanitize | undefined

const added = [
  'img',
  'picture',
  'source',
  'figure',
  'figcaption',
  'details',
  'summary',
  'ins',
  'del',
  'audio',
  'video',
  'track',
  'abbr',
  'sub',
  'sup',
  'q',
  'cite',
  'time',
]

/** The same HTML is rendered with every cold page: cleaning it takes milliseconds, remembering it nothing. */
const remembered = new Map<string, { html: string; removed: string[] }>()

/**
 * HTML by staff or from an old system without anything that runs, frames, posts or styles (the page's policy forbids
 * inline styles).
 */
export function sanitizeStaffHtml(source: string): { html: string; removed: string[] } {
  const known = remembered.get(source)
  if (known) return known
  const removed = new Set<string>()
  const isTooDeep = readHtml(source, {})
  if (isTooDeep) removed.add('tags inside each other, too many')
  // The sanitiser takes time that grows with the square of the depth: then only the words are kept.
  const sanitizeHtml = sanitizer()
  const kept = [...sanitizeHtml.defaults.allowedTags.filter((tag) => tag !== 'main'), ...added]
  const html = sanitizeHtml(isTooDeep ? withoutTags(source, ' ') : source, {
    allowedTags: kept,
    allowedAttributes: {
      a: ['href', 'name', 'title', 'rel', 'id'],
      img: ['src', 'srcset', 'sizes', 'alt', 'width', 'height', 'loading'],
      source: ['src', 'srcset', 'type', 'media'],
      audio: ['src', 'controls', 'preload'],
      video: ['src', 'controls', 'preload', 'poster', 'width', 'height'],
      track: ['src', 'kind', 'srclang', 'label'],
      time: ['datetime'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
      ol: ['start', 'reversed'],
      details: ['open'],
      '*': ['lang', 'dir', 'title', 'id'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    // Pictures and sounds of others would be a request to a third party before any click.
    exclusiveFilter: ({ attribs: { src, srcset, poster } }) => [src, srcset, poster].some((value) => asksOthers(value)),
    transformTags: {
      '*': (tagName, attribs) => {
        if (!kept.includes(tagName) && tagName !== 'iframe') removed.add(`<${tagName}>`)
        for (const name of Object.keys(attribs)) if (/^on|^style$/iu.test(name)) removed.add(name)
        return { tagName, attribs }
      },
      iframe: (_tagName, attribs): Tag => {
        removed.add('<iframe>')
        const src = attribs.src ?? ''
        if (!/^https?:\/\//iu.test(src)) return { tagName: 'span', attribs: {} }
        return { tagName: 'a', attribs: { href: src }, text: attribs.title || src }
      },
    },
  })
  const result = { html, removed: [...removed] }
  if (source.length > 20_000) return result
  if (remembered.size > 200) remembered.clear()
  remembered.set(source, result)
  return result
}

/**
 * An address with a scheme, which needs no slashes after it (`https:pixel.example`, URL standard 4.4), or with a host.
 */
function asksOthers(value: string | undefined): boolean {
  return value !== undefined && /(?:^|[\s,])(?:[a-z][\w+.-]*:|[\\/]{2})/iu.test(value)
}
