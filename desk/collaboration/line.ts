/** One connection to the server. */
import { decodeFrame, encodeFrame, type Frame } from '../../src/working-copies/wire.ts'

export type Line = {
  readonly socket: WebSocket
  /** Both sides have what the other one had. */
  isSynced: boolean
  /** Whatever was written here before is on its way. */
  hasBegun: boolean
  /** Numbers of updates. */
  sent: number
  acknowledged: number
  heardAt: number
}

type Ends = {
  /** Frames are taken one after the other. */
  take(line: Line, frame: Frame): Promise<void>
  ended(line: Line, code: number, reason: string): void
}

export function openLine(socket: WebSocket, { take, ended }: Ends): Line {
  socket.binaryType = 'arraybuffer'
  const line: Line = { socket, isSynced: false, hasBegun: false, sent: 0, acknowledged: 0, heardAt: Date.now() }
  let turn = Promise.resolve()
  socket.addEventListener('message', ({ data }) => {
    line.heardAt = Date.now()
    const frame = data instanceof ArrayBuffer ? decodeFrame(new Uint8Array(data)) : undefined
    if (frame === undefined) return
    // What cannot be taken is asked for again, on another line.
    turn = turn.then(() => take(line, frame)).catch(() => socket.close())
  })
  socket.addEventListener('close', ({ code, reason }) => ended(line, code, reason))
  // What went wrong is said by the close that follows.
  socket.addEventListener('error', () => {})
  return line
}

export function send({ socket }: Line, frame: Frame): void {
  if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame))
}
