import { escape } from '../../kit/markup.ts'
import { normalForm } from '../../kit/normal-form.ts'
import type { Block, BlockOf, BlockRenderers, Document, Inline, List } from '../document.ts'
import { embedOf } from '../embeds.ts'
import { sanitizeStaffHtml } from '../sanitize.ts'
import { renderInlines } from './inlines.ts'
import { inlineText } from './text.ts'
import { downloadLink, fileFacts, pictureTag, type MediaView } from './web-media.ts'

/** Everything that the renderer cannot know by itself, as plain values: it fetches nothing. */
export type WebContext = {
  media(ref: string): MediaView | undefined
  /** Undefined: the story is not there (any more), and the block is left out. */
  related(href: string): { href: string; title: string } | undefined
  person(slug: string): string | undefined
  /** HTML of the poll's panel; undefined leaves it out. */
  poll(block: BlockOf<'poll'>): string | undefined
  isSponsored(href: string): boolean
  /** HTML that goes before a block: the disclosure before the first paid link. */
  before(blockId: string): string | undefined
  words: WebWords
  /** A calendar day (2026-10-01) as the page writes it; without this it stands as it is. */
  day?(date: string): string
}

export type WebWords = {
  related: string
  source: string
  play: (provider: string) => string
  watch: (provider: string) => string
  download: string
  unreadable: string
  editorNote: string
  /** Between what is said of a quote (kit/comma.ts). */
  comma: string
}

/** The body of a story: escaped HTML for inside `<div class="body">`. */
export function renderWeb(document: Document, context: WebContext): string {
  let html = ''
  const page: Page = { context, ids: new Map() }
  for (const block of document.blocks) {
    const rendered = renderBlock(block, page)
    if (rendered !== '') html += (context.before(block.id) ?? '') + rendered
  }
  return html
}

/** `ids`: of headings, with how many begin with the same words. */
type Page = { context: WebContext; ids: Map<string, number> }

function renderBlock(block: Block, page: Page): string {
  // The table has a renderer for each type; the lookup cannot tell the compiler that block and renderer belong
  // together.
  const render = renderers[block.type] as (block: Block, page: Page) => string
  return render(block, page)
}

const renderers: BlockRenderers<string, Page> = {
  paragraph: ({ id, children }, page) => `<p id="${id}" dir="auto">${inlines(children, page)}</p>\n`,
  heading: ({ id, level, children }, page) =>
    `<h${level} id="${headingId(children, id, page)}">${inlines(children, page)}</h${level}>\n`,
  list: ({ list }, page) => `${renderList(list, page)}\n`,
  quote: renderQuote,
  pullQuote: ({ children, attribution }, page) => {
    const origin = attribution ? `<p class="attribution">${escape(attribution)}</p>` : ''
    return `<aside class="pull-quote"><p>${inlines(children, page)}</p>${origin}</aside>\n`
  },
  picture: ({ width, ...picture }, page) => renderPicture(picture, width === 'wide' ? 'picture wide' : 'picture', page),
  gallery: ({ pictures, caption }, page) => {
    const figures = pictures.map((picture) => renderPicture(picture, 'picture', page)).join('')
    const words = caption ? `<p class="caption">${inlines(caption, page)}</p>` : ''
    return `<div class="gallery">${figures}${words}</div>\n`
  },
  embed: renderEmbed,
  file: ({ media, name }, page) => {
    const view = page.context.media(media)
    if (view === undefined || view.kind === 'image') return ''
    const facts = `<span class="quiet">${fileFacts(view)}</span>`
    return `<p class="file">${downloadLink(view.href, name)} ${facts}</p>\n`
  },
  audio: renderAudio,
  table: renderTable,
  code: ({ language, text }) => {
    const attribute = language ? ` data-language="${escape(language)}"` : ''
    return `<pre class="code" tabindex="0"><code${attribute}>${escape(text)}</code></pre>\n`
  },
  divider: () => '<hr>\n',
  related: ({ href, title }, { context }) => {
    const story = context.related(href)
    if (story === undefined) return ''
    const link = `<a href="${escape(story.href)}">${escape(title || story.title)}</a>`
    return `<aside class="related"><strong>${escape(context.words.related)}</strong> ${link}</aside>\n`
  },
  poll: (block, { context }) => context.poll(block) ?? '',
  note: ({ tone, title, paragraphs }, page) => {
    const className = tone === 'note' ? 'note' : `note ${tone}`
    return `<aside class="${className}">${noteTitle(tone, title, page)}${renderParagraphs(paragraphs, page)}</aside>\n`
  },
  html: ({ html }) => `<div class="html">${sanitizeStaffHtml(html).html}</div>\n`,
  fold: () => '',
}

