import type { JSONContent } from '@tiptap/core'
import { elementsIn, hasClass, textIn, type Element } from './html-tree.ts'
import { emojiOf, inlinesOf } from './inlines.ts'
import { add, contentOf, linesIn, settlePictures, type Flow, type Reading } from './reading.ts'
import { readTable } from './tables.ts'

export function readPicture(image: Element, caption: JSONContent[], into: Reading): void {
  const { alt = '' } = image.attributes
  const src = sourceOf(image)
  if (src === undefined || isNoPicture(image) || emojiOf(image) !== '') return
  // The description is one line.
  const words = alt.replaceAll(/\s+/gu, ' ').trim().slice(0, 1000)
  into.pictures.push({ after: into.blocks.at(-1)?.attrs?.id as string | undefined, src, alt: words, caption })
}

/** What is loaded when it is scrolled to has its address elsewhere, and a stand-in in its place. */
function sourceOf({ attributes }: Element): string | undefined {
  const { src = '' } = attributes
  const later = attributes['data-src'] ?? attributes['data-lazy-src'] ?? attributes['data-original'] ?? ''
  const isStandIn = src === '' || src.startsWith('data:image/svg') || (src.startsWith('data:') && src.length < 200)
  const address = (isStandIn && later !== '' ? later : src).trim().replace(/^\/\//u, 'https://')
  return /^(?:https?:\/\/|data:image\/(?:png|jpe?g|gif|webp|avif|heic|bmp|tiff);|blob:)/iu.test(address)
    ? address
    : undefined
}

/** Of one pixel it counts readers; a box to tick and a sign of a chat are no pictures. */
function isNoPicture(image: Element): boolean {
  const { attributes, style } = image
  const sizes = [attributes.width, attributes.height, style.width, style.height]
  if (sizes.some((size) => /^[0-2](?:px|pt)?$/u.test(size ?? ''))) return true
  if (attributes.role === 'presentation' && /^(?:un)?checked$/u.test(attributes.alt ?? '')) return true
  return attributes['data-stringify-type'] === 'emoji' || hasClass(image, /^(?:c-)?emoji$/u)
}

/** Pictures with their caption; a table or a quote in one is read as such. */
export function readFigure(element: Element, into: Reading, flow: Flow): void {
  const { children } = element
  const [caption] = elementsIn(children, 'figcaption')
  const [table] = elementsIn(children, 'table')
  const images = elementsIn(children, 'img')
  if (hasClass(element, /^wp-block-pullquote$/u)) return pullQuote(element, into, flow)
  if (table !== undefined) return readTable(table, into, flow, caption)
  if (images.length === 0) return flow(children, into)
  const words = caption === undefined ? [] : inlinesOf(caption.children, into.marks)
  images.forEach((image, index) => readPicture(image, index === images.length - 1 ? words : [], into))
}

function pullQuote({ children }: Element, into: Reading, flow: Flow): void {
  const from = into.pictures.length
  const cite = elementsIn(children, 'cite').at(-1)
  const paragraphs = elementsIn(children, 'p')
  const words = linesIn(paragraphs, into, flow).flatMap((one, index) => [...(index > 0 ? [space] : []), ...one])
  const attribution = cite === undefined ? '' : textIn(cite).trim()
  add(into, 'pullQuote', { ...(attribution !== '' && { attribution }) }, words)
  settlePictures(into, from)
}

const space: JSONContent = { type: 'text', text: ' ' }

/** The older editor of WordPress has a picture with a caption as a list of terms. */
export function readWordPressPicture(element: Element, into: Reading): boolean {
  const [image] = elementsIn(element.children, 'img')
  if (!hasClass(element, /^wp-caption$/u) || image === undefined) return false
  const [words] = elementsIn(element.children, 'dd')
  readPicture(image, contentOf(inlinesOf(words?.children ?? [], into.marks)).content ?? [], into)
  return true
}
