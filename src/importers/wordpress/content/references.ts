import { Parser } from 'htmlparser2'
import { cleanText } from '../text.ts'

/** HTML's character references read; tags stay as they are written. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  let out = ''
  const parser = new Parser({ ontext: (part) => (out += part) })
  parser.end(text.replaceAll('<', '&lt;'))
  return cleanText(out)
}

export function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
