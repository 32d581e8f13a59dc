/** Whether one letter too many, too few or wrong, or two neighbours swapped, is all that sets two words apart. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (left.length <= 1 && right.length <= 1) return true
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
}

export function backwards(word: string): string {
  return [...word].toReversed().join('')
}

/** The part at either end of which one edit leaves at least one whole, a swap across the middle included. */
export function untouched(word: string): { start: string; end: string } {
  const characters = [...word]
  const length = Math.floor((characters.length - 1) / 2)
  return { start: characters.slice(0, length).join(''), end: characters.slice(characters.length - length).join('') }
}
