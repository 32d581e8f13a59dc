/**
 * How alike two comments are: the share of their five-letter pieces that both have, whatever the script and the
 * spacing.
 */

const pieceLength = 5
/**
 * A text of fewer different pieces is compared whole; of a longer one its smallest, a fair sample that is the same
 * everywhere.
 */
const sampleSize = 256
/** Two texts of which more than half of all pieces are in both: about three letters in four stand in the same order. */
const alike = 0.5

/**
 * The hashes of a text's pieces, ascending, at most `sampleSize`. Its letters and digits count, in lower case, and
 * nothing else.
 */
export type Sketch = Uint32Array

export function sketchOf(words: string): Sketch {
  const text = words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const pieces = new Set<number>()
  for (let start = 0; start <= Math.max(0, text.length - pieceLength); start++)
    pieces.add(hashOf(text, start, Math.min(text.length, start + pieceLength)))
  return Uint32Array.from(pieces).sort().slice(0, sampleSize)
}

/**
 * Jaccard's index, from the smallest pieces of both together (bottom-k sketches, Broder 1997): exact for short texts.
 */
export function areAlike(one: Sketch, other: Sketch): boolean {
  let [left, right, seen, shared] = [0, 0, 0, 0]
  while (seen < sampleSize && (left < one.length || right < other.length)) {
    const [a = Infinity, b = Infinity] = [one[left], other[right]]
    if (a === b) shared++
    if (a <= b) left++
    if (b <= a) right++
    seen++
  }
  return shared > seen * alike
}

/** FNV-1a. Who makes pieces collide makes texts look alike to a person who then looks at them. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
