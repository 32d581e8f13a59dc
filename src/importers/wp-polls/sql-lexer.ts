import { bounds } from './bounds.ts'
import { SourceFault } from './rows.ts'

/** `name` is quoted by backticks; a number is a word, with its sign. */
export type SqlToken = {
  kind: 'word' | 'name' | 'string' | 'symbol'
  text: string
  line: number
  /** The value was longer than any that is kept. */
  isCut?: boolean
}

type Open =
  | { kind: 'name' | 'string'; quote: string; parts: string[]; kept: number; line: number }
  | { kind: 'comment'; end: string }

const space = /\s+/uy
const word = /[A-Za-z_$@\u0080-\uffff][\w$@\u0080-\uffff]*/y
const number = /[-+]?(?:\d|\.\d)[\w.]*(?:(?<=[eE])[-+]\d+)?/y
/** What a statement that nobody wants may be skipped over. */
const dull = /[^;'"`/#-]+/y
const insideOf: Record<string, RegExp> = { "'": /[^'\\]+/y, '"': /[^"\\]+/y, '`': /[^`]+/y }

/**
 * Reads what mysqldump writes, token by token, from text that comes in pieces cut anywhere. Comments, the conditional
 * ones too, are left out. Memory is that of one piece and one value.
 */
export class SqlLexer {
  /** Of the place that has been read. */
  line = 1
  private text = ''
  private at = 0
  private isLast = false
  private isSkipping = false
  private open: Open | undefined
  /**
   * Where the next line feed is: a dump has lines of a megabyte, and looking for it at each token would read them over
   * and over.
   */
  private feed = Infinity

  write(piece: string): void {
    this.text = this.text.slice(this.at) + piece
    this.at = 0
    this.feed = this.feedFrom(0)
  }

  end(): void {
    this.isLast = true
  }

  /** From here on only the end of the statement is told. */
  skip(): void {
    this.isSkipping = true
  }

  /** Whether the text ended inside quotes or a comment. */
  isOpen(): boolean {
    return this.open !== undefined
  }

  /** Undefined until more is written, or for good after `end`. */
  next(): SqlToken | undefined {
    for (;;) {
      const token =
        this.open === undefined
          ? this.begin()
          : this.open.kind === 'comment'
            ? this.passComment(this.open)
            : this.closeQuoted(this.open)
      if (token === 'wait') return undefined
      if (token === undefined || (this.isSkipping && token.text !== ';')) continue
      if (token.kind === 'symbol' && token.text === ';') this.isSkipping = false
      return token
    }
  }

  private begin(): SqlToken | 'wait' | undefined {
    if (this.at >= this.text.length) return 'wait'
    const blank = this.match(this.isSkipping ? dull : space)
    if (blank !== undefined) return undefined
    const rest = this.text.length - this.at
    const [first = '', second = ''] = [this.text[this.at], this.text[this.at + 1]]
    if ((first === '-' || first === '/') && rest < 3 && !this.isLast) return 'wait'
    if (first === '#' || (first === '-' && second === '-' && /^\s?$/u.test(this.text[this.at + 2] ?? '')))
      return this.openComment(1, '\n')
    if (first === '/' && second === '*') return this.openComment(2, '*/')
    if (first === "'" || first === '"' || first === '`') {
      this.at++
      this.open = { kind: first === '`' ? 'name' : 'string', quote: first, parts: [], kept: 0, line: this.line }
      return undefined
    }
    return this.wordOr(first)
  }

  private wordOr(symbol: string): SqlToken | 'wait' {
    const from = this.at
    const { line } = this
    const text = this.isSkipping ? undefined : (this.match(word) ?? this.match(number))
    if (text === undefined) {
      this.at++
      return { kind: 'symbol', text: symbol, line }
    }
    // It may go on in the next piece.
    if (this.at === this.text.length && !this.isLast) {
      // Looked at anew with each piece, so that one that never ends must end somewhere.
      const most = bounds.value * 2
      const words = `a word of more than ${most} characters stands outside of quotation marks.`
      if (text.length > most) throw new SourceFault({ line }, words)
      this.at = from
      return 'wait'
    }
    return { kind: 'word', text, line }
  }

  private openComment(length: number, end: string): undefined {
    this.at += length
    this.open = { kind: 'comment', end }
  }

  private passComment({ end }: { end: string }): 'wait' | undefined {
    const index = this.text.indexOf(end, this.at)
    if (index === -1 && end === '\n' && this.isLast) this.open = undefined
    if (index === -1) {
      // The first half of the end may be the last character.
      this.advance(Math.max(this.at, this.text.length - end.length + 1))
      return 'wait'
    }
    this.advance(index + end.length)
    this.open = undefined
    return undefined
  }

  private closeQuoted(open: Extract<Open, { quote: string }>): SqlToken | 'wait' | undefined {
    for (;;) {
      const part = this.match(insideOf[open.quote] ?? space)
      if (part !== undefined) this.keep(open, part)
      const [character, following] = [this.text[this.at], this.text[this.at + 1]]
      if (character === undefined || (following === undefined && !this.isLast)) return 'wait'
      if (character === '\\') {
        if (following === undefined) return 'wait'
        this.keep(open, unescaped(following))
        this.advance(this.at + 2)
      } else if (following === open.quote) {
        this.keep(open, open.quote)
        this.at += 2
      } else {
        this.at++
        this.open = undefined
        const isCut = open.kept > bounds.value
        return { kind: open.kind, text: open.parts.join(''), line: open.line, ...(isCut && { isCut }) }
      }
    }
  }

  private keep(open: Extract<Open, { quote: string }>, part: string): void {
    const room = bounds.value - open.kept
    open.kept += part.length
    if (!this.isSkipping && room > 0) open.parts.push(part.slice(0, room))
  }

  private match(expression: RegExp): string | undefined {
    expression.lastIndex = this.at
    const found = expression.exec(this.text)?.[0]
    if (found !== undefined) this.advance(this.at + found.length)
    return found
  }

  private advance(to: number): void {
    for (; this.feed < to; this.feed = this.feedFrom(this.feed + 1)) this.line++
    this.at = to
  }

  private feedFrom(index: number): number {
    const feed = this.text.indexOf('\n', index)
    return feed === -1 ? Infinity : feed
  }
}

const escapes: Record<string, string> = {
  0: '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  '%': '\\%',
  _: '\\_',
}

/** What stands behind a backslash, as MySQL reads it. */
function unescaped(character: string): string {
  return escapes[character] ?? character
}