function noteTitle(tone: BlockOf<'note'>['tone'], title: string | undefined, { context }: Page): string {
  const text = title || toneTitle(tone, context.words)
  return text === '' ? '' : `<p class="label">${escape(text)}</p>`
}

function toneTitle(tone: BlockOf<'note'>['tone'], { editorNote, unreadable }: WebWords): string {
  if (tone === 'editor') return editorNote
  return tone === 'unknown' ? unreadable : ''
}

function renderParagraphs(paragraphs: readonly (readonly Inline[])[], page: Page): string {
  return paragraphs.map((paragraph) => `<p dir="auto">${inlines(paragraph, page)}</p>`).join('')
}

function renderAudio({ media, title, caption }: BlockOf<'audio'>, page: Page): string {
  const view = page.context.media(media)
  if (view === undefined || view.kind === 'image') return ''
  const words = [
    title ? `<strong>${escape(title)}</strong>` : '',
    caption ? `<span class="caption">${inlines(caption, page)}</span>` : '',
  ]
    .filter(Boolean)
    .join(' ')
  const player = `<audio controls preload="none" src="${escape(view.href)}"></audio>`
  const download = downloadLink(view.href, page.context.words.download)
  return `<figure class="audio">${player}<figcaption>${words} ${download}</figcaption></figure>\n`
}

function renderQuote(quote: BlockOf<'quote'>, page: Page): string {
  const attribution = attributionOf(quote, page)
  const words = `<blockquote>${renderParagraphs(quote.paragraphs, page)}</blockquote>`
  const caption = attribution === '' ? '' : `<figcaption>${attribution}</figcaption>`
  return `<figure class="quote" id="${quote.id}">${words}${caption}</figure>\n`
}

/** Who said it, in what capacity. Source: where, when. */
function attributionOf(quote: BlockOf<'quote'>, page: Page): string {
  const facts: string[] = []
  const origins: string[] = []
  if (quote.speaker) facts.push(`<span class="speaker">${speakerOf(quote.speaker, quote.person, page)}</span>`)
  if (quote.capacity) facts.push(`<span class="capacity">${escape(quote.capacity)}</span>`)
  if (quote.translation) facts.push(`<span class="translation">${escape(quote.translation)}</span>`)
  const source = quote.sourceName || quote.sourceUrl
  if (source) {
    const origin = quote.sourceUrl ? linkTag(quote.sourceUrl, escape(source), undefined, page) : escape(source)
    origins.push(`<span class="source">${escape(page.context.words.source)}: ${origin}</span>`)
  }
  if (quote.saidOn) {
    const day = escape(page.context.day?.(quote.saidOn) ?? quote.saidOn)
    const group = source ? origins : facts
    group.push(`<time datetime="${quote.saidOn}">${day}</time>`)
  }
  return [facts, origins]
    .filter((group) => group.length > 0)
    .map((group) => group.join(page.context.words.comma))
    .join('. ')
}

function speakerOf(speaker: string, person: string | undefined, { context }: Page): string {
  const href = person === undefined ? undefined : context.person(person)
  return href === undefined ? escape(speaker) : `<a href="${escape(href)}">${escape(speaker)}</a>`
}

type PictureFields = Pick<BlockOf<'picture'>, 'media' | 'alt' | 'caption' | 'credit'>

function renderPicture({ media, alt, caption, credit }: PictureFields, className: string, page: Page): string {
  const view = page.context.media(media)
  const words = [
    caption && caption.length > 0 ? `<span class="caption">${inlines(caption, page)}</span>` : '',
    credit ? `<span class="credit">${escape(credit)}</span>` : '',
  ]
    .filter(Boolean)
    .join(' ')
  if (view === undefined || view.kind !== 'image') return ''
  const figcaption = words === '' ? '' : `<figcaption>${words}</figcaption>`
  return `<figure class="${className}">${pictureTag(view, alt)}${figcaption}</figure>\n`
}

/**
 * A still or a drawn card that is a plain link; a script plays the frame in its place. Nothing is asked of the provider
 * before.
 */
