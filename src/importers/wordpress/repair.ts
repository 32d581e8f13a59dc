/** What was mended, and in which line of the file. */
export type Repair = { line: number; what: string }

/**
 * A piece of the file: what a parser of XML must read, the marks of a CDATA section among it, or the characters in
 * such a section, which nobody needs to read one by one. A line break there is one character.
 */
export type Piece = { kind: 'markup' | 'characters'; text: string }

export type Repairer = {
  /** `line` is the parser's line: where the text not yet returned begins. */
  write(chunk: string, line: number): Piece[]
  end(line: number): Piece[]
  /** Line breaks held back, not yet returned. */
  heldLines(): number
}

// XML 1.0 section 2.2: nothing below U+0020 but tab, line feed and carriage return; neither U+FFFE nor U+FFFF.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu
const landmark = /<!\[CDATA\[|<!--|<\?|&|\]\]>/gu
const reference = /&(?:amp|lt|gt|quot|apos|#(\d{1,7})|#x([\da-fA-F]{1,6}));/uy
const namedReference = /&[a-zA-Z][a-zA-Z\d]{1,30};/uy
const openers = ['<![CDATA[', '<!--', ']]>', '\r\n']
const enders = { cdata: ']]>', comment: '-->', instruction: '?>' } as const

/**
 * Mends what WordPress is known to write and XML forbids, chunk by chunk before the parser: raw control characters
 * (exported as they are inside CDATA) and ampersands that begin no reference (comment addresses are not escaped).
 * No line break is added or taken away, so line numbers stay true.
 */
export function createRepairer(report: (repair: Repair) => void): Repairer {
  let held = ''
  let inside: 'text' | keyof typeof enders = 'text'
  let isStart = true

  function mend(source: string, line: number, isEnd: boolean): Piece[] {
    const text = withoutForbidden(withoutLateDeclaration(source, line, isEnd), line, report)
    const pieces: Piece[] = []
    let out = ''
    let copied = 0
    let at = 0
    const lineAt = lineCounter(text, line)
    const cut = (end: number, kind: Piece['kind']) => {
      const piece = out + text.slice(copied, end)
      if (piece !== '') pieces.push({ kind, text: kind === 'characters' ? withPlainBreaks(piece) : piece })
      out = ''
      copied = end
    }
    const hold = (from: number): Piece[] => {
      held = text.slice(from)
      cut(from, inside === 'cdata' ? 'characters' : 'markup')
      return pieces
    }
    for (;;) {
      if (inside !== 'text') {
        const ender = enders[inside]
        const end = text.indexOf(ender, at)
        if (end === -1) return hold(isEnd ? text.length : Math.max(at, beforeReturn(text, overlap(text, ender))))
        at = end + ender.length
        if (inside === 'cdata') {
          const isReal = isSectionEnd(text, at)
          if (isReal === undefined && !isEnd) return hold(end)
          if (isReal === false) {
            report({ line: lineAt(end), what: ']]> inside CDATA kept as text' })
            continue
          }
          cut(end, 'characters')
        }
        inside = 'text'
      }
      landmark.lastIndex = at
      const found = landmark.exec(text)
      if (found === null)
        return hold(
          isEnd ? text.length : Math.max(at, text.length - Math.max(...openers.map((opener) => overlap(text, opener)))),
        )
      at = found.index + found[0].length
      if (found[0] === ']]>') {
        report({ line: lineAt(found.index), what: ']]> outside CDATA kept as text' })
        out += `${text.slice(copied, found.index)}]]&gt;`
        copied = at
        continue
      }
      if (found[0] !== '&') {
        inside = found[0] === '<!--' ? 'comment' : found[0] === '<?' ? 'instruction' : 'cdata'
        if (inside === 'cdata') cut(at, 'markup')
        continue
      }
      if (!isEnd && text.length - found.index < 34 && !text.includes(';', found.index)) return hold(found.index)
      const mended = mendedReference(text, found.index)
      if (mended === undefined) continue
      report({ line: lineAt(found.index), what: mended.what })
      out += text.slice(copied, found.index) + mended.text
      copied = found.index + mended.length
      at = copied
    }
  }

  /** Blank lines that a plugin printed before the XML declaration: the declaration goes, the lines stay. */
  function withoutLateDeclaration(source: string, line: number, isEnd: boolean): string {
    if (!isStart) return source
    const declaration = /^\s+<\?xml\s[^>]*\?>/u.exec(source)?.[0]
    if (source.trim() !== '' || isEnd) isStart = false
    if (declaration === undefined) return source
    report({ line: line + lineBreaks(declaration, declaration.length), what: 'blank lines before the XML declaration' })
    return declaration.slice(0, declaration.indexOf('<')) + source.slice(declaration.length)
  }

  return {
    write: (chunk, line) => mend(held + chunk, line, false),
    end: (line) => mend(held, line, true),
    heldLines: () => lineBreaks(held, held.length),
  }
}

/** The elements of an export that have no prefix. */
const ownElements = new Set([
  'title',
  'link',
  'category',
  'guid',
  'description',
  'pubDate',
  'language',
  'generator',
  'url',
  'creator',
])

/**
 * Whether a `]]>` ends its section. In an export nothing but a closing tag of the export's own or the next section
 * follows one; some writers forget to split a `]]>` that belongs to the text. Undefined when too little of what follows
 * has been read.
 */
function isSectionEnd(text: string, from: number): boolean | undefined {
  let next = from
  while (next < text.length && /\s/u.test(text.charAt(next))) next++
  const following = text.slice(next, next + 60)
  if (following === '') return undefined
  if (!following.startsWith('<')) return false
  if (following.length < 60 && !/^<!\[CDATA\[|^<[^>]*>/u.test(following)) return undefined
  if (/^<!(?:\[CDATA\[|--)/u.test(following)) return true
  const closing = /^<\/([\w:-]+)\s*>/u.exec(following)?.[1] ?? ''
  return closing.includes(':') || ownElements.has(closing)
}

function withoutForbidden(text: string, line: number, report: (repair: Repair) => void): string {
  if (text.search(forbidden) === -1) return text
  const lineAt = lineCounter(text, line)
  return text.replaceAll(forbidden, (character, index: number) => {
    report({ line: lineAt(index), what: `control character ${codeName(character.charCodeAt(0))} removed` })
    return ''
  })
}

/** What should stand instead of the ampersand at `index`; undefined when it begins a reference that XML knows. */
function mendedReference(text: string, index: number): { text: string; length: number; what: string } | undefined {
  reference.lastIndex = index
  const known = reference.exec(text)
  if (known !== null) {
    if (known[1] === undefined && known[2] === undefined) return undefined
    const code = known[1] === undefined ? Number.parseInt(known[2] ?? '', 16) : Number(known[1])
    if (isAllowedCode(code)) return undefined
    return { text: '', length: known[0].length, what: `control character ${codeName(code)} removed` }
  }
  namedReference.lastIndex = index
  const named = namedReference.exec(text)?.[0]
  return {
    text: '&amp;',
    length: 1,
    what: named === undefined ? 'bare & read as &amp;' : `${named} is no reference of XML, kept as text`,
  }
}

function isAllowedCode(code: number): boolean {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false
  return String.fromCodePoint(code).search(forbidden) === -1
}

/** A carriage return belongs to the line feed that may follow it. */
function beforeReturn(text: string, kept: number): number {
  const end = text.length - kept
  return text.charAt(end - 1) === '\r' ? end - 1 : end
}

/** XML 1.0 section 2.11: a carriage return, with or without a line feed, is a line feed. */
function withPlainBreaks(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/gu, '\n') : text
}

/** How many characters at the end of the text could be the beginning of `token`. */
function overlap(text: string, token: string): number {
  for (let length = Math.min(token.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(token.slice(0, length))) return length
  }
  return 0
}

/** The line of one place after the other, each counted from the one before. */
function lineCounter(text: string, first: number): (index: number) => number {
  let [line, counted] = [first, 0]
  return (index) => {
    line += lineBreaks(text, index, counted)
    counted = index
    return line
  }
}

export function lineBreaks(text: string, end: number, start = 0): number {
  let count = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++
  }
  return count
}

function codeName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}
