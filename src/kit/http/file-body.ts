import type { IncomingMessage } from 'node:http'
import { storeBody, type StoredBody } from './stored-body.ts'

export type FileBodies = {
  /** Onto the disk; the caller drops it. */
  store(request: IncomingMessage, maxBytes: number): Promise<StoredBody>
}

/**
 * So many files come in at once; the others wait in their senders, whose connections are not read meanwhile. Of each a
 * piece is in memory at a time, so there are places enough that no list that comes in for half an hour holds up
 * pictures.
 */
export function openFileBodies(folder: string, most = 16): FileBodies {
  const inTurn = takingTurns(most)
  return { store: (request, maxBytes) => inTurn(() => storeBody(request, folder, maxBytes)) }
}

function takingTurns(most: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}