function renderEmbed({ url, title, introduction, still }: BlockOf<'embed'>, page: Page): string {
  const { context } = page
  const { frameUrl, provider, ratio } = embedOf(url)
  const view = still === undefined ? undefined : context.media(still)
  const card = `<span class="embed-card"><span class="embed-title">${escape(title || url)}</span></span>`
  const picture = view?.kind === 'image' ? pictureTag(view, title ?? '') : card
  const words = inlines(introduction ?? [], page)
  const intro = introduction && introduction.length > 0 ? `<p class="embed-introduction" dir="auto">${words}</p>\n` : ''
  const anchor = `class="embed-facade" href="${escape(url)}" rel="noopener nofollow"`
  const providerTag = (label: string) => `<span class="embed-provider">${escape(label)}</span>`
  if (frameUrl === undefined) {
    const label = providerTag(context.words.watch(provider))
    return `${intro}<figure class="embed"><a ${anchor}>${picture}${label}</a></figure>\n`
  }
  const name = escape(title || provider)
  const frame = `data-frame="${escape(frameUrl)}" data-title="${name}" data-ratio="${ratio}"`
  const label = `<span class="play" aria-hidden="true"></span>${providerTag(context.words.play(provider))}`
  return `${intro}<figure class="embed"><a ${anchor} ${frame}>${picture}${label}</a></figure>\n`
}

function renderTable({ caption, headerRows, headerColumn, rows }: BlockOf<'table'>, page: Page): string {
  const headOf = (isHead: boolean, index: number) => {
    if (isHead) return 'col'
    return headerColumn && index === 0 ? 'row' : undefined
  }
  const cells = (row: readonly Inline[][], isHead: boolean) =>
    row.map((cell, index) => tableCell(inlines(cell, page), headOf(isHead, index))).join('')
  const group = (part: readonly Inline[][][], isHead: boolean) =>
    part.map((row) => `<tr>${cells(row, isHead)}</tr>`).join('')
  const label = caption ? escape(inlineText(caption)) : 'Table'
  const title = caption ? `<caption>${inlines(caption, page)}</caption>` : ''
  const head = headerRows > 0 ? `<thead>${group(rows.slice(0, headerRows), true)}</thead>` : ''
  const body = `<tbody>${group(rows.slice(headerRows), false)}</tbody>`
  const table = `<table>${title}${head}${body}</table>`
  return `<div class="table-scroll" tabindex="0" role="region" aria-label="${label}">${table}</div>\n`
}

/** An empty corner heads nothing. */
function tableCell(words: string, heads: 'col' | 'row' | undefined): string {
  return heads === undefined || words === '' ? `<td>${words}</td>` : `<th scope="${heads}">${words}</th>`
}

function renderList({ ordered, start, items }: List, page: Page): string {
  const tag = ordered ? 'ol' : 'ul'
  const body = items
    .map(
      ({ children, list }) =>
        `<li dir="auto">${inlines(children, page)}${list === undefined ? '' : renderList(list, page)}</li>`,
    )
    .join('')
  return `<${tag}${ordered && start !== undefined && start !== 1 ? ` start="${start}"` : ''}>${body}</${tag}>`
}

function inlines(nodes: readonly Inline[], page: Page): string {
  return renderInlines(
    nodes,
    (href, label, rel) => linkTag(href, label, rel, page),
    (id) => anchorTag(id, page),
  )
}

/** What the page around a story calls its own parts: a link to such a name leads there. */
const ofThePage =
  /^(?:main|conversation|corrections|disclosure|reply|search|quick-search|(?:comment|poll|search)-.*|.*-heading)$/u

/** The first place of a name is the one that links lead to. */
function anchorTag(id: string, { ids }: Page): string {
  if (ids.has(id) || ofThePage.test(id)) return ''
  ids.set(id, 1)
  return `<span id="${escape(id)}"></span>`
}

function linkTag(href: string, label: string, rel: 'sponsored' | 'ugc' | undefined, { context }: Page): string {
  return `<a href="${escape(href)}"${relOf(rel === 'sponsored' || context.isSponsored(href), rel)}>${label}</a>`
}

function relOf(isPaid: boolean, rel: 'sponsored' | 'ugc' | undefined): string {
  if (isPaid) return ' rel="sponsored noopener"'
  return rel === 'ugc' ? ' rel="ugc nofollow"' : ''
}

function headingId(children: readonly Inline[], fallback: string, { ids }: Page): string {
  const words = normalForm(inlineText(children).toLowerCase(), 'NFC')
  const slug =
    words
      .match(/[\p{L}\p{M}\p{N}]+/gu)
      ?.join('-')
      .slice(0, 60) || fallback
  let id = slug
  // Counted on from the last of the same words: a page may have thousands.
  let number = ids.get(slug) ?? 1
  while (ids.has(id)) id = `${slug}-${++number}`
  ids.set(slug, number).set(id, Math.max(1, ids.get(id) ?? 1))
  return escape(id)
}
