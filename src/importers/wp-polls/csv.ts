import { CsvError, parse, type InfoRecord } from 'csv-parse'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { bounds } from './bounds.ts'
import { SourceFault, type SourceEvent } from './rows.ts'
import { textOf } from './text-of.ts'

type Line = { record: string[]; info: InfoRecord }

/**
 * One table as CSV with a header line (RFC 4180; between the values a comma, a semicolon or a tab). Empty cells are
 * null.
 */
export async function* readCsv(file: string, table: string): AsyncGenerator<SourceEvent, void, undefined> {
  const name = basename(file)
  const pieces = textOf(file, name)
  const faulty: number[] = []
  async function* text(first: string) {
    yield first
    for await (const piece of pieces) {
      for (const line of piece.faultyLines) faulty.push(line)
      yield piece.text
    }
  }
  const start = await pieces.next()
  if (start.done || start.value.text.trim() === '') throw new SourceFault({ file: name, line: 1 }, 'the file is empty.')
  for (const line of start.value.faultyLines) faulty.push(line)
  const options = { info: true, bom: true, relax_column_count: true, skip_empty_lines: true } as const
  const parser = parse({ ...options, delimiter: delimiterOf(start.value.text), max_record_size: bounds.record })
  Readable.from(text(start.value.text))
    .on('error', (error) => parser.destroy(error))
    .pipe(parser)
  let columns: string[] | undefined
  try {
    for await (const { record, info } of parser as AsyncIterable<Line>) {
      const place = { file: name, line: info.lines }
      if (columns === undefined) {
        columns = record.map((column) => column.trim())
        yield { kind: 'table', table, columns, place }
      } else if (record.length !== columns.length)
        throw new SourceFault(place, `a row has ${record.length} values for ${columns.length} columns.`)
      else
        yield {
          kind: 'row',
          table,
          columns,
          values: record.map((value) => (value === '' || value === 'NULL' || value === '\\N' ? null : value)),
          place,
        }
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new SourceFault({ file: name, line: Number(error.lines ?? 1) }, csvWords[error.code] ?? error.message)
    throw error
  }
  for (const line of faulty)
    yield { kind: 'repair', line, what: `${name}: bytes that are not UTF-8 replaced by U+FFFD` }
}

const csvWords: Partial<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE:
    `a row is longer than ${bounds.record} characters; ` + 'a quotation mark that is not closed makes one of many.',
  CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and never closed.',
  CSV_INVALID_CLOSING_QUOTE: 'a quotation mark stands in the middle of a quoted value; it must be doubled.',
  INVALID_OPENING_QUOTE: 'a quotation mark stands in the middle of a value that is not quoted.',
}

function delimiterOf(text: string): string {
  const [header = ''] = text.split('\n', 1)
  const count = (delimiter: string) => header.split(delimiter).length
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
}
