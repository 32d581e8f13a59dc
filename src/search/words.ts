/**
 * Finding stories by their words: what a word is, in any script, and when two are the same. Both engines index the
 * words that this file makes, so that they find the same stories.
 */
import { normalForm } from '../kit/normal-form.ts'

export type Token = { word: string; from: number; to: number }

/** Scripts that put no spaces between words: their runs are indexed as overlapping pairs of characters. */
const spaceless =
  /[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]&&[\p{L}\p{N}\p{M}]]+|[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]+/gv
const isSpaceless = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/v
const longest = 40

/** The words of a text in order, each folded, with its place in the text. */
export function* tokens(text: string): Generator<Token> {
  for (const { 0: run, index } of text.matchAll(spaceless)) {
    if (isSpaceless.test(run)) yield* pairs(run, index)
    else if (!isElision(text, run, index)) {
      const word = fold(run)
      if (word !== '') yield { word, from: index, to: index + run.length }
    }
  }
}

export function wordsOf(text: string): string[] {
  return Array.from(tokens(text), ({ word }) => word)
}

/** AB, BC, C: the last character stands alone too, so that each begins a word that a search for it alone finds. */
function* pairs(run: string, index: number): Generator<Token> {
  const characters = [...run]
  let from = index
  for (const [place, character] of characters.entries()) {
    const next = characters[place + 1] ?? ''
    yield { word: fold(character + next), from, to: from + character.length + next.length }
    from += character.length
  }
}

/** The s of "harbour's", the l of "l'eau": no words. */
function isElision(text: string, run: string, index: number): boolean {
  return run.length === 1 && (isApostrophe(text[index - 1]) || isApostrophe(text[index + 1]))
}

function isApostrophe(character: string | undefined): boolean {
  return character === "'" || character === '’'
}

/**
 * Points and accents of Latin, Greek, Cyrillic, Hebrew and Arabic; the tatweel. Marks that other scripts spell with
 * stay.
 */
const marks = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c-\u200f]/gu
const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ة: 'ه',
  ک: 'ك',
  ...Object.fromEntries(
    ['٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹'].flatMap((digits) => [...digits].map((digit, value) => [digit, String(value)])),
  ),
}
const foldable = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu')
/** "And the", "with the", "the": written as one with the word. */
const arabicArticle = /^(?:[وبكف]?ال|لل)(?=\p{L}{3})/u

/** One way of writing a word: no capitals, no accents, no joined article. */
export function fold(word: string): string {
  if (/^[a-z0-9]+$/u.test(word)) return word.slice(0, longest)
  const unmarked = normalForm(normalForm(word.toLowerCase(), 'NFKD').replace(marks, ''), 'NFC')
  const bare = unmarked.replace(foldable, (letter) => letters[letter] ?? letter)
  return [...bare.replace(arabicArticle, '')]
    .slice(0, longest)
    .join('')
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '')
}

export function isWrittenWithoutSpaces(word: string): boolean {
  return isSpaceless.test(word)
}

/** A word that can be mistyped: letters, written with spaces between words. */
export function isSpelled(word: string): boolean {
  return /^[\p{L}\p{M}]{4,32}$/u.test(word) && !isSpaceless.test(word)
}
