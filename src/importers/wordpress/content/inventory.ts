/** What a text holds, taken apart for the loss check: an old story's markup, and a document of ours. */
import type { Document } from '../../../articles/document.ts'
import { readHtml } from '../../../kit/html-reader.ts'
import { cleanText } from '../text.ts'
import { isHidden } from './visibility.ts'

export type Inventory = {
  words: string
  links: string[]
  /** Written out in the text: they may have become embeds. */
  addresses: string[]
  /** Of each picture and player the addresses that it gives, the best first. */
  pictures: string[][]
  players: string[][]
  frames: number
}

const unseen = new Set(
  `script style noscript template textarea select option title svg math head canvas rp datalist object applet
  iframe`.split(/\s+/u),
)
const inline = new Set(
  `a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup
  time tt u var wbr`.split(/\s+/u),
)
/** Elements without an end. */
const single = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))

/** The words, links, pictures and players that a reader of the old page met. */
export function inventoryOf(html: string): Inventory {
  const found: Inventory = { words: '', links: [], addresses: [], pictures: [], players: [], frames: 0 }
  const open: { name: string; isUnseen: boolean; link: string | undefined }[] = []
  let unseenDepth = 0
  let words = ''
  readHtml(cleanText(withoutShortcodes(html)), {
    ontext(text) {
      if (unseenDepth > 0) return
      words += text
      const last = open.findLast(({ link }) => link !== undefined)
      if (last?.link !== undefined && text.trim() !== '') {
        found.links.push(last.link)
        last.link = undefined
      }
    },
    onopentag(name, attributes) {
      if (!inline.has(name)) words += ' '
      const isSeen = !isHidden({ name, attributes, children: [] }) && !isOfEditor(attributes)
      const isUnseen = unseen.has(name) || !isSeen
      if (unseenDepth === 0 && isSeen) note(found, name, attributes)
      if (single.has(name)) return
      if (isUnseen) unseenDepth++
      open.push({ name, isUnseen, link: name === 'a' ? attributes.href : undefined })
    },
    onclosetag(name) {
      if (!inline.has(name)) words += ' '
      if (single.has(name) || open.at(-1)?.name !== name) return
      if (open.pop()?.isUnseen) unseenDepth--
    },
  })
  const addresses = [...words.matchAll(/https?:\/\/[^\s<>"']+/giu)].map(([address]) => address)
  return { ...found, addresses, words: words.replaceAll(/https?:\/\/[^\s<>"']+/giu, ' ') }
}

function note(found: Inventory, name: string, attributes: Record<string, string>): void {
  if (name === 'img' && !isSmall(attributes)) found.pictures.push(addressesOf(attributes))
  else if (name === 'audio' || name === 'video') {
    if (attributes.src !== undefined) found.players.push([attributes.src])
  } else if (name === 'iframe' && attributes.src !== undefined) found.frames++
}

/** Buttons that the block editor writes beside a file. */
function isOfEditor({ class: classes = '' }: Record<string, string>): boolean {
  return classes.includes('wp-block-file__button')
}

/** A tracker, a smiley. */
function isSmall({ width, height, class: classes = '' }: Record<string, string>): boolean {
  return (width === '1' && height === '1') || /\b(?:wp-smiley|emoji)\b/u.test(classes)
}

function addressesOf(attributes: Record<string, string>): string[] {
  return [attributes['data-src'], attributes['data-lazy-src'], attributes['data-original'], attributes.src].filter(
    (address): address is string => address !== undefined && !address.startsWith('data:'),
  )
}

/** Tags of shortcodes are no words; what stands between them is. A note begins a word of its own. */
function withoutShortcodes(html: string): string {
  return html.replaceAll(/\[\/?[a-z][^[\]]*\]/giu, (tag) => (/^\[\/?[a-z_]*(?:note|ref|fn)/iu.test(tag) ? ' ' : ''))
}

export type HeldBy = { words: string; addresses: Set<string>; media: Set<string>; embeds: number }

/** What a document holds, whatever its blocks; `further` are words that stand beside it. */
export function heldBy({ blocks }: Document, further: readonly string[] = []): HeldBy {
  const held: HeldBy = { words: further.join(' '), addresses: new Set(), media: new Set(), embeds: 0 }
  for (const block of blocks) {
    if (block.type === 'embed' || block.type === 'related' || block.type === 'poll') held.embeds++
    if (block.type === 'related') held.words += ` ${relatedWords} `
    collect(held, block)
    held.words += ' '
  }
  return held
}

/** The line that led to another story said so; here the page says it. */
const relatedWords =
  'RELATED Related related story stories READ MORE Read more READ Read next also ALSO See SEE also on this'

const textKeys = new Set(
  'text title alt credit speaker capacity translation sourceName attribution name introduction'.split(' '),
)
const addressKeys = new Set(['href', 'url', 'sourceUrl'])

function collect(held: HeldBy, value: unknown, key = ''): void {
  if (typeof value === 'string') {
    if (key === 'html') collectHtml(held, value)
    else if (addressKeys.has(key)) held.addresses.add(value)
    else if (key === 'media' || key === 'still') held.media.add(value)
    else if (textKeys.has(key)) held.words += key === 'text' ? value : ` ${value} `
    return
  }
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) {
      if (index > 0 && !isInline(one)) held.words += ' '
      collect(held, one)
    }
    return
  }
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && value.type === 'break') held.words += ' '
  const isWithinLine = isInline(value)
  for (const [name, inner] of Object.entries(value)) {
    collect(held, inner, name)
    if (!isWithinLine) held.words += ' '
  }
}

const inlineTypes = new Set('text strong emphasis sub sup strike code link language break anchor'.split(' '))

function isInline(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  return typeof value.type === 'string' && inlineTypes.has(value.type)
}

function collectHtml(held: HeldBy, html: string): void {
  const { words, links, pictures } = inventoryOf(html)
  held.words += ` ${words} `
  for (const link of links) held.addresses.add(link)
  for (const [address] of pictures) if (address !== undefined) held.addresses.add(address)
}
