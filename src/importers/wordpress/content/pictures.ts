import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import { isEmptyAlt } from './alt-text.ts'
import type { Flow, MediaFound } from './context.ts'
import { linkParagraph } from './embeds.ts'
import {
  classesOf,
  elementsNamed,
  eachElement,
  firstNamed,
  hasClass,
  parseHtml,
  textOf,
  type HtmlElement,
  type HtmlNode,
} from './html-tree.ts'
import { hrefOf, webAddress } from './links.ts'
import { lineOf, plainWords } from './words.ts'

/** What a picture says beside itself. `link` is where a click on it led. */
export type PictureFrame = { caption?: Inline[]; id?: number | undefined; isWide?: boolean; link?: string | undefined }
type Picture = Draft & { type: 'picture' }

/** The picture, or a note in its place that says which one is missing: never nothing. */
export function pictureOf(flow: Flow, image: HtmlElement, frame: PictureFrame = {}): Draft[] {
  if (isTracker(image)) {
    flow.findings.add('removed-tag', 'img')
    return []
  }
  const src = sourceOf(flow, image)
  const found = mediaFound(flow, src, frame.id ?? imageId(image))
  const caption = withLink(flow, frame.caption ?? [], frame.link ?? image.attributes['data-crier-link'], src, image)
  if (found === undefined)
    return missingPicture(flow, src ?? image.attributes.src ?? '', image.attributes.alt ?? '', caption)
  const alt = altOf(flow, image.attributes.alt, found, src ?? '')
  const picture: Picture = {
    type: 'picture',
    media: found.ref,
    alt,
    ...(caption.length > 0 ? { caption } : {}),
    ...(found.credit ? { credit: lineOf(found.credit) } : {}),
    ...(frame.isWide ? { width: 'wide' } : {}),
  }
  return [picture]
}

/** `<figure>` around one picture. */
export function pictureFigure(flow: Flow, figure: HtmlElement, id?: number): Draft[] {
  const images = elementsNamed(figure.children, 'img')
  const [image] = images
  if (image === undefined || images.length > 1) return galleryFigure(flow, figure)
  const caption = firstNamed(figure.children, 'figcaption')
  if (textOf(figure.children).trim() !== (caption === undefined ? '' : textOf(caption.children).trim()))
    return flow.blocks(figure.children)
  const words = caption === undefined ? undefined : flow.inlines(caption.children)
  const isWide = hasClass(figure, 'alignwide') || hasClass(figure, 'alignfull')
  const link = linkAround(figure.children, image)
  return [
    ...pictureOf(flow, image, { id, isWide, link, ...(words === undefined ? {} : { caption: words.children }) }),
    ...(words?.displaced ?? []),
  ]
}

/** A gallery's markup, old (a list) and new (figures in a figure). */
export function galleryFigure(flow: Flow, gallery: HtmlElement): Draft[] {
  const figures = elementsNamed(gallery.children, 'figure', 'li', 'img')
  if (figures.length === 0) return flow.blocks(gallery.children)
  const own = gallery.children.find(
    (node): node is HtmlElement => typeof node === 'object' && node.name === 'figcaption',
  )
  const caption = own === undefined ? undefined : flow.inlines(own.children)
  const drafts = figures.flatMap((figure) =>
    figure.name === 'img' ? pictureOf(flow, figure) : galleryMember(flow, figure),
  )
  return [...galleryOf(drafts, caption?.children), ...(caption?.displaced ?? [])]
}

/** Pictures side by side; what is no picture (the note for a missing one) stands behind them. */
export function galleryOf(drafts: readonly Draft[], caption: Inline[] = []): Draft[] {
  const pictures = drafts.filter((draft): draft is Picture => draft.type === 'picture')
  const others = drafts.filter((draft) => draft.type !== 'picture')
  const words: Draft[] = caption.length > 0 ? [{ type: 'paragraph', children: caption }] : []
  if (pictures.length === 0) return [...others, ...words]
  const members = pictures.map(({ media, alt, caption: below, credit }) => ({
    media,
    alt,
    ...(below === undefined ? {} : { caption: below }),
    ...(credit === undefined ? {} : { credit }),
  }))
  return [{ type: 'gallery', pictures: members, ...(caption.length > 0 ? { caption } : {}) }, ...others]
}

