/**
 * What a terminal obeys, or what makes text read as another: control characters (also those of one byte beyond ASCII,
 * C1), what turns the direction, line ends of Unicode, halves of characters. Joiners stay: Persian and emoji need them.
 */
const obeyed = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Untrusted text on one line of a terminal: control characters are shown as `\u{1b}`, line ends included. */
export function visible(text: string): string {
  return text.replace(obeyed, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** JSON that says the same and that a terminal shows as it is; the line ends between its parts stay. */
export function visibleJson(json: string): string {
  return json.replace(obeyed, (character) =>
    character === '\n' ? character : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

/** What a name, a question or a label has no use for: control characters, line ends, what turns the direction. */
const unplain = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu

/** Whether text of one line reads as it is written, and goes on so behind it. */
export function isPlain(text: string): boolean {
  return text.search(unplain) === -1
}

/** Text of one line from elsewhere as `isPlain` takes it. */
export function plained(text: string): string {
  return text.replaceAll(unplain, ' ')
}

/** Text of several lines: their ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(obeyed, (character) =>
    character === '\n' || character === '\t' ? character : visible(character),
  )
}

const maxQuoted = 200

/** A name in quotation marks, on one line, of a length that leaves the sentence around it to be read. */
export function quoted(name: string): string {
  const characters = Array.from(name.slice(0, 2 * maxQuoted + 2))
  return `"${visible(characters.slice(0, maxQuoted).join(''))}${characters.length > maxQuoted ? '…' : ''}"`
}
