/** Those who take what they have asked for so slowly that it would pile up here. */
import type { Socket } from 'node:net'

/** What may wait to be written on all connections together. */
const maxUnwrittenBytes = 32_000_000
/** Bytes that are written in one piece are seen to have gone only when all have: 50 KB/s is a slow telephone. */
const leastPerMs = 50

/**
 * Of a connection on which something waits to be written: since when, how much had been taken by then, how much has
 * been by now, and when that last was more.
 */
type Slow = { since: number; from: number; taken: number; movedAt: number }

/** Returns what looks at these connections, for once in a while; whoever takes nothing for `writeMs` is cut off. */
export function openSlowWatch(connections: ReadonlyMap<Socket, unknown>, writeMs: number): () => void {
  let slow = new Map<Socket, Slow>()
  return () => {
    const [before, now] = [slow, performance.now()]
    slow = new Map()
    let bytes = 0
    for (const socket of connections.keys()) {
      const unwritten = socket.writableLength
      if (unwritten === 0) continue
      bytes += unwritten
      const progress = progressOf(socket, before.get(socket), now)
      slow.set(socket, progress)
      if (now - progress.movedAt > writeMs + unwritten / leastPerMs) socket.destroy()
    }
    if (bytes > maxUnwrittenBytes) thinOut(slow, bytes, now)
  }
}

/** Too much waits on all together: those go that have taken least of it in their time. */
function thinOut(slow: ReadonlyMap<Socket, Slow>, bytes: number, now: number): void {
  const speed = ({ taken, since, from }: Slow) => (taken - from) / Math.max(now - since, 1)
  let left = bytes
  for (const [socket] of [...slow].sort(([, one], [, other]) => speed(one) - speed(other))) {
    if (left <= maxUnwrittenBytes) return
    left -= socket.writableLength
    socket.destroy()
  }
}

function progressOf(socket: Socket, before: Slow | undefined, now: number): Slow {
  const taken = socket.bytesWritten - socket.writableLength
  if (before === undefined) return { since: now, from: taken, taken, movedAt: now }
  return { ...before, taken, movedAt: taken > before.taken ? now : before.movedAt }
}
