/**
 * Text of a printed page, or of an old mail program, ends its lines where the paper ends, and not where a thought does.
 */

/** Joins such lines, and words that a hyphen parts at their end; other text comes back as it is. */
export function unwrapped(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  const width = widthOf(lines)
  if (width !== undefined) return joined(lines, width)
  const parts = text.split(/\n(?:[ \t]*\n)+/u).map((part) => part.split('\n').map((line) => line.trim()))
  if (parts.length === 1) return text
  return parts.map((part) => joinedPart(part)).join('\n\n')
}

function joinedPart(lines: readonly string[]): string {
  const width = widthOf(lines)
  return width === undefined ? lines.join('\n') : joined(lines, width)
}

function joined(lines: readonly string[], width: number): string {
  const paragraphs: string[][] = []
  let open: string[] = []
  for (const line of lines) {
    if (line === '' || isItem(line)) open = []
    if (line === '') continue
    if (open.length === 0) paragraphs.push(open)
    open.push(line)
    // A line that ends early ends a paragraph, if it ends a sentence too.
    if (line.length < width * 0.8 && /[.!?…:"”»)\]؟。]$/u.test(line)) open = []
  }
  return paragraphs.map((one) => one.map((line, index) => runOn(line, one[index + 1])).join('')).join('\n\n')
}

/** How long the lines are if a page has broken them: most are of about one length, and many end within a sentence. */
function widthOf(lines: readonly string[]): number | undefined {
  const filled = lines.filter((line) => line !== '')
  const lengths = filled.map(({ length }) => length).sort((a, b) => a - b)
  const width = lengths[Math.floor(lengths.length * 0.75)] ?? 0
  if (filled.length < 3 || width < 35 || width > 120 || (lengths.at(-1) ?? 0) > width * 1.5) return undefined
  const long = filled.filter((line) => line.length > width * 0.75)
  const broken = long.filter((line) => /[\p{L}\p{N},;\u00ad-]$/u.test(line))
  return long.length >= filled.length * 0.5 && broken.length >= long.length * 0.5 ? width : undefined
}

function isItem(line: string): boolean {
  return /^(?:[-*•–▪◦‣·]|\d{1,3}[.)])\s/u.test(line)
}

/** "har-" and "bour" are one word; "Jean-" and "Claude" stay two. */
function runOn(line: string, next: string | undefined): string {
  if (next === undefined) return line
  if (line.endsWith('\u00ad')) return line.slice(0, -1)
  if (!/\p{L}-$/u.test(line)) return `${line} `
  return /^\p{Ll}/u.test(next) ? line.slice(0, -1) : line
}
