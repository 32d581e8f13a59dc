/** Keeps one line to the server open: when it breaks, or nothing is heard on it, another is tried, ever more slowly. */
import { closing, type Frame } from '../../src/working-copies/wire.ts'
import { openLine, send, type Line } from './line.ts'

export type Dialling = {
  line(): Line | undefined
  /** At once, unless there is a line. */
  dial(): void
  /** After signing in again, or when the network has come back. */
  retry(): void
  /** The line is good: if it breaks, the next one is tried soon. */
  succeeded(): void
  /** Ends the line, without another. */
  hangUp(): void
  close(): void
}

type Options = {
  connect(): WebSocket
  /** A line is tried. */
  begun(): void
  take(line: Line, frame: Frame): Promise<void> | void
  /** It broke. False: no other is to be tried. */
  broke(code: number, reason: string): boolean
}

const firstWaitMs = 250
const longestWaitMs = 10_000
/** A line on which nothing was heard for so long is cut. */
const [beatMs, silentMs] = [8_000, 20_000]

export function openDialling({ connect, begun, take, broke }: Options): Dialling {
  let line: Line | undefined
  let failures = 0
  let waiting: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  function dial(): void {
    clearTimeout(waiting)
    if (isClosed || line !== undefined) return
    begun()
    line = openLine(connect(), {
      take: async (own, frame) => (own === line ? take(own, frame) : undefined),
      ended,
    })
  }

  function ended(own: Line, code: number, reason: string): void {
    if (line !== own) return
    line = undefined
    if (!broke(code, reason) || isClosed) return
    // Many that were cut off together do not come back together.
    const wait = Math.min(firstWaitMs * 2 ** failures++, longestWaitMs) * (0.5 + Math.random() / 2)
    waiting = setTimeout(dial, code === closing.restart && failures === 1 ? wait / 5 : wait)
  }

  const beating = setInterval(() => {
    if (line === undefined) return
    if (Date.now() - line.heardAt <= silentMs) return send(line, { kind: 'ping' })
    const silent = line
    ended(silent, closing.later, 'silent')
    silent.socket.close()
  }, beatMs)

  function hangUp(): void {
    const last = line
    line = undefined
    last?.socket.close()
  }

  return {
    line: () => line,
    dial,
    retry() {
      failures = 0
      dial()
    },
    succeeded() {
      failures = 0
    },
    hangUp,
    close() {
      isClosed = true
      clearInterval(beating)
      clearTimeout(waiting)
      hangUp()
    },
  }
}