/** A picture of which only the attachment's number is known (shortcodes). */
export function attachmentPicture(flow: Flow, id: number): Draft[] {
  const found = flow.context.media(id)
  if (found === undefined) {
    flow.findings.add('missing-media', String(id))
    return [{ type: 'note', tone: 'unknown', paragraphs: [[{ type: 'text', text: `Picture ${id} is missing.` }]] }]
  }
  const caption = found.caption ? flow.inlines(parseHtml(found.caption)).children : []
  return [
    {
      type: 'picture',
      media: found.ref,
      alt: altOf(flow, undefined, found, ''),
      ...(caption.length > 0 ? { caption } : {}),
      ...(found.credit ? { credit: lineOf(found.credit) } : {}),
    },
  ]
}

/** The link that holds the picture, unless it only leads to the picture itself. */
export function linkAround(nodes: readonly HtmlNode[], image: HtmlElement): string | undefined {
  const around = elementsNamed(nodes, 'a').find((link) => elementsNamed(link.children, 'img').includes(image))
  return around === undefined ? undefined : pictureLink(around.attributes)
}

/** A link to the picture's own page (WordPress marks it) leads nowhere new. */
export function pictureLink({ rel, href }: Record<string, string>): string | undefined {
  return /\battachment\b/u.test(rel ?? '') ? undefined : href
}

function galleryMember(flow: Flow, member: HtmlElement): Draft[] {
  const inner = elementsNamed(member.children, 'figure')
  if (member.name === 'li' && inner.length > 0) return inner.flatMap((figure) => pictureFigure(flow, figure))
  return elementsNamed(member.children, 'img').length === 0 ? flow.blocks(member.children) : pictureFigure(flow, member)
}

function mediaFound(flow: Flow, src: string | undefined, id: number | undefined): MediaFound | undefined {
  // The address first: numbers are stale after a site has moved.
  return (
    (src === undefined ? undefined : flow.context.media(src)) ?? (id === undefined ? undefined : flow.context.media(id))
  )
}

function imageId(image: HtmlElement): number | undefined {
  const written =
    classesOf(image)
      .find((name) => /^wp-image-\d{1,12}$/u.test(name))
      ?.slice(9) ?? image.attributes['data-id']
  return written !== undefined && /^\d{1,12}$/u.test(written) ? Number(written) : undefined
}

/** Where the picture is; scripts that load late keep the address elsewhere and put a stand-in into `src`. */
function sourceOf(flow: Flow, image: HtmlElement): string | undefined {
  const { src, srcset } = image.attributes
  const written = [src?.startsWith('data:') ? undefined : src, ...lateNames.map((name) => image.attributes[name])]
  const sets = [srcset, image.attributes['data-srcset'], image.attributes['data-lazy-srcset']].map(largestOf)
  const addresses = [...written, ...sets]
    .map((address) => webAddress(address, flow.context.base))
    .filter((address) => address !== undefined)
  const late = addresses.find((address) => address !== addresses[0])
  const isStandIn = addresses[0] !== undefined && standIn.test(addresses[0]) && late !== undefined
  return addresses.find((address) => flow.context.media(address) !== undefined) ?? (isStandIn ? late : addresses[0])
}

const lateNames = [
  'data-src',
  'data-lazy-src',
  'data-original',
  'data-orig-file',
  'data-large-file',
  'data-lazy',
  'data-full-url',
  'data-echo',
  'data-cfsrc',
]
const standIn =
  /placeholder|blank\.(?:gif|png)|spacer|1x1|transparent|loading\.(?:gif|svg)|lazy[-_]?load|grey\.gif|pixel\.(?:gif|png)/iu

/** Of `small.jpg 300w, large.jpg 1200w` the last, which is the largest as WordPress writes them. */
function largestOf(srcset: string | undefined): string | undefined {
  return srcset?.trim().split(/,\s+/u).at(-1)?.trim().split(/\s/u, 1)[0]
}

