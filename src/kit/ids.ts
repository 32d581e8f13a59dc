import { randomBytes } from 'node:crypto'
import { normalForm } from './normal-form.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** An unguessable public id: 16 lower-case base32 characters (RFC 4648 alphabet), 80 random bits. */
export function publicId(): string {
  let id = ''
  for (const byte of randomBytes(16)) id += alphabet[byte & 31]
  return id
}

const maxSlug = 80
/** What Unicode's decomposition leaves whole. */
const letters: Record<string, string> = {
  æ: 'ae',
  ø: 'o',
  å: 'a',
  ß: 'ss',
  œ: 'oe',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
}

/**
 * Words for an address: lower case, hyphens, Latin letters without marks, other scripts as they are; at most 80
 * characters, ending at a word.
 */
export function slugify(text: string): string {
  const bare = normalForm(text, 'NFKD').replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
  const plain = normalForm(bare, 'NFC')
    .toLowerCase()
    .replace(/[æøåßœðþłđħıŋŧ]/gu, (letter) => letters[letter] ?? letter)
    .replace(/['’ʼ]/gu, '')
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  let slug = ''
  for (const word of words) {
    if (slug !== '' && [...slug, '-', ...word].length > maxSlug) break
    slug += slug === '' ? [...word].slice(0, maxSlug).join('') : `-${word}`
  }
  return slug === '' ? 'untitled' : slug
}
