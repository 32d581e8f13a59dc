/** So many in a row Unicode allows in text that is read as a stream (UAX #15, 13); no language needs as many. */
export const mostMarks = 30

const longRun = new RegExp(`(\\p{M}{${mostMarks + 1},})`, 'u')

/**
 * Unicode's composed form, NFC, in time linear in the text's length. Marks in a row are sorted by insertion, which
 * costs the square of their number (49,000: 0.8 s, Node 24.21, 2026-11). A row that is too long for any language stays
 * as it is.
 */
export function nfc(text: string): string {
  if (!longRun.test(text)) return text.normalize('NFC')
  return text
    .split(longRun)
    .map((part, index) => (index % 2 === 0 ? part.normalize('NFC') : part))
    .join('')
}
