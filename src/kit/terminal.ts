/** Control characters (C0, C1), what turns the direction of writing, and halves of characters. */
const unruly = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu
const mostQuoted = 200

/**
 * Words for a terminal, which would obey control characters (ECMA-48) that stand in a name of somebody else's: they are
 * shown as `\u001b`. Ends of lines and tabs remain.
 */
export function tame(text: string): string {
  return text.replaceAll(unruly, (found) => (found === '\n' || found === '\t' ? found : escaped(found)))
}

/** A name in quotation marks, on one line, of a length that leaves the sentence around it to be read. */
export function quoted(name: string): string {
  const characters = Array.from(name.slice(0, 2 * mostQuoted + 2))
  const isLong = characters.length > mostQuoted
  const shown = characters.slice(0, mostQuoted).join('').replaceAll(unruly, escaped)
  return `"${shown}${isLong ? '…' : ''}"`
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}
