import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import { isKnownEmbed } from '../../../articles/embeds.ts'
import type { Flow } from './context.ts'
import { classesOf, elementsNamed, firstNamed, textOf, type HtmlElement } from './html-tree.ts'
import { hrefOf, webAddress } from './links.ts'
import { lineOf } from './words.ts'

/** The fallback markup that networks hand out for pasting. */
const pastedClasses = [
  'twitter-tweet',
  'twitter-video',
  'instagram-media',
  'tiktok-embed',
  'bluesky-embed',
  'mastodon-embed',
  'fb-post',
  'fb-video',
  'reddit-embed-bq',
  'imgur-embed-pub',
]

/** An address that stood for something to be shown; a story of this site becomes a link to it. */
export function embedOf(flow: Pick<Flow, 'context'>, written: string, title?: string): Draft[] {
  const url = webAddress(written, flow.context.base)
  if (url === undefined)
    return written.trim() === '' ? [] : [{ type: 'paragraph', children: [{ type: 'text', text: lineOf(written) }] }]
  const ours = flow.context.url(url)
  if (ours.startsWith('/') && !ours.startsWith('//'))
    return [{ type: 'related', href: ours, ...(title ? { title: lineOf(title) } : {}) }]
  return [{ type: 'embed', url, ...(title ? { title: lineOf(title) } : {}) }]
}

/** `<figure class="wp-block-embed">` and its block: the address is the text of the figure. */
export function embedFigure(flow: Flow, figure: HtmlElement, address: string | undefined): Draft[] {
  const caption = firstNamed(figure.children, 'figcaption')
  const body = figure.children.filter((node) => node !== caption)
  const written = address ?? /https?:\/\/[^\s<>"]+/u.exec(textOf(body))?.[0]
  const frame = firstNamed(body, 'iframe')
  if (written === undefined)
    return [
      ...(frame === undefined ? flow.blocks(body) : frameBlocks(flow, frame)),
      ...(caption === undefined ? [] : flow.blocks(caption.children)),
    ]
  return embedOf(flow, written, caption === undefined ? undefined : textOf(caption.children))
}

/** Whether it is what a network hands out for pasting (a quote with a link back and a script). */
export function isPastedEmbed(element: HtmlElement): boolean {
  return classesOf(element).some((name) => pastedClasses.includes(name))
}

export function pastedEmbed(flow: Flow, element: HtmlElement): Draft[] | undefined {
  const links = elementsNamed(element.children, 'a').map(({ attributes }) => attributes.href)
  const addresses = [
    element.attributes.cite,
    element.attributes['data-instgrm-permalink'],
    element.attributes['data-href'],
    ...links.toReversed(),
  ]
  const found = addresses
    .map((address) => webAddress(address, flow.context.base))
    .find((address) => address !== undefined && isKnownEmbed(address))
  return found === undefined
    ? undefined
    : embedOf(flow, found.replace(/[?&]ref_src=[^&]*/u, ''), textOf(element.children).trim())
}

/** A frame of a known provider becomes an embed; any other a link, and the frame is counted as removed. */
export function frameBlocks(flow: Flow, frame: HtmlElement): Draft[] {
  const { title } = frame.attributes
  const address = frameAddress(flow, frame)
  const known = address === undefined ? undefined : framedAddress(new URL(address))
  if (known !== undefined) return embedOf(flow, known, title)
  flow.findings.add('removed-tag', frame.name)
  return address === undefined ? [] : [linkParagraph(flow, address, title || address)]
}

export function isKnownFrame(flow: Flow, frame: HtmlElement): boolean {
  const address = frameAddress(flow, frame)
  return address !== undefined && framedAddress(new URL(address)) !== undefined
}

function frameAddress(flow: Flow, { attributes }: HtmlElement): string | undefined {
  const src = attributes.src?.startsWith('about:') ? undefined : attributes.src
  return webAddress(src ?? attributes['data-src'] ?? attributes['data-lazy-src'] ?? attributes.data, flow.context.base)
}

export function linkParagraph(flow: Flow, address: string, words: string): Draft {
  const href = hrefOf(flow, address)
  const text: Inline = { type: 'text', text: lineOf(words) || address }
  return { type: 'paragraph', children: href === undefined ? [text] : [{ type: 'link', href, children: [text] }] }
}

/** The page that a player's address belongs to. */
function framedAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^(www|m)\./u, '')
  const path = url.pathname
  if (/^(youtube(-nocookie)?\.com)$/u.test(host)) return youTubePage(url)
  if (host === 'player.vimeo.com') return vimeoPage(path)
  if (host === 'w.soundcloud.com' || host === 'api.soundcloud.com') return url.searchParams.get('url') ?? undefined
  if (host === 'facebook.com' && path.startsWith('/plugins/')) return url.searchParams.get('href') ?? undefined
  if (host === 'platform.twitter.com')
    return url.searchParams.has('id') ? `https://x.com/i/status/${url.searchParams.get('id')}` : undefined
  if (host === 'open.spotify.com') return `https://open.spotify.com${path.replace(/^\/embed(-podcast)?\//u, '/')}`
  if (host === 'dailymotion.com' && path.startsWith('/embed/video/'))
    return `https://www.dailymotion.com/video/${path.slice(13)}`
  if (host === 'tiktok.com' && /^\/(embed|player)/u.test(path))
    return `https://www.tiktok.com/@/video/${path.split('/').at(-1)}`
  return isKnownEmbed(url.href) ? url.href : undefined
}

function vimeoPage(path: string): string {
  const id = /^\/video\/(\d+)/u.exec(path)?.[1]
  return id === undefined ? path : `https://vimeo.com/${id}`
}

function youTubePage(url: URL): string {
  const list = url.searchParams.get('list')
  const id = /^\/(?:embed|v)\/([\w-]{6,20})/u.exec(url.pathname)?.[1]
  if (id === undefined || id === 'videoseries')
    return list === null ? url.href : `https://www.youtube.com/playlist?list=${encodeURIComponent(list)}`
  const start = url.searchParams.get('start')
  return `https://www.youtube.com/watch?v=${id}${start !== null && /^\d+$/u.test(start) ? `&t=${start}` : ''}`
}
