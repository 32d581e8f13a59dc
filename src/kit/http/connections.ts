import { readFileSync } from 'node:fs'
import { STATUS_CODES, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { letGo } from './let-go.ts'
import { requestFault } from './request-fault.ts'
import { openSlowWatch } from './slow-watch.ts'

/**
 * Browsers and proxies send one request after the other: those that wait behind another are few, or somebody piles them
 * up.
 */
const maxWaiting = 32
const watchMs = 1_000
/** A connection that has sent or received nothing for this long is closed first when there is no room. */
const [silentMs, unansweredMs, makeRoomMs] = [1_000, 5_000, 250]
/** Files that the rest of the process opens: databases, media, threads. */
const otherFiles = 256

export type Connections = {
  /** Has a request answered, once those before it on its connection have been; one that is none is refused here. */
  admit(request: IncomingMessage, response: ServerResponse, answer: RequestListener): void
  /** The same for one whose connection another protocol takes over; it stays among those that are watched. */
  admitUpgrade(request: IncomingMessage, socket: Duplex, take: () => void): void
  stop(): void
}

/**
 * Keeps what connections hold within bounds: how many there are, how many requests wait on each, how much waits to be
 * written on all, and for how long (`writeMs`) somebody may take nothing of it.
 */
export function watchConnections(
  server: Server,
  { maxConnections, writeMs }: { maxConnections: number; writeMs: number },
): Connections {
  const most = Math.min(maxConnections, openFiles() - otherFiles)
  const openedAt = new Map<Socket, number>()
  const refused = new WeakSet<Socket>()
  const inTurn = openTurns(refused)
  const makeRoom = openRoom(server, openedAt)
  const watch = openSlowWatch(openedAt, writeMs)

  server.maxConnections = most
  server.on('connection', (socket) => {
    openedAt.set(socket, performance.now())
    socket.once('close', () => openedAt.delete(socket))
    if (openedAt.size > most * 0.95) makeRoom()
  })
  const watching = setInterval(watch, watchMs).unref()
  return {
    admit(request, response, answer) {
      const { socket } = request
      // The last answer on this connection has been sent, or nothing will be.
      if (refused.has(socket) || socket.writableEnded || socket.destroyed) return
      // It has no socket of its own while an answer before it is still being written.
      if (response.socket !== null) answerNow(request, response, answer, refused)
      else inTurn(request, response, () => answerNow(request, response, answer, refused))
    },
    admitUpgrade(request, socket, take) {
      const fault = refused.has(request.socket) ? 400 : requestFault(request)
      if (fault === undefined) return take()
      socket.end(`HTTP/1.1 ${fault} ${STATUS_CODES[fault]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    },
    stop: () => clearInterval(watching),
  }
}

function answerNow(
  request: IncomingMessage,
  response: ServerResponse,
  answer: RequestListener,
  refused: WeakSet<Socket>,
): void {
  const fault = requestFault(request)
  if (fault === undefined) return void answer(request, response)
  // Whatever comes after it on this connection is read by nobody: where it begins is not sure.
  refused.add(request.socket)
  response.writeHead(fault, STATUS_CODES[fault], ['Connection', 'close', 'Content-Length', '0']).end()
}

/** Idle connections go, and those that hold a place without using it; a browser opens another when it needs one. */
function openRoom(server: Server, openedAt: ReadonlyMap<Socket, number>): () => void {
  let madeRoomAt = -Infinity
  return () => {
    const now = performance.now()
    if (now - madeRoomAt < makeRoomMs) return
    madeRoomAt = now
    server.closeIdleConnections()
    for (const [socket, since] of openedAt) {
      const age = now - since
      if ((age > silentMs && socket.bytesRead === 0) || (age > unansweredMs && socket.bytesWritten === 0))
        socket.destroy()
    }
  }
}

/** Of what comes behind another request nothing is begun before its turn: no answer is made that cannot be sent. */
function openTurns(
  refused: WeakSet<Socket>,
): (request: IncomingMessage, response: ServerResponse, begin: () => void) => void {
  const waitingOn = new WeakMap<Socket, number>()
  return (request, response, begin) => {
    const { socket } = request
    const waiting = (waitingOn.get(socket) ?? 0) + 1
    waitingOn.set(socket, waiting)
    if (waiting > maxWaiting) return letGo(socket)
    const { assignSocket } = response
    response.assignSocket = (own) => {
      assignSocket.call(response, own)
      waitingOn.set(socket, (waitingOn.get(socket) ?? 1) - 1)
      if (!refused.has(socket)) setImmediate(begin)
    }
  }
}

/**
 * How many files this process may have open; each connection is one. Node raises it to what the system allows at its
 * start.
 */
function openFiles(): number {
  try {
    return Number(/^Max open files\s+(\d+)/mu.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity)
  } catch {
    // Not Linux.
    return Infinity
  }
}
