import type { Draft } from '../../../articles/document-ids.ts'
import { anchorSchema, type Inline } from '../../../articles/document.ts'
import { blocksOfAttributes } from './block-attributes.ts'
import { idAttribute, textAttribute, type BlockMark } from './block-delimiters.ts'
import type { Flow } from './context.ts'
import { embedFigure, embedOf } from './embeds.ts'
import { htmlBlocks } from './html-blocks.ts'
import { elementsNamed, firstNamed, parseHtml, textOf, type HtmlElement, type HtmlNode } from './html-tree.ts'
import { hrefOf } from './links.ts'
import { pollArchive } from './part-blocks.ts'
import { attachmentPicture, galleryFigure, galleryOf, numberPicture, pictureFigure, pictureOf } from './pictures.ts'
import { fileBlocks, recordingFigure } from './sounds-and-files.ts'
import { lineOf, paragraphsOf } from './words.ts'

type Converter = (flow: Flow, mark: BlockMark, element: HtmlElement) => Draft[]

/** A block of the block editor. Most say all in their markup; the table holds those that do not. */
export function blockBlocks(flow: Flow, mark: BlockMark, element: HtmlElement): Draft[] {
  const convert = converters.get(mark.name) ?? (mark.name.startsWith('core-embed/') ? embed : undefined)
  if (convert !== undefined) return convert(flow, mark, element)
  if (plain.has(mark.name)) return flow.blocks(element.children, 'collapse')
  if (dropped.test(mark.name)) {
    flow.findings.add('dropped-block', shortName(mark.name))
    return flow.blocks(element.children, 'collapse')
  }
  return unknown(flow, mark, element)
}

/** Their markup is read like any other. */
const plain = new Set(
  [
    'paragraph',
    'heading',
    'list',
    'list-item',
    'quote',
    'pullquote',
    'table',
    'code',
    'preformatted',
    'verse',
    'separator',
    'more',
    'nextpage',
    'columns',
    'column',
    'group',
    'row',
    'stack',
    'buttons',
    'button',
    'details',
    'shortcode',
    'accordion',
    'accordion-item',
    'accordion-heading',
    'accordion-panel',
    'math',
  ].map((name) => `core/${name}`),
)

/** What WordPress fills in itself (lists of posts, parts of a theme) or what is only space: nothing of the story. */
const dropped =
  /^core\/(spacer|latest-|archives|categories|calendar|rss|search|tag-cloud|page-list|navigation|home-link|site-|post-|query|comment|loginout|avatar|read-more|term-|template-part|pattern|legacy-widget|widget-group|text-columns|breadcrumbs)/u

const converters: ReadonlyMap<string, Converter> = new Map<string, Converter>([
  ['core/image', image],
  ['core/gallery', gallery],
  ['core/embed', embed],
  ['core/html', html],
  ['core/block', reusable],
  ['core/cover', cover],
  ['core/media-text', mediaText],
  ['core/freeform', (flow, _mark, element) => flow.blocks(element.children, 'paragraphs')],
  ['core/classic', (flow, _mark, element) => flow.blocks(element.children, 'paragraphs')],
  [
    'core/file',
    (flow, { attributes }, element) =>
      fileBlocks(flow, element, idAttribute(attributes, 'id'), textAttribute(attributes, 'href')),
  ],
  ['core/audio', recording],
  ['core/video', recording],
  ['core/footnotes', footnotes],
  ['core/social-links', (flow, _mark, element) => flow.blocks(element.children)],
  ['core/social-link', socialLink],
  ['wp-polls/poll', poll],
  ['wp-polls/page-polls', pollArchive],
])

function image(flow: Flow, { attributes }: BlockMark, element: HtmlElement): Draft[] {
  const id = idAttribute(attributes, 'id')
  const figure = firstNamed(element.children, 'figure')
  if (id !== undefined) numberPicture(element.children, id)
  return figure === undefined ? flow.blocks(element.children) : pictureFigure(flow, figure, id)
}

function gallery(flow: Flow, { attributes }: BlockMark, element: HtmlElement): Draft[] {
  if (elementsNamed(element.children, 'img').length > 0)
    return galleryFigure(flow, firstNamed(element.children, 'figure', 'ul') ?? element)
  const ids = Array.isArray(attributes.ids)
    ? attributes.ids.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0)
    : []
  return [...galleryOf(ids.flatMap((id) => attachmentPicture(flow, id))), ...flow.blocks(element.children)]
}

function embed(flow: Flow, { attributes }: BlockMark, element: HtmlElement): Draft[] {
  const url = textAttribute(attributes, 'url')
  const figure = firstNamed(element.children, 'figure')
  return figure === undefined ? embedOf(flow, url ?? textOf(element.children)) : embedFigure(flow, figure, url)
}

function recording(flow: Flow, { attributes }: BlockMark, element: HtmlElement): Draft[] {
  return recordingFigure(flow, firstNamed(element.children, 'figure') ?? element, idAttribute(attributes, 'id'))
}

function html(flow: Flow, mark: BlockMark, element: HtmlElement): Draft[] {
  return mark.html === undefined ? flow.blocks(element.children) : htmlBlocks(flow, mark.html)
}

