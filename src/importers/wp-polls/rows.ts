/** What a source holds, in its order. A table that begins again (two dumps in one file) replaces what it had. */
export type SourceEvent =
  | { kind: 'table'; table: string; columns: readonly string[]; place: SourceLine }
  | Row
  | { kind: 'repair'; line: number; what: string }

/** `isCut`: one of the values was longer than any that is kept. */
type Row = {
  kind: 'row'
  table: string
  columns: readonly string[]
  values: readonly (string | null)[]
  place: SourceLine
  isCut?: boolean
}

/** `file` only where a source is made of several. */
export type SourceLine = { file?: string | undefined; line: number }

/**
 * Thrown by the readers: what is wrong with the source, and where. The import turns it into a refusal; nothing is
 * written before all is read.
 */
export class SourceFault extends Error {
  constructor(place: SourceLine, message: string) {
    super(
      `${place.file === undefined ? '' : `${place.file}, `}line ${place.line}: ` +
        `${message.replaceAll(/[\s\p{Cc}]+/gu, ' ')}`,
    )
  }
}
