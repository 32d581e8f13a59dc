/** Running text as a sequence of letters, each with its marks, and of words. */
import { marksKey, isRun, type Marks, type Part, type Run, type Tree } from './tree.ts'

/** The letter that represents a node between words. */
const leafLetter = '\ufffc'

export type Letters = { text: string; marks: Marks[]; leaves: Map<number, Tree> }
export type Word = { key: string; start: number; end: number }

/** Places count as in JavaScript and Yjs: UTF-16 units, and one for each leaf. */
export function lettersOf(parts: readonly Part[]): Letters {
  const letters: Letters = { text: '', marks: [], leaves: new Map() }
  for (const part of parts) {
    if (isRun(part)) {
      letters.text += part.text
      for (let count = 0; count < part.text.length; count++) letters.marks.push(part.marks)
      continue
    }
    letters.leaves.set(letters.text.length, part)
    letters.text += leafLetter
    letters.marks.push({})
  }
  return letters
}

/** Scripts that put no spaces between words. */
const unspaced = /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u

/**
 * Words, the spaces between them, and punctuation marks one by one; in scripts without spaces, each letter. Marks make
 * no difference.
 */
export function splitWords({ text, leaves }: Letters): Word[] {
  const words: Word[] = []
  for (const { 0: whole, index } of text.matchAll(/[\p{L}\p{M}\p{N}_]+|\s+|[^]/gu)) {
    let start = index
    for (const key of unspaced.test(whole) ? whole : [whole]) {
      const leaf = leaves.get(start)
      const end = start + key.length
      words.push({ key: leaf === undefined ? key : `${key}${JSON.stringify(leaf)}`, start, end })
      start = end
    }
  }
  return words
}

/** The letters between two places as words with marks and leaves. */
export function partsBetween(letters: Letters, from: number, to: number): Part[] {
  const parts: Part[] = []
  let run: Run | undefined
  for (let place = from; place < to; place++) {
    const leaf = letters.leaves.get(place)
    const marks = letters.marks[place] ?? {}
    if (leaf !== undefined) {
      parts.push(leaf)
      run = undefined
    } else if (run !== undefined && (run.marks === marks || marksKey(run.marks) === marksKey(marks))) {
      run.text += letters.text[place]
    } else {
      run = { text: letters.text[place] ?? '', marks }
      parts.push(run)
    }
  }
  return parts
}