/** A stand-in with the picture itself in a `<noscript>` beside it: the picture takes its place, wherever they stand. */
export function withLatePictures(nodes: readonly HtmlNode[]): HtmlNode[] {
  const members = nodes.filter((node) => typeof node !== 'string' || node.trim() !== '')
  let index = -1
  return nodes.flatMap((node): HtmlNode[] => {
    if (typeof node !== 'string' || node.trim() !== '') index++
    if (typeof node === 'string') return [node]
    const inner = node.name === 'noscript' ? firstNamed(node.children, 'img') : undefined
    if (inner === undefined) return [{ ...node, children: withLatePictures(node.children) }]
    const image = [members[index + 1], members[index - 1]].flatMap((other) =>
      other === undefined || typeof other === 'string' ? [] : elementsNamed([other], 'img'),
    )[0]
    if (image === undefined) return [inner]
    const { src, srcset, alt, class: classes } = inner.attributes
    if (src !== undefined) image.attributes['data-src'] ??= src
    if (srcset !== undefined) image.attributes['data-srcset'] ??= srcset
    if (alt !== undefined && !image.attributes.alt) image.attributes.alt = alt
    if (classes !== undefined && !image.attributes.class) image.attributes.class = classes
    return []
  })
}

function altOf(flow: Flow, written: string | undefined, found: MediaFound, src: string): string {
  const alt = lineOf(written?.trim() || found.alt || '')
  if (alt === '') flow.findings.add('alt-missing', src || found.ref)
  else if (isEmptyAlt(alt, src, flow.context.headline)) flow.findings.add('alt-is-filename', alt)
  return alt
}

function isTracker({ attributes }: HtmlElement): boolean {
  return attributes.width === '1' && attributes.height === '1'
}

/** A document's picture is no link. Where the old one led elsewhere, the words below it do. */
function withLink(
  flow: Flow,
  caption: Inline[],
  link: string | undefined,
  src: string | undefined,
  image: HtmlElement,
): Inline[] {
  const href = link === undefined ? undefined : hrefOf(flow, link)
  if (
    href === undefined ||
    link === undefined ||
    /\.(jpe?g|png|gif|webp|avif|svg|bmp|tiff?)([?#]|$)/iu.test(link) ||
    flow.context.media(link) !== undefined ||
    /[?&]attachment_id=/u.test(link)
  )
    return caption
  flow.findings.add('linked-picture', href)
  const hasLink = JSON.stringify(caption).includes('"type":"link"')
  const words = image.attributes.alt?.trim() || (URL.canParse(href) ? new URL(href).hostname : href) || src || href
  if (caption.length === 0) return [{ type: 'link', href, children: [{ type: 'text', text: lineOf(words) }] }]
  return hasLink
    ? [...caption, { type: 'break' }, { type: 'link', href, children: [{ type: 'text', text: lineOf(words) }] }]
    : [{ type: 'link', href, children: caption }]
}

function missingPicture(flow: Flow, src: string, alt: string, caption: Inline[]): Draft[] {
  flow.findings.add('missing-media', src.startsWith('data:') ? 'data:' : src)
  const name = lineOf(alt) || lineOf(src.startsWith('data:') ? '' : (src.split('/').at(-1) ?? '')) || 'picture'
  const address = webAddress(src, flow.context.base)
  const link = address === undefined ? undefined : linkParagraph(flow, address, name)
  const words: Inline[] = link?.type === 'paragraph' ? link.children : [{ type: 'text', text: name }]
  return [
    {
      type: 'note',
      tone: 'unknown',
      title: 'Picture missing',
      paragraphs: [words, ...(plainWords(caption).trim() === '' ? [] : [caption])],
    },
  ]
}

/** Puts the number that a block's attributes name on the picture inside. */
export function numberPicture(nodes: readonly HtmlNode[], id: number): void {
  const [image] = elementsNamed(nodes, 'img')
  eachElement(image === undefined ? [] : [image], (element) => (element.attributes['data-id'] ??= String(id)))
}
