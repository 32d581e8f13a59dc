/** Whatever is done to a live copy is done by one round at a time: it reads what others have written, then writes. */
import * as Y from 'yjs'
import { readNow, type LiveDocument } from './live-document.ts'
import { writeBatch, type Pending } from './live-writing.ts'

export type Rounds = {
  write(pending: Pending): void
  /** Until everything is in the document that was durable when this was called. */
  pull(): Promise<void>
  /** Until all that came in has been answered. */
  ended(): Promise<void>
}

/** Updates that are written in one transaction. */
const batchSize = 200

export function openRounds(live: LiveDocument): Rounds {
  const pending: Pending[] = []
  const pulls: PromiseWithResolvers<void>[] = []
  let working: Promise<void> | undefined

  async function round(): Promise<void> {
    // One turn later, all that came in this turn is in one transaction.
    await Promise.resolve()
    while (pulls.length > 0 || pending.length > 0) {
      const waiting = pulls.splice(0)
      if (waiting.length > 0) await pullFor(live, waiting)
      const batch = takeBatch(live.doc, pending)
      if (batch.length > 0) await writeBatch(live, batch)
      await live.settling.putBack()
    }
    working = undefined
    live.settling.later()
  }

  return {
    write(update) {
      pending.push(update)
      working ??= round()
    },
    pull() {
      const waiting = Promise.withResolvers<void>()
      pulls.push(waiting)
      working ??= round()
      return waiting.promise
    },
    async ended() {
      while (working !== undefined) await working
    },
  }
}

async function pullFor(live: LiveDocument, waiting: readonly PromiseWithResolvers<void>[]): Promise<void> {
  try {
    await readNow(live)
    await live.settling.putBack()
    for (const { resolve } of waiting) resolve()
  } catch (error) {
    for (const { reject } of waiting) reject(error)
  }
}

/** A diff stands alone: of a client that comes again it has all deletions, and often nothing that is new. */
function takeBatch(doc: Y.Doc, pending: Pending[]): Pending[] {
  const [first] = pending
  if (first?.isDiff !== true) {
    const next = pending.findIndex(({ isDiff }) => isDiff)
    return pending.splice(0, Math.min(batchSize, next === -1 ? batchSize : next))
  }
  pending.shift()
  if (!Y.snapshotContainsUpdate(Y.snapshot(doc), first.bytes)) return [first]
  first.settle('written')
  return []
}
