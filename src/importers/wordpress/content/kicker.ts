import { plainText } from '../text.ts'

const first = /^\s*(?:<!--\s+wp:paragraph\s[^>]*-->\s*)?<p\b[^>]*\bclass="(?:[^"]*\s)?(?:kicker|overline|eyebrow)(?:\s[^"]*)?"[^>]*>((?:(?!<\/p>)[\s\S]){1,300})<\/p>\s*(?:<!--\s+\/wp:paragraph\s+-->)?/u

/** Themes without a field for it let editors write the kicker as the story's first paragraph, by its class. */
export function kickerOf(content: string): { kicker: string; rest: string } {
  const found = first.exec(content)
  const kicker = plainText(found?.[1] ?? '')
  return found === null || kicker === '' || kicker.length > 120 ? { kicker: '', rest: content } : { kicker, rest: content.slice(found[0].length) }
}