function reusable(flow: Flow, { attributes }: BlockMark): Draft[] {
  const ref = idAttribute(attributes, 'ref')
  const content = ref === undefined ? undefined : flow.context.block?.(ref)
  if (content !== undefined) return flow.reusable(content)
  flow.findings.add('missing-block', String(ref ?? 'without a number'))
  return [
    {
      type: 'note',
      tone: 'unknown',
      title: 'Reusable block missing',
      paragraphs: [[{ type: 'text', text: `Block ${ref ?? ''}`.trim() }]],
    },
  ]
}

/** A picture with words upon it: the picture, then the words. */
function cover(flow: Flow, { attributes }: BlockMark, element: HtmlElement): Draft[] {
  const url = textAttribute(attributes, 'url')
  const inside = firstNamed(element.children, 'img')
  if (inside !== undefined || url === undefined || attributes.backgroundType === 'video')
    return flow.blocks(element.children)
  const picture: HtmlElement = {
    name: 'img',
    attributes: {
      src: url,
      ...(textAttribute(attributes, 'alt') === undefined ? {} : { alt: textAttribute(attributes, 'alt') ?? '' }),
    },
    children: [],
  }
  return [...pictureOf(flow, picture, { id: idAttribute(attributes, 'id') }), ...flow.blocks(element.children)]
}

function mediaText(flow: Flow, { attributes }: BlockMark, element: HtmlElement): Draft[] {
  const id = idAttribute(attributes, 'mediaId')
  if (id !== undefined) numberPicture(element.children, id)
  return flow.blocks(element.children)
}

/** The notes are not in the content but in a field of the post. */
function footnotes(flow: Flow): Draft[] {
  const notes = footnotesIn(flow.context.footnotes)
  if (notes.length === 0) {
    flow.findings.add('missing-footnotes', 'footnotes')
    return []
  }
  const items = notes.map(({ content, id }) => {
    const { children } = flow.inlines(parseHtml(content))
    if (id === '' || !flow.context.anchors?.has(id)) return { children }
    const place: Inline = { type: 'anchor', id }
    if (!flow.context.anchors.has(`${id}-link`)) return { children: [place, ...children] }
    const back: Inline = { type: 'link', href: `#${id}-link`, children: [{ type: 'text', text: '↩' }] }
    const space: Inline = { type: 'text', text: ' ' }
    return { children: [place, ...children, space, back] }
  })
  return [{ type: 'list', list: { ordered: true, items } }]
}

type Footnote = { content: string; id: string }

function footnotesIn(json: string | undefined): Footnote[] {
  if (json === undefined) return []
  try {
    const notes: unknown = JSON.parse(json)
    if (!Array.isArray(notes)) return []
    return notes.flatMap((note: unknown): Footnote[] => {
      if (typeof note !== 'object' || note === null || !('content' in note) || typeof note.content !== 'string')
        return []
      const id = 'id' in note && anchorSchema.safeParse(note.id).success ? String(note.id) : ''
      return [{ content: note.content, id }]
    })
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function socialLink(flow: Flow, { attributes }: BlockMark): Draft[] {
  const href = hrefOf(flow, textAttribute(attributes, 'url'))
  const words: Inline = {
    type: 'text',
    text: lineOf(
      textAttribute(attributes, 'label') ||
        textAttribute(attributes, 'service') ||
        textAttribute(attributes, 'url') ||
        'link',
    ),
  }
  return href === undefined ? [] : [{ type: 'paragraph', children: [{ type: 'link', href, children: [words] }] }]
}

function poll(_flow: Flow, { attributes }: BlockMark): Draft[] {
  return [
    {
      type: 'poll',
      wordpress: {
        id: idAttribute(attributes, 'id', 'pollId', 'poll_id', 'poll') ?? 'latest',
        results: attributes.type === 'result' || attributes.displayResults === true,
      },
    },
  ]
}

/** Another plugin's block: what its markup shows is kept. One that shows nothing is named in a note. */
function unknown(flow: Flow, { name, attributes }: BlockMark, element: HtmlElement): Draft[] {
  const inner = flow.blocks(element.children, 'collapse')
  const held = inner.length === 0 ? blocksOfAttributes(flow, attributes) : []
  const isSilent = name.split(/[/-]/u).some((word) => silent.has(word)) && inner.length === 0 && held.length === 0
  flow.findings.add(isSilent ? 'dropped-block' : 'unknown-block', shortName(name))
  if (isSilent || inner.length > 0 || (hasMarkup(element.children) && held.length === 0)) return inner
  const title = lineOf(`Block ${shortName(name)}`)
  const { paragraphs, displaced } = paragraphsOf(held)
  const words: Inline[][] = paragraphs.length > 0 ? paragraphs : [[{ type: 'text', text: shortName(name) }]]
  if (paragraphs.length === 0 && displaced.length > 0) return displaced
  return [{ type: 'note', tone: 'unknown', title, paragraphs: words }, ...displaced]
}

/** Advertising, prompts, sharing and the like: without words of their own they are nothing of the story. */
const silent = new Set(
  `ad ads adunit advert adverts advertisement adsense popup popups prompt prompts newsletter newsletters subscription
  subscriptions subscribe mailchimp mailpoet mc4wp convertkit share sharing related donate donation donations like
  paywall gate cookie login registration checkout carousel spacer homepage placement`.split(/\s+/u),
)

function hasMarkup(nodes: readonly HtmlNode[]): boolean {
  return nodes.some((node) => typeof node !== 'string')
}

function shortName(name: string): string {
  return name.replace(/^core\//u, '')
}
