import { maxMessageBytes } from './encrypt.ts'

/**
 * A notification as the browser shows it. `navigate`: the absolute address that a click opens. `tag`: a later one with
 * the same tag takes its place. `timestamp` in milliseconds.
 */
export type DeclarativeNotification = {
  title: string
  body: string
  navigate: string
  tag?: string
  lang?: string
  dir?: 'ltr' | 'rtl' | 'auto'
  icon?: string
  image?: string
  badge?: string
  timestamp?: number
  silent?: boolean
  renotify?: boolean
  requireInteraction?: boolean
  /** `page`: the address that `navigate` finally leads to; a tab showing it comes to the front instead. */
  data?: { page: string }
}

/**
 * Declarative Web Push (W3C Push API, "declarative push message"): JSON that browsers which know it show by themselves,
 * and that our service worker shows in the others. What is too long for a push message loses the end of its body, then
 * of its title, at a word; an address is never cut.
 *
 * @throws RangeError when it is too long without any words
 */
export function declarativeMessage(notification: DeclarativeNotification): Buffer {
  const encoded = (title: string, body: string) =>
    Buffer.from(JSON.stringify({ web_push: 8030, notification: { ...notification, title, body } }))
  const { title, body, lang } = notification
  const whole = encoded(title, body)
  if (whole.length <= maxMessageBytes) return whole
  const bare = encoded('', '').length
  const room = maxMessageBytes - bare
  if (room < jsonBytes('…')) throw new RangeError(`The addresses of a notification leave no room for its words.`)
  const shorterTitle = shortened(title, room, lang)
  return encoded(shorterTitle, shortened(body, room - jsonBytes(shorterTitle), lang))
}

/** The beginning of a text that takes at most this many bytes in JSON, with an ellipsis; '' if not even that fits. */
function shortened(text: string, room: number, lang: string | undefined): string {
  if (jsonBytes(text) <= room) return text
  const byWord = beginning(text, room, new Intl.Segmenter(lang, { granularity: 'word' }))
  // A single word that fills everything, such as an address.
  return byWord === '' ? beginning(text, room, new Intl.Segmenter(lang)) : byWord
}

function beginning(text: string, room: number, segmenter: Intl.Segmenter): string {
  let left = room - jsonBytes('…')
  let end = 0
  for (const { segment, index } of segmenter.segment(text)) {
    left -= jsonBytes(segment)
    if (left < 0) break
    end = index + segment.length
  }
  while (end > 0 && /[\s,;:–—-]/u.test(text.charAt(end - 1))) end--
  const kept = text.slice(0, end)
  return kept === '' ? '' : `${kept}…`
}

/** Without the quotation marks around it. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2
}
