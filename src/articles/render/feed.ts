import { escape } from '../../kit/markup.ts'
import type { Block, BlockOf, BlockRenderers, Document, Inline, List } from '../document.ts'
import { embedOf } from '../embeds.ts'
import { sanitizeStaffHtml } from '../sanitize.ts'
import { renderInlines } from './inlines.ts'

export type FeedContext = {
  /** The story's absolute address: polls, and what a feed reader cannot show, lead there. */
  storyUrl: string
  absolute(href: string): string
  picture(ref: string): { src: string; width: number; height: number } | undefined
  file(ref: string): string | undefined
  isSponsored(href: string): boolean
  /** HTML that goes before a block: the disclosure before the first paid link. */
  before(blockId: string): string | undefined
  related(href: string): { href: string; title: string } | undefined
  words: { related: string; poll: string; source: string; comma: string }
}

/** The body for a feed reader: absolute addresses, no classes, nothing that runs or needs this site's stylesheet. */
export function renderFeed(document: Document, context: FeedContext): string {
  let html = ''
  for (const block of document.blocks) {
    // The table has a renderer for each type; the lookup cannot tell the compiler that block and renderer belong
    // together.
    const render = renderers[block.type] as (block: Block, context: FeedContext) => string
    const rendered = render(block, context)
    if (rendered !== '') html += (context.before(block.id) ?? '') + rendered
  }
  return html
}

const renderers: BlockRenderers<string, FeedContext> = {
  paragraph: ({ children }, context) => `<p>${inlines(children, context)}</p>`,
  heading: ({ level, children }, context) => `<h${level}>${inlines(children, context)}</h${level}>`,
  list: ({ list }, context) => listHtml(list, context),
  quote: quoteHtml,
  pullQuote: () => '',
  picture: pictureHtml,
  gallery: ({ pictures, caption }, context) =>
    pictures.map((picture) => pictureHtml(picture, context)).join('') +
    (caption ? `<p>${inlines(caption, context)}</p>` : ''),
  embed: ({ url, title, introduction, still: ref }, context) => {
    const picture = ref === undefined ? undefined : context.picture(ref)
    const label = escape(title || `${embedOf(url).provider}: ${url}`)
    const intro = introduction && introduction.length > 0 ? `<p>${inlines(introduction, context)}</p>` : ''
    const still = picture ? `<a href="${escape(url)}">${image(picture, title ?? '')}</a><br>` : ''
    return `${intro}<p>${still}<a href="${escape(url)}">${label}</a></p>`
  },
  file: ({ media, name }, context) => fileLink(context.file(media), name),
  audio: ({ media, title }, context) => fileLink(context.file(media), title || 'Audio'),
  table: tableHtml,
  code: ({ text }) => `<pre><code>${escape(text)}</code></pre>`,
  divider: () => '<hr>',
  related: ({ href, title }, context) => {
    const story = context.related(href)
    if (story === undefined) return ''
    const anchor = `<a href="${escape(context.absolute(story.href))}">${escape(title || story.title)}</a>`
    return `<p><strong>${escape(context.words.related)}</strong> ${anchor}</p>`
  },
  poll: ({ poll }, { storyUrl, words }) => {
    const url = poll === undefined ? storyUrl : `${storyUrl}#poll-${poll}`
    return `<p><a href="${escape(url)}">${escape(words.poll)}</a></p>`
  },
  note: ({ title, paragraphs }, context) => {
    const heading = title ? `<p><strong>${escape(title)}</strong></p>` : ''
    return `<blockquote>${heading}${paragraphsHtml(paragraphs, context)}</blockquote>`
  },
  html: ({ html }) => sanitizeStaffHtml(html).html,
  fold: () => '',
}

function quoteHtml(
  { paragraphs, speaker, capacity, translation, sourceName, sourceUrl }: BlockOf<'quote'>,
  context: FeedContext,
): string {
  const facts = [speaker, capacity, translation]
    .filter((fact) => fact !== undefined && fact !== '')
    .map((fact) => escape(fact ?? ''))
  const source = sourceName || sourceUrl
  if (source) {
    const origin = sourceUrl ? link(sourceUrl, escape(source), undefined, context) : escape(source)
    facts.push(`${escape(context.words.source)}: ${origin}`)
  }
  const attribution = facts.length > 0 ? `<p>${facts.join(context.words.comma)}</p>` : ''
  return `<blockquote>${paragraphsHtml(paragraphs, context)}${attribution}</blockquote>`
}

function paragraphsHtml(paragraphs: readonly (readonly Inline[])[], context: FeedContext): string {
  return paragraphs.map((paragraph) => `<p>${inlines(paragraph, context)}</p>`).join('')
}

function tableHtml({ caption, headerRows, rows }: BlockOf<'table'>, context: FeedContext): string {
  const row = (cells: readonly Inline[][], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${inlines(cell, context)}</${tag}>`).join('')}</tr>`
  const heading = caption ? `<caption>${inlines(caption, context)}</caption>` : ''
  const body = rows.map((cells, index) => row(cells, index < headerRows ? 'th' : 'td')).join('')
  return `<table>${heading}${body}</table>`
}

function pictureHtml(
  { media, alt, caption, credit }: Pick<BlockOf<'picture'>, 'media' | 'alt' | 'caption' | 'credit'>,
  context: FeedContext,
): string {
  const picture = context.picture(media)
  if (picture === undefined) return ''
  const words = [caption ? inlines(caption, context) : '', credit ? escape(credit) : ''].filter(Boolean).join(' ')
  return `<figure>${image(picture, alt)}${words === '' ? '' : `<figcaption>${words}</figcaption>`}</figure>`
}

function image({ src, width, height }: { src: string; width: number; height: number }, alt: string): string {
  return `<img src="${escape(src)}" width="${width}" height="${height}" alt="${escape(alt)}">`
}

function fileLink(href: string | undefined, name: string): string {
  return href === undefined ? '' : `<p><a href="${escape(href)}">${escape(name)}</a></p>`
}

function listHtml({ ordered, start, items }: List, context: FeedContext): string {
  const tag = ordered ? 'ol' : 'ul'
  const body = items
    .map(
      ({ children, list }) =>
        `<li>${inlines(children, context)}${list === undefined ? '' : listHtml(list, context)}</li>`,
    )
    .join('')
  return `<${tag}${ordered && start !== undefined && start !== 1 ? ` start="${start}"` : ''}>${body}</${tag}>`
}

function inlines(nodes: readonly Inline[], context: FeedContext): string {
  return renderInlines(nodes, (href, label, rel) => link(href, label, rel, context))
}

function link(href: string, label: string, rel: 'sponsored' | 'ugc' | undefined, context: FeedContext): string {
  const isPaid = rel === 'sponsored' || context.isSponsored(href)
  return `<a href="${escape(context.absolute(href))}"${isPaid ? ' rel="sponsored"' : ''}>${label}</a>`
}
