/** Changes made on a fork of a working copy, to be stored before anybody sees them. */
import { hash } from 'node:crypto'
import * as Y from 'yjs'

/**
 * The update made by `change`, or null if there is none. `doc` is not changed. The client number is derived from `deed`
 * and the copy's state, so that two nodes doing the same to the same write the same bytes, and nothing else is ever
 * written under that number.
 */
export function updateBeside(doc: Y.Doc, deed: string, change: (fork: Y.Doc) => void): Uint8Array | null {
  const fork = new Y.Doc()
  Y.applyUpdate(fork, Y.encodeStateAsUpdate(doc))
  fork.clientID = writerOf(deed, Y.encodeSnapshot(Y.snapshot(doc)))
  const updates: Uint8Array[] = []
  // Yjs cleans up formats in a transaction of its own.
  fork.on('update', (update: Uint8Array) => updates.push(update))
  fork.transact(() => change(fork))
  fork.destroy()
  return updates.length === 0 ? null : Y.mergeUpdates(updates)
}

/** The client number by which Yjs knows a writer: 48 bits of a hash of everything it depends on. */
export function writerOf(...parts: readonly (string | Uint8Array)[]): number {
  const digests = parts.map((part) => hash('sha256', part))
  return Number.parseInt(hash('sha256', digests.join()).slice(0, 12), 16)
}
