/**
 * What the live channel of a working copy says, both ways (`GET /desk/live/:articleId`). It stands alone, so that
 * browsers can read it.
 *
 * The server begins: `welcome`, then its state `vector`. The client answers with a `diff`, what the server lacks, made
 * before it has applied anything of the server's, and with its own `vector`, to which the server answers with a `diff`.
 * From then on each edit is an `update`. A diff or update of the client has a number, and `ack` says that all up to a
 * number are durable. The numbers begin at 1 on each connection: what was not acknowledged on one is in the next one's
 * diff.
 */
import { createDecoder, hasContent, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'

/** What somebody may do in a working copy. */
export type Right = 'read' | 'write'

export type Frame =
  | { kind: 'welcome'; schema: number; generation: number; right: Right }
  | { kind: 'vector'; bytes: Uint8Array }
  /** Yjs updates (version 1). The server's have the number 0. */
  | { kind: 'diff' | 'update'; number: number; bytes: Uint8Array }
  | { kind: 'ack'; number: number }
  /** Names and carets, as y-protocols writes them. */
  | { kind: 'awareness'; bytes: Uint8Array }
  /** The update of this number was not taken, and the connection ends. */
  | { kind: 'refused'; number: number; reason: RefusalReason }
  | { kind: 'notice'; notice: Notice }
  /** Whether somebody is there. */
  | { kind: 'ping' | 'pong' }

/** What was done to the copy other than by typing. */
export type Notice = 'published' | 'merged' | 'put-back'

export type RefusalReason =
  /** They may not write, or not any more. */
  | 'read-only'
  /** It is no update of Yjs. */
  | 'malformed'
  /** The copy holds as much as it may. */
  | 'too-long'

/** Why the server closes a connection, as codes of WebSocket (RFC 6455, 7.4.2). */
export const closing = {
  /** The server stops, or another takes its place: come again at once. */
  restart: 1012,
  /** It cannot keep anything just now: come again soon. */
  later: 1013,
  malformed: 4400,
  /** Signed out, or not, or no longer, allowed; the reason says which. */
  forbidden: 4403,
  unknown: 4404,
  /** The page is older or newer than the server: load it again. */
  schema: 4409,
  /** This copy was thrown away. */
  gone: 4410,
  tooMany: 4429,
} as const

const kinds = [
  'welcome',
  'vector',
  'diff',
  'update',
  'ack',
  'awareness',
  'refused',
  'notice',
  'ping',
  'pong',
] as const satisfies Frame['kind'][]

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const encoder = createEncoder()
  writeVarUint(encoder, kinds.indexOf(frame.kind))
  switch (frame.kind) {
    case 'welcome':
      writeVarUint(encoder, frame.schema)
      writeVarUint(encoder, frame.generation)
      writeVarString(encoder, frame.right)
      break
    case 'diff':
    case 'update':
      writeVarUint(encoder, frame.number)
      writeVarUint8Array(encoder, frame.bytes)
      break
    case 'vector':
    case 'awareness':
      writeVarUint8Array(encoder, frame.bytes)
      break
    case 'ack':
      writeVarUint(encoder, frame.number)
      break
    case 'refused':
      writeVarUint(encoder, frame.number)
      writeVarString(encoder, frame.reason)
      break
    case 'notice':
      writeVarString(encoder, frame.notice)
      break
    case 'ping':
    case 'pong':
      break
  }
  return toUint8Array(encoder) as Uint8Array<ArrayBuffer>
}

/** Undefined for what is none. The bytes of the frame are looked into, not copied. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
  const decoder = createDecoder(bytes)
  try {
    const frame = readFrame(kinds[readVarUint(decoder)], decoder)
    return hasContent(decoder) ? undefined : frame
  } catch {
    // It ended too soon.
    return undefined
  }
}

function readFrame(kind: Frame['kind'] | undefined, decoder: ReturnType<typeof createDecoder>): Frame | undefined {
  switch (kind) {
    case undefined:
      return undefined
    case 'welcome':
      return {
        kind,
        schema: readVarUint(decoder),
        generation: readVarUint(decoder),
        right: readVarString(decoder) === 'write' ? 'write' : 'read',
      }
    case 'diff':
    case 'update':
      return { kind, number: readVarUint(decoder), bytes: readVarUint8Array(decoder) }
    case 'vector':
    case 'awareness':
      return { kind, bytes: readVarUint8Array(decoder) }
    case 'ack':
      return { kind, number: readVarUint(decoder) }
    case 'refused':
      return { kind, number: readVarUint(decoder), reason: readVarString(decoder) as RefusalReason }
    case 'notice':
      return { kind, notice: readVarString(decoder) as Notice }
    case 'ping':
    case 'pong':
      return { kind }
  }
}
