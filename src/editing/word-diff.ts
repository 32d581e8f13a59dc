/** Which words were inserted and which were deleted. */
import { diffArrays } from 'diff'

export type Piece = { kind: 'same' | 'inserted' | 'deleted'; words: string }

/** Budget for comparing: beyond it a text is reported as deleted and inserted as a whole. */
export type Budget = { left: number }

/**
 * A step is one comparison: 800,000 of them take a tenth of a second (2026-11-29), and a story of 500 blocks in which
 * every word differs costs no more than that.
 */
const [maxEdits, allSteps] = [800, 800_000]

export function aBudget(): Budget {
  return { left: allSteps }
}

/** The difference of two short lists of names, each name whole, separated by dots. */
export function diffOfNames(from: readonly string[], to: readonly string[]): Piece[] {
  const names = diffArrays([...from], [...to]).flatMap(({ added, removed, value }) =>
    value.map((words): Piece => ({ kind: added ? 'inserted' : removed ? 'deleted' : 'same', words })),
  )
  return names.flatMap((piece, index) => (index === 0 ? [piece] : [{ kind: 'same', words: ' · ' }, piece]))
}

/** The word difference of two texts: without the insertions it is the first text, without the deletions the second. */
export function diffOfWords(from: string, to: string, budget: Budget): Piece[] {
  if (from === to) return from === '' ? [] : [{ kind: 'same', words: from }]
  const [before, after] = [tokensOf(from), tokensOf(to)]
  if (areStrangers(before, after)) return whole(from, to)
  const maxEditLength = Math.min(maxEdits, Math.floor(Math.sqrt(Math.max(0, budget.left))))
  const changes = diffArrays(before, after, { maxEditLength })
  if (changes === undefined) {
    budget.left -= maxEditLength ** 2
    return whole(from, to)
  }
  const edits = changes.reduce((sum, { added, removed, count }) => (added || removed ? sum + count : sum), 0)
  budget.left -= edits ** 2
  return joined(
    changes.map(({ added, removed, value }) => ({
      kind: added ? 'inserted' : removed ? 'deleted' : 'same',
      words: value.join(''),
    })),
  )
}

/** For longer texts that share few words: which "the" became which "the" tells nobody anything. */
function areStrangers(before: readonly string[], after: readonly string[]): boolean {
  const [shorter, longer] = before.length < after.length ? [before, after] : [after, before]
  const known = new Set(longer)
  const words = shorter.filter((token) => token.length > 1)
  return words.length > 20 && words.filter((word) => known.has(word)).length * 5 < words.length
}

function whole(from: string, to: string): Piece[] {
  const pieces: Piece[] = [
    { kind: 'deleted', words: from },
    { kind: 'inserted', words: to },
  ]
  return pieces.filter(({ words }) => words !== '')
}

/** Words, what is between them, and single characters in scripts without spaces: joined, they are the text again. */
function tokensOf(text: string): string[] {
  const tokens = text.match(/[\p{L}\p{N}\p{M}'’]+|\s+|[^\p{L}\p{N}\p{M}'’\s]/gu) ?? []
  return tokens.flatMap((token) =>
    spaceless.test(token) ? token.split(spaceless).filter((part) => part !== '') : token,
  )
}

const spaceless = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]\p{M}*)/u

/**
 * A lone space between two changes belongs to them: "the old harbour" for "a new port" is one change and not three.
 * Deletions come before insertions at the same place.
 */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = []
  let [deleted, inserted] = ['', '']
  const flush = () => {
    result.push(...whole(deleted, inserted))
    deleted = ''
    inserted = ''
  }
  for (const [index, { kind, words }] of pieces.entries()) {
    const isBetween = kind === 'same' && /^\s+$/u.test(words) && deleted + inserted !== '' && index < pieces.length - 1
    if (kind !== 'inserted' && (kind === 'deleted' || isBetween)) deleted += words
    if (kind !== 'deleted' && (kind === 'inserted' || isBetween)) inserted += words
    if (kind !== 'same' || isBetween) continue
    flush()
    result.push({ kind, words })
  }
  flush()
  return result
}
