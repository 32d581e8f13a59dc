import type { IncomingMessage } from 'node:http'

/**
 * What bodies that are coming in may take together, as they announce themselves: some hundred of the largest comments,
 * ten thousand votes.
 */
const maxBytes = 16_000_000
/** A request counts for at least this, however small its body. */
const leastBytes = 1_500

export type BodyRoom = {
  /**
   * Holds room for a request's body while `read` reads it. When there is none left, those that have been coming in
   * longest are broken off: most arrive in a moment.
   */
  hold<Value>(request: IncomingMessage, maxBytes: number, read: () => Promise<Value>): Promise<Value>
}

export function openBodyRoom(most = maxBytes): BodyRoom {
  const held = new Map<IncomingMessage, number>()
  let bytes = 0
  return {
    async hold(request, maxBytes, read) {
      const announced = Number(request.headers['content-length'] ?? maxBytes)
      const own = Math.min(Math.max(announced, leastBytes), maxBytes)
      held.set(request, own)
      bytes += own
      for (const [other, theirs] of held) {
        if (bytes <= most || other === request) break
        held.delete(other)
        bytes -= theirs
        other.destroy()
      }
      try {
        return await read()
      } finally {
        if (held.delete(request)) bytes -= own
      }
    },
  }
}
