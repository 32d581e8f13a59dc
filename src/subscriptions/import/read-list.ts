import { CsvError, parse, type InfoRecord } from 'csv-parse'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { ListFault } from '../refusals.ts'

/** The path of a file, or what opens it anew. */
export type ListSource = string | (() => Promise<AsyncIterable<Buffer>>)

export type ListLine = { line: number; cells: string[] }
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** The file is no such table, from this line on. */
export class NoList extends Error {
  readonly code: ListFault
  readonly line: number
  constructor(code: ListFault, words: string, line = 1) {
    super(words)
    this.code = code
    this.line = line
  }
}

/** No line of a list is longer, in characters: a quotation mark that is not closed makes one of many. */
const maxRecord = 100_000

/** By its mark, else UTF-8 where all of it is, else what Western spreadsheets save. Reads the file once. */
export async function encodingOf(source: ListSource): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isFirst = true
  try {
    for await (const piece of await opened(source)) {
      if (isFirst && piece[0] === 0xff && piece[1] === 0xfe) return 'utf-16le'
      if (isFirst && piece[0] === 0xfe && piece[1] === 0xff) return 'utf-16be'
      isFirst = false
      decoder.decode(piece, { stream: true })
    }
    decoder.decode()
    return 'utf-8'
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252'
    throw error
  }
}

/**
 * The lines of a list, as cells (RFC 4180; between them a comma, a semicolon or a tab), a piece of the file at a time.
 * @throws NoList
 */
export async function* readList(source: ListSource, encoding: Encoding): AsyncGenerator<ListLine, void, undefined> {
  const pieces = textOf(source, encoding)
  const start = await pieces.next()
  if (start.done === true) throw new NoList('list-empty', 'The file is empty.')
  async function* text(first: string) {
    yield first
    yield* pieces
  }
  const options = { info: true, bom: true, relax_column_count: true, skip_empty_lines: true } as const
  const parser = parse({ ...options, delimiter: delimiterOf(start.value), max_record_size: maxRecord })
  const pieced = Readable.from(text(start.value)).on('error', (error) => parser.destroy(error))
  pieced.pipe(parser)
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: InfoRecord }>)
      yield { line: info.lines, cells: record }
  } catch (error) {
    if (error instanceof CsvError) throw noList(error)
    throw error
  } finally {
    // Whoever reads no further lets go of the file, too.
    pieced.destroy()
  }
}

async function opened(source: ListSource): Promise<AsyncIterable<Buffer>> {
  return typeof source === 'string' ? (createReadStream(source) as AsyncIterable<Buffer>) : source()
}

async function* textOf(source: ListSource, encoding: Encoding): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding)
  for await (const piece of await opened(source)) {
    const text = decoder.decode(piece, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

const csvFaults: Partial<Record<string, { code: ListFault; words: string }>> = {
  CSV_MAX_RECORD_SIZE: {
    code: 'list-line-long',
    words: `a line is longer than ${maxRecord} characters; ` + 'a quotation mark that is not closed makes one of many.',
  },
  CSV_QUOTE_NOT_CLOSED: { code: 'list-quote-open', words: 'a quotation mark is opened and never closed.' },
  CSV_INVALID_CLOSING_QUOTE: {
    code: 'list-quote-inside',
    words: 'a quotation mark stands in the middle of a quoted cell; it must be doubled.',
  },
  INVALID_OPENING_QUOTE: {
    code: 'list-quote-inside',
    words: 'a quotation mark stands in the middle of a cell that is not quoted.',
  },
}

function noList(error: CsvError): NoList {
  const { code, words } = csvFaults[error.code] ?? { code: 'list-unreadable', words: error.message }
  const line = Number(error.lines ?? 1)
  return new NoList(code, `Line ${line}: ${words}`, line)
}

function delimiterOf(text: string): string {
  const [head = ''] = text.split('\n', 1)
  const count = (delimiter: string) => head.split(delimiter).length
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
}
