import type { Document } from '../document.ts'
import { blockText } from './text.ts'

const teaserLength = 280

/** What a list shows of a story: its words up to the fold, or the beginning of its first paragraphs. */
export function teaserOf(document: Document): string {
  const fold = document.blocks.findIndex(({ type }) => type === 'fold')
  const blocks = (fold === -1 ? document.blocks : document.blocks.slice(0, fold)).filter(
    ({ type }) => type === 'paragraph',
  )
  const text = blocks
    .map((block) => blockText(block))
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim()
  return shorten(text, fold === -1 ? teaserLength : 600)
}

/** Cut at a word's end, with an ellipsis where something was cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length)
  const space = cut.lastIndexOf(' ')
  return `${withoutStopsAtEnd(space > length / 2 ? cut.slice(0, space) : cut)}…`
}

function withoutStopsAtEnd(text: string): string {
  let end = text.length
  while (end > 0 && /[\s,;:–—-]/u.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

/** Words; in scripts without spaces two characters count as one. */
export function wordCount(text: string): number {
  // Most texts have none of them, which one look says sooner than a walk through all that they have.
  if (text.search(spaceless) === -1) return wordsIn(text)
  const characters = text.match(spaceless)?.length ?? 0
  return wordsIn(text.replaceAll(spaceless, ' ')) + Math.ceil(characters / 2)
}

const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu

function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu)?.length ?? 0
}

/** At 230 words a minute (adults' silent reading of non-fiction; Brysbaert 2019 found 238), never less than one. */
export function readingMinutes(words: number): number {
  return Math.max(1, Math.round(words / 230))
}
