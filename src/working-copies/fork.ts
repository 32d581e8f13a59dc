/** Changes to a working copy that are made beside it, to be written down before anybody sees them. */
import { hash } from 'node:crypto'
import * as Y from 'yjs'

/**
 * The update that `change` makes, or null where it makes none. `doc` stays as it is. The writer's number is made of
 * `deed` and of the state of the copy, so that two nodes which do the same to the same write the same bytes, and
 * nothing else is ever written under that number.
 */
export function updateBeside(doc: Y.Doc, deed: string, change: (fork: Y.Doc) => void): Uint8Array | null {
  const fork = new Y.Doc()
  Y.applyUpdate(fork, Y.encodeStateAsUpdate(doc))
  fork.clientID = writerOf(deed, Y.encodeSnapshot(Y.snapshot(doc)))
  const updates: Uint8Array[] = []
  // Yjs tidies up formats in a transaction of its own.
  fork.on('update', (update: Uint8Array) => updates.push(update))
  fork.transact(() => change(fork))
  fork.destroy()
  return updates.length === 0 ? null : Y.mergeUpdates(updates)
}

/** The number by which Yjs knows who wrote something: 48 bits of the hash of everything it depends on. */
export function writerOf(...parts: readonly (string | Uint8Array)[]): number {
  const digests = parts.map((part) => hash('sha256', part))
  return Number.parseInt(hash('sha256', digests.join()).slice(0, 12), 16)
}
