import { createReadStream } from 'node:fs'
import { SaxesParser } from 'saxes'
import { assembleRecords } from './assemble.ts'
import { bounds } from './bounds.ts'
import { decoderFor, type BytesDecoder } from './decode.ts'
import type { ExportEvent } from './export.ts'
import { createRepairer, type Piece } from './repair.ts'

/**
 * Reads an export in one pass and in memory that does not grow with the file: one item with its comments at a time.
 * Strings may be slices of a much larger text; whoever keeps one keeps it through `own` (fields.ts does for ids and
 * addresses). Throws only when the file cannot be opened or read.
 */
export async function* readExport(
  source: string | AsyncIterable<Uint8Array>,
): AsyncGenerator<ExportEvent, void, undefined> {
  const events: ExportEvent[] = []
  const reader = createReader(events)
  const stream = typeof source === 'string' ? createReadStream(source, { highWaterMark: 64 * 1024 }) : source
  for await (const bytes of stream) {
    const isDone = reader.write(bytes)
    yield* events
    events.length = 0
    if (isDone) return
  }
  reader.end()
  yield* events
}

type Reader = { /** True when nothing more can be read. */ write(bytes: Uint8Array): boolean; end(): void }

function createReader(events: ExportEvent[]): Reader {
  const parser = new SaxesParser()
  const records = assembleRecords(parser, (event) => events.push(event))
  const repairer = createRepairer((repair) => events.push({ kind: 'repair', ...repair }))
  let decoder: BytesDecoder | undefined
  /** Characters of a CDATA section that has not ended. */
  let inSection = 0

  /** Whatever goes wrong inside is the file's fault: said with its place, and the end. */
  function attempt(step: () => void): boolean {
    try {
      step()
      return records.isRefused()
    } catch (error) {
      if (records.isRefused()) return true
      events.push({ kind: 'broken', line: parser.line, column: parser.column, message: plainMessage(error) })
      return true
    }
  }

  function feed({ text, faultyLines }: { text: string; faultyLines: number[] }): void {
    const line = parser.line + repairer.heldLines()
    for (const faulty of faultyLines)
      events.push({ kind: 'repair', line: line + faulty, what: 'bytes that are not UTF-8 replaced by U+FFFD' })
    for (const piece of repairer.write(text, parser.line)) take(piece)
    // The parser gathers a text until it ends, whatever the length.
    if (Math.max(parser.position - records.lastAt(), inSection) <= bounds.unbroken) return
    throw new Error(`a text of more than ${bounds.unbroken} characters does not end`)
  }

  /** The parser looks at each character of what it is given; most of an export is characters in CDATA sections. */
  function take({ kind, text }: Piece): void {
    if (kind === 'markup') {
      inSection = 0
      parser.write(text)
      return
    }
    inSection += text.length
    records.addText(text)
    const lastBreak = text.lastIndexOf('\n')
    parser.column = text.length - 1 - lastBreak + (lastBreak === -1 ? parser.column : 0)
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) parser.line++
  }

  return {
    write: (bytes) =>
      attempt(() => {
        decoder ??= decoderFor(bytes)
        feed(decoder.write(bytes))
      }),
    end: () => {
      attempt(() => {
        if (decoder !== undefined) feed(decoder.end())
        for (const piece of repairer.end(parser.line)) take(piece)
        parser.close()
        records.end()
      })
    },
  }
}

/** Saxes puts "line:column: " before its sentence. */
function plainMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^\d+:\d+: /u, '')
}
