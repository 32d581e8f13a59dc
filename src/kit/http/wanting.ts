import type { ServerResponse } from 'node:http'

/** Who still waits for which page: what nobody waits for any more need not be made. */
export type Wanting = {
  /** From now until the answer has gone out or its connection has. */
  wait(key: string, response: ServerResponse): void
  isWanted(key: string): boolean
}

export function openWanting(): Wanting {
  const waiting = new Map<string, number>()
  return {
    wait(key, response) {
      if (response.destroyed) return
      waiting.set(key, (waiting.get(key) ?? 0) + 1)
      response.once('close', () => {
        const left = (waiting.get(key) ?? 1) - 1
        if (left > 0) waiting.set(key, left)
        else waiting.delete(key)
      })
    },
    isWanted: (key) => waiting.has(key),
  }
}
