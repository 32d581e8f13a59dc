import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import type { Flow } from './context.ts'
import { embedFigure, frameBlocks, isPastedEmbed, pastedEmbed } from './embeds.ts'
import { classesOf, elementsNamed, firstNamed, hasClass, textOf, type HtmlElement } from './html-tree.ts'
import { listBlocks } from './lists.ts'
import { galleryFigure, pictureFigure, pictureOf } from './pictures.ts'
import { pullQuoteBlocks, quoteBlocks } from './quotes.ts'
import { scriptedAddress, scriptedBlocks } from './script-embeds.ts'
import { audioElement, fileBlocks, recordingFigure, videoElement } from './sounds-and-files.ts'
import { isLayout, tableBlocks, tableFigure } from './tables.ts'
import { lineOf } from './words.ts'

type Converter = (flow: Flow, element: HtmlElement) => Draft[] | undefined

/** The blocks an element stands for; undefined for one that only holds others or marks words. */
export function elementBlocks(flow: Flow, element: HtmlElement): Draft[] | undefined {
  return converters.get(element.name)?.(flow, element)
}

const converters: ReadonlyMap<string, Converter> = new Map<string, Converter>([
  ...(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const).map((name): [string, Converter] => [name, headingBlocks]),
  ['ul', listOrGallery],
  ['ol', listBlocks],
  ['menu', listBlocks],
  ['dir', listBlocks],
  ['blockquote', quoteOrEmbed],
  ['figure', figureBlocks],
  ['div', divBlocks],
  ['p', paragraphBlocks],
  ['table', (flow, table) => (isLayout(table) ? undefined : tableBlocks(flow, table))],
  ['pre', preformatted],
  ['hr', () => [{ type: 'divider' }]],
  ['iframe', frameBlocks],
  ['frame', frameBlocks],
  ['audio', audioElement],
  ['video', videoElement],
  ['object', objectBlocks],
  ['embed', frameBlocks],
  ['details', details],
  ['form', countedForm],
  ...[
    'script',
    'style',
    'noscript',
    'template',
    'svg',
    'canvas',
    'math',
    'input',
    'select',
    'textarea',
    'applet',
    'frameset',
    'link',
    'meta',
    'base',
    'title',
    'head',
    'param',
    'source',
    'track',
    'map',
    'area',
    'datalist',
    'meter',
    'progress',
  ].map((name): [string, Converter] => [name, removed]),
])

/** A heading of the page is the headline; the body's begin below it. */
function headingBlocks(flow: Flow, element: HtmlElement): Draft[] {
  const { children, displaced } = flow.inlines(element.children)
  const number = Number(element.name.slice(1))
  const level = number <= 2 ? 2 : number === 3 ? 3 : 4
  return [...(children.length === 0 ? [] : [{ type: 'heading', level, children } satisfies Draft]), ...displaced]
}

function listOrGallery(flow: Flow, element: HtmlElement): Draft[] {
  return hasClass(element, 'wp-block-gallery') || hasClass(element, 'blocks-gallery-grid')
    ? galleryFigure(flow, element)
    : listBlocks(flow, element)
}

function quoteOrEmbed(flow: Flow, element: HtmlElement): Draft[] {
  const pasted = isPastedEmbed(element) ? pastedEmbed(flow, element) : undefined
  return (
    pasted ?? (hasClass(element, 'wp-block-pullquote') ? pullQuoteBlocks(flow, element) : quoteBlocks(flow, element))
  )
}

function figureBlocks(flow: Flow, figure: HtmlElement): Draft[] | undefined {
  const classes = classesOf(figure)
  if (classes.includes('wp-block-embed')) return embedFigure(flow, figure, undefined)
  if (classes.includes('wp-block-pullquote')) return pullQuoteBlocks(flow, figure)
  if (classes.includes('wp-block-gallery')) return galleryFigure(flow, figure)
  const has = (...names: string[]) => firstNamed(figure.children, ...names) !== undefined
  if (has('table')) return tableFigure(flow, figure)
  if (has('audio', 'video')) return recordingFigure(flow, figure)
  if (has('iframe', 'blockquote', 'pre', 'ul', 'ol') || !has('img')) return undefined
  return pictureFigure(flow, figure)
}

