/** Why the server does not want somebody in a working copy. */
import * as Y from 'yjs'
import { closing } from '../../src/working-copies/wire.ts'

export type RefusedReason =
  | 'signed-out'
  | 'forbidden'
  | 'read-only'
  | 'unknown'
  | 'malformed'
  | 'too-long'
  | 'too-many'
  /** The page is of another version than the server: it must be loaded again. */
  | 'schema'
  /** This working copy was thrown away and perhaps another made: begin with a new document. */
  | 'gone'

/** What will not be better by trying again. */
export function refusalOf(code: number, reason: string): RefusedReason | undefined {
  switch (code) {
    case closing.forbidden:
      return reason === 'signed-out' || reason === 'read-only' ? reason : 'forbidden'
    case closing.unknown:
      return 'unknown'
    case closing.schema:
      return 'schema'
    case closing.gone:
      return 'gone'
    case closing.tooLong:
      return 'too-long'
    case closing.malformed:
      return reason === 'too-long' ? reason : 'malformed'
    case closing.tooMany:
      return 'too-many'
    default:
      return undefined
  }
}

/** Whether anything was written here that the server does not have. */
export function hasMore(doc: Y.Doc, vector: Uint8Array): boolean {
  const theirs = Y.decodeStateVector(vector)
  return [...Y.decodeStateVector(Y.encodeStateVector(doc))].some(([client, clock]) => clock > (theirs.get(client) ?? 0))
}
