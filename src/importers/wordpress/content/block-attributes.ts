/** Words, pictures and addresses that a plugin's block keeps in its attributes alone. */
import type { Draft } from '../../../articles/document-ids.ts'
import { isKnownEmbed } from '../../../articles/embeds.ts'
import type { BlockAttributes } from './block-delimiters.ts'
import type { Flow } from './context.ts'
import { embedOf } from './embeds.ts'
import { parseHtml, textOf } from './html-tree.ts'
import { webAddress } from './links.ts'
import { attachmentPicture, pictureOf } from './pictures.ts'

/** Of one block. */
const most = { depth: 6, values: 500 }

const settings = new Set(
  `name id mode anchor lock metadata style layout size type variant slug tag level ref lang version position orientation
  animation target rel theme format date_format taxonomy post_type postType category categories tags state status
  linkDestination sizeSlug`.split(/\s+/u),
)
const settingStart = /^(?:_|align|class|icon|font|background|template|block|unique|query|order|provider|preset)/u
const settingEnd = /(?:Id|ID|_id|olou?r|Style|Size|[wW]idth|[hH]eight|Type|Icon|Tag|Animation|Font|Class|ClassName)$/u

function isSetting(key: string): boolean {
  return settings.has(key) || settingStart.test(key) || settingEnd.test(key)
}

const pictureKey = /image|img|photo|picture|portrait|media|thumbnail|logo/iu

export function blocksOfAttributes(flow: Flow, attributes: BlockAttributes): Draft[] {
  const drafts: Draft[] = []
  const shown = new Set<string>()
  let left = most.values
  const walk = (value: unknown, key: string, depth: number): void => {
    if (depth > most.depth || left-- <= 0 || isSetting(key)) return
    if (Array.isArray(value)) for (const one of value) walk(one, key, depth + 1)
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, name, depth + 1)
    else if (typeof value === 'string' || typeof value === 'number') {
      const written = String(value).trim()
      if (shown.has(written)) return
      const found = blocksOf(flow, key, written)
      if (found.length > 0) shown.add(written)
      drafts.push(...found)
    }
  }
  for (const [key, value] of Object.entries(attributes)) walk(value, key, 0)
  return drafts
}

function blocksOf(flow: Flow, key: string, written: string): Draft[] {
  if (/^\d{1,12}$/u.test(written)) {
    const isPicture = pictureKey.test(key) && flow.context.media(Number(written)) !== undefined
    return isPicture ? attachmentPicture(flow, Number(written)) : []
  }
  if (/^(?:https?:)?\/\/\S+$/iu.test(written)) return addressed(flow, written)
  return isText(key, written) ? flow.html(written) : []
}

function addressed(flow: Flow, written: string): Draft[] {
  const address = webAddress(written, flow.context.base)
  if (address === undefined) return []
  if (/\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)/iu.test(address))
    return pictureOf(flow, { name: 'img', attributes: { src: address }, children: [] })
  return isKnownEmbed(address) ? embedOf(flow, address) : flow.html(`<p><a href="${address}">${address}</a></p>`)
}

/** Words, not the values of settings: a name that begins in small letters alone, a colour, a number with its unit. */
function isText(key: string, written: string): boolean {
  if (
    /^(?:field|group)_[a-z\d]+$|^#[\da-f]{3,8}$|^[\d.]+\s?(?:px|em|rem|%|vh|vw|s|ms)?$|^var[(:]|^[{[]/iu.test(written)
  )
    return false
  const words = textOf(parseHtml(written)).trim()
  if (!/\p{L}/u.test(words)) return false
  return (
    /\s|<[a-z]/iu.test(written) ||
    /^\p{Lu}|[^\p{ASCII}]/u.test(words) ||
    /text|title|content|quote|caption|author|speaker|name|label|question|answer|heading/iu.test(key)
  )
}
