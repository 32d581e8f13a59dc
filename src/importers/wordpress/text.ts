import { readHtml } from '../../kit/html-reader.ts'
import { plained } from '../../kit/visible.ts'

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu

/** Without the characters that a document refuses (they come back through references such as `&#8;`). */
export function cleanText(text: string): string {
  return text.replaceAll(controls, '').toWellFormed()
}

export function hasControls(text: string): boolean {
  return text.search(controls) !== -1
}

/** A name or title as people read it: references decoded, markup gone, white space single, its direction its own. */
export function plainText(html: string): string {
  return plained(cleanText(/[<&]/u.test(html) ? textOf(html) : html))
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

function textOf(html: string): string {
  let text = ''
  let unseen = 0
  readHtml(html, {
    ontext: (part) => {
      if (unseen === 0) text += part
    },
    onopentagname: (name) => {
      if (name === 'script' || name === 'style') unseen++
      if (name === 'br' || name === 'p') text += ' '
    },
    onclosetag: (name) => {
      if (name === 'script' || name === 'style') unseen--
    },
  })
  return text
}

/**
 * Slugs are percent-encoded in lower case where they are not ASCII, and cut at 200 bytes, sometimes inside a character.
 */
export function slugText(slug: string): string {
  const trimmed = slug.trim()
  if (!trimmed.includes('%')) return trimmed
  for (let end = trimmed.length; end > 0; end = trimmed.lastIndexOf('%', end - 1)) {
    try {
      return decodeURIComponent(trimmed.slice(0, end))
    } catch (error) {
      if (!(error instanceof URIError)) throw error
      if (trimmed.length - end > 12) return trimmed
    }
  }
  return trimmed
}

/** A copy that keeps nothing else alive: V8's short strings can be windows on the whole chunk they were cut from. */
export function detachString(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8')
}