function divBlocks(flow: Flow, element: HtmlElement): Draft[] | undefined {
  if (scriptedAddress(element, flow.context.base) !== undefined) return scriptedBlocks(flow, element)
  if (isPastedEmbed(element)) return pastedEmbed(flow, element)
  if (hasClass(element, 'wp-block-file')) return fileBlocks(flow, element, undefined, undefined)
  return undefined
}

/** A paragraph in another language than the story keeps it, as a span around its words. */
function paragraphBlocks(flow: Flow, element: HtmlElement): Draft[] | undefined {
  const { lang, dir } = element.attributes
  if (lang === undefined) return undefined
  return flow.blocks([
    { name: 'span', attributes: { lang, ...(dir === undefined ? {} : { dir }) }, children: element.children },
  ])
}

function preformatted(flow: Flow, element: HtmlElement): Draft[] {
  const text = textOf(element.children).replaceAll(/\r\n?/gu, '\n').replace(/^\n/u, '').trimEnd()
  const images = elementsNamed(element.children, 'img').flatMap((image) => pictureOf(flow, image))
  if (text.trim() === '') return images
  if (hasClass(element, 'wp-block-verse')) return [{ type: 'paragraph', children: verse(text) }, ...images]
  const language = languageOf(element)
  return [{ type: 'code', text, ...(language === undefined ? {} : { language }) }, ...images]
}

/** A poem's lines and its indents. */
function verse(text: string): Inline[] {
  return text.split('\n').flatMap((line, index): Inline[] => {
    const words = line.trimEnd().replace(/^[ \t]+/u, (indent) => '\u00a0'.repeat(indent.length))
    return [
      ...(index === 0 ? [] : [{ type: 'break' } satisfies Inline]),
      ...(words === '' ? [] : [{ type: 'text', text: words } satisfies Inline]),
    ]
  })
}

function languageOf(element: HtmlElement): string | undefined {
  const classes = [element, ...elementsNamed(element.children, 'code')].flatMap(classesOf)
  const named = classes.map((name) => /^(?:language|lang)-([\w+#.-]{1,40})$/u.exec(name)?.[1]).find(Boolean)
  return named ?? (/^[\w+#.-]{1,40}$/u.test(element.attributes.lang ?? '') ? element.attributes.lang : undefined)
}

function objectBlocks(flow: Flow, element: HtmlElement): Draft[] {
  const movie = elementsNamed(element.children, 'param').find(
    ({ attributes }) => attributes.name?.toLowerCase() === 'movie' || attributes.name?.toLowerCase() === 'src',
  )?.attributes.value
  const inner = firstNamed(element.children, 'embed', 'iframe')
  const src = movie ?? element.attributes.data ?? inner?.attributes.src
  if (src !== undefined)
    return frameBlocks(flow, { name: element.name, attributes: { ...element.attributes, src }, children: [] })
  flow.findings.add('removed-tag', element.name)
  return flow.blocks(element.children)
}

/** What folds away is a box with its summary as title; a box that holds more than paragraphs is laid out in full. */
function details(flow: Flow, element: HtmlElement): Draft[] {
  const summary = element.children.find(
    (node): node is HtmlElement => typeof node === 'object' && node.name === 'summary',
  )
  const inner = flow.blocks(element.children.filter((node) => node !== summary))
  const title = lineOf(summary === undefined ? '' : textOf(summary.children))
  const paragraphs = inner.flatMap((draft) => (draft.type === 'paragraph' ? [draft.children] : []))
  if (paragraphs.length > 0 && paragraphs.length === inner.length)
    return [{ type: 'note', tone: 'note', ...(title === '' ? {} : { title }), paragraphs }]
  return [
    ...(title === ''
      ? []
      : [
          {
            type: 'paragraph',
            children: [{ type: 'strong', children: [{ type: 'text', text: title }] }],
          } satisfies Draft,
        ]),
    ...inner,
  ]
}

/** The words of a form stay; it posts nowhere any more. */
function countedForm(flow: Flow): undefined {
  flow.findings.add('removed-tag', 'form')
}

function removed(flow: Flow, element: HtmlElement): Draft[] {
  const scripted = element.name === 'script' ? scriptedBlocks(flow, element) : undefined
  if (scripted !== undefined) return scripted
  flow.findings.add('removed-tag', element.name)
  return []
}
