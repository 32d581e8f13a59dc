import { plainText } from '../text.ts'

const before = /^\s*<!--\s+wp:paragraph\s[^>]*-->/u
const opening = /^\s*<p\b([^>]*)>/u
const classNames = new Set(['kicker', 'overline', 'eyebrow'])
const closing = '</p>'
const behind = /^\s*<!--\s+\/wp:paragraph\s+-->/u
/** In characters: of the kicker itself, and of its HTML. */
const longest = 120
const longestHtml = 300

/** Themes without a field for it let editors write the kicker as the story's first paragraph, by its class. */
export function kickerOf(content: string): { kicker: string; rest: string } {
  const none = { kicker: '', rest: content }
  const from = before.exec(content)?.[0].length ?? 0
  const found = opening.exec(content.slice(from))
  const classes = /\bclass="([^"]*)"/u.exec(found?.[1] ?? '')?.[1] ?? ''
  if (found === null || !classes.split(/\s+/u).some((name) => classNames.has(name))) return none
  const start = from + found[0].length
  const html = content.slice(start, start + longestHtml + closing.length).split(closing, 1)[0] ?? ''
  const kicker = plainText(html)
  if (html.length > longestHtml || kicker === '' || kicker.length > longest) return none
  const rest = content.slice(start + html.length + closing.length)
  return { kicker, rest: rest.slice(behind.exec(rest)?.[0].length ?? 0).trimStart() }
}
