/** What page builders keep in the attributes of a shortcode: pictures, films, headings, buttons. */
import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import { isKnownEmbed } from '../../../articles/embeds.ts'
import type { Flow } from './context.ts'
import { embedOf } from './embeds.ts'
import { parseHtml } from './html-tree.ts'
import { hrefOf, webAddress } from './links.ts'
import { attachmentPicture, galleryOf, pictureOf } from './pictures.ts'
import { decodeReferences } from './references.ts'
import type { Shortcode } from './shortcodes.ts'
import { audioBlocks, fileLink } from './sounds-and-files.ts'
import { lineOf } from './words.ts'

const pictureKey =
  /^(?:.*_)?(?:image|images|img|photo|photos|picture|pictures|attachment|attachment_id|image_id|image_url|img_id|gallery_ids|media|media_id)$/u
const addressKey =
  /^(?:.*_)?(?:src|url|image|image_url|img|photo|picture|video|video_url|video_link|link|file|audio|mp3|mp4|href)$/u
const unseenKey = /background|_hover|logo|parallax|pattern|overlay|placeholder|^bg_|icon/u

/** Pictures, films and sounds that the attributes name: by the attachment's number or by address. */
export function mediaInAttributes(flow: Flow, { attributes }: Shortcode): Draft[] {
  const drafts: Draft[] = []
  const shown = new Set<string>()
  const alt = attributes.get('alt') ?? attributes.get('title_text') ?? ''
  for (const [key, value] of attributes) {
    if (unseenKey.test(key) || shown.has(value)) continue
    const found = numbered(flow, key, value) ?? addressed(flow, key, value, alt)
    if (found.length > 0) shown.add(value)
    drafts.push(...found)
  }
  return drafts
}

function numbered(flow: Flow, key: string, value: string): Draft[] | undefined {
  if (!pictureKey.test(key) || !/^\d{1,12}(?:\s*,\s*\d{1,12})*$/u.test(value.trim())) return undefined
  const ids = value.split(',').map(Number)
  const known = ids.filter((id) => id > 0 && flow.context.media(id)?.kind !== 'file')
  if (known.every((id) => flow.context.media(id) === undefined)) return undefined
  const pictures = known.flatMap((id) => attachmentPicture(flow, id))
  return ids.length === 1 ? pictures : galleryOf(pictures)
}

function addressed(flow: Flow, key: string, written: string, alt: string): Draft[] {
  if (!addressKey.test(key) || written.startsWith('url:')) return []
  const address = /^(?:https?:)?\/\/\S+$|^\/\S+\.\w{2,4}$/iu.test(written)
    ? webAddress(written, flow.context.base)
    : undefined
  if (address === undefined) return []
  const found = flow.context.media(address)
  const isLink = /link$|^href$|^url$/u.test(key)
  if (isKnownEmbed(address) && !(isLink && key !== 'url' && !key.includes('video') && key !== 'link'))
    return embedOf(flow, address)
  const isPicture = /\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|$)/iu.test(address)
  if (found?.kind === 'audio') return audioBlocks(flow, { written: address })
  if (found !== undefined && found.kind !== 'image' && found.kind !== undefined) return fileLink(flow, address, found)
  if (found === undefined && (!isPicture || isLink)) return []
  return pictureOf(flow, { name: 'img', attributes: { src: address, ...(alt === '' ? {} : { alt }) }, children: [] })
}

const headingKey = /^(?:title|heading|headline|custom_title|primary_title|main_title|header|question|text)$/u
const wordsKey =
  /^(?:subtitle|sub_title|subhead|subheading|secondary_title|description|content|quote|text|author|job_title|position|company_name|caption|answer|label|message|h2|h3|h4|number|percent)$/u
const buttonText = ['button_text', 'btn_text', 'button_title', 'link_text', 'cta_text']
const buttonAddress = ['button_url', 'btn_url', 'button_link', 'link_url', 'link', 'url', 'href']

/** Words that a builder's element keeps in its attributes. */
export function wordsInAttributes(flow: Flow, { name, attributes }: Shortcode): Draft[] {
  const drafts: Draft[] = []
  const isButton = /button|btn|cta_button/u.test(name)
  for (const [key, written] of attributes) {
    const words = wordsOf(written)
    if (!/[\p{L}\p{N}]/u.test(words) || isButton) continue
    if (headingKey.test(key) && (key !== 'text' || /head|title/u.test(name)))
      drafts.push({ type: 'heading', level: levelOf(attributes), children: [{ type: 'text', text: lineOf(words) }] })
    else if (wordsKey.test(key) && /\p{L}{2}/u.test(words)) drafts.push(...flow.html(words))
  }
  return [...drafts, ...buttonOf(flow, attributes, isButton)]
}

/** WPBakery writes some values percent-encoded, and quotes as two accents. */
function wordsOf(written: string): string {
  const raw = rawHtml(written)
  if (raw !== undefined) return raw
  const plain = /%[0-9a-f]{2}/iu.test(written) && !/\s/u.test(written) ? decoded(written) : written
  return decodeReferences(plain.replaceAll('``', '"').replaceAll('`{`', '[').replaceAll('`}`', ']')).trim()
}

function levelOf(attributes: ReadonlyMap<string, string>): 2 | 3 | 4 {
  const said = ['font_container', 'header_level', 'title_tag', 'heading_tag', 'tag', 'size', 'level', 'h']
    .map((key) => /(?:^|tag:|h)([1-6])\b|\bh([1-6])\b/u.exec(attributes.get(key) ?? ''))
    .find((found) => found !== null)
  const number = Number(said?.[1] ?? said?.[2] ?? 2)
  return number <= 2 ? 2 : number === 3 ? 3 : 4
}

function buttonOf(flow: Flow, attributes: ReadonlyMap<string, string>, isButton: boolean): Draft[] {
  const value = (keys: readonly string[]) => keys.map((key) => attributes.get(key) ?? '').find(Boolean) ?? ''
  const words = value([...buttonText, ...(isButton ? ['title', 'text', 'label'] : [])])
  const written = value(buttonAddress)
  const address = written.startsWith('url:') ? decoded(/^url:([^|]*)/u.exec(written)?.[1] ?? '') : written
  if (words === '') return []
  const href = address === '' || address === '#' ? undefined : hrefOf(flow, address)
  const text: Inline = { type: 'text', text: lineOf(wordsOf(words)) || lineOf(words) }
  return [{ type: 'paragraph', children: href === undefined ? [text] : [{ type: 'link', href, children: [text] }] }]
}

/** Raw HTML that builders store in base64, percent-encoded before that; undefined for what is none. */
export function rawHtml(written: string): string | undefined {
  const packed = written.replaceAll(/<\/?p>|\s/giu, '')
  if (packed.length < 12 || packed.length % 4 === 1 || !/^[A-Za-z\d+/]+={0,2}$/u.test(packed)) return undefined
  const bytes = Buffer.from(packed, 'base64')
  const text = decoded(bytes.toString('utf8'))
  return /[<>]|^\s*$/u.test(text) && !text.includes('\ufffd') ? text : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether HTML says anything to a reader. */
export function hasNodes(html: string): boolean {
  return parseHtml(html).some((node) => typeof node !== 'string' || node.trim() !== '')
}
