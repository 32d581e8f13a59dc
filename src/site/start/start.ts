/**
 * From an export to a paper: what the start page shows of it, and what it can ask for. The importers' desk does the
 * work.
 */
import type { Readable } from 'node:stream'

export type Part = 'export' | 'media'
type Arrived = { name: string; bytes: number; stamp: string; received: number }
export type Files = { export?: Arrived | undefined; media?: Arrived | undefined }
export type ImportProgress = { phase: 'survey' | 'media' | 'stories'; done: number; total: number }
export type Summary = {
  site: string
  counts: readonly { kind: string; read: number; brought: number; skipped: number }[]
  skipped: readonly { kind: string; reason: string; count: number; examples: readonly string[] }[]
  repaired: number
  warnings: readonly string[]
  moreWarnings: number
  broken: { line: number; message: string } | undefined
}

export type StartState =
  | { step: 'taken' }
  | { step: 'collecting'; files: Files; fault: string | undefined }
  | { step: 'importing' | 'moving'; progress: ImportProgress | undefined; fault: string | undefined }
  | { step: 'ready'; summary: Summary; origin: string; fault: string | undefined }
  | { step: 'done'; summary: Summary | undefined; reportFile: string }

export type StartDesk = {
  state(): Promise<StartState>
  files(): Promise<Files>
  append(
    part: Part,
    piece: { name: string; bytes: number; stamp: string; offset: number },
    body: Readable,
  ): Promise<Arrived>
  take(part: Part, name: string, body: Readable): Promise<Arrived>
  begin(options: { fetchMedia: boolean }): Promise<void>
  adopt(): Promise<void>
  discard(): Promise<void>
  report(): Promise<string | undefined>
  changes(signal: AbortSignal): AsyncIterable<void>
}
