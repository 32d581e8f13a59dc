/** The connections of the live channel: WebSockets (RFC 6455), each to one working copy. */
import { STATUS_CODES, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { staffArticleBy } from '../articles/staff-store.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import type { Channel } from '../kit/http/listen.ts'
import { isCrossSite } from '../kit/http/same-site.ts'
import { liveAddress, type ChannelParts } from './channel-parts.ts'
import { openConnection, type Connection } from './connection.ts'
import { followStories } from './live-copies.ts'
import { schemaVersion } from './nodes.ts'
import type { Access, Visitor } from './visit.ts'
import { closing } from './wire.ts'

/** A paste of two million letters, or everything written in a day offline. */
const maxPayload = 16_000_000
const [maxConnections, maxOfOne] = [1_000, 30]
const [lookMs, pingMs] = [1_000, 20_000]
/** Connections that do not close within this time are cut off. */
const leaveMs = 2_000

type Lines = {
  readonly house: House
  readonly parts: ChannelParts
  readonly sockets: WebSocketServer
  readonly connections: Map<Connection, { actor: string; socket: WebSocket }>
  isClosing: boolean
  isLooking: boolean
}

export function openConnections(house: House, parts: ChannelParts): Omit<Channel, 'wants'> {
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload })
  const lines: Lines = { house, parts, sockets, connections: new Map(), isClosing: false, isLooking: false }
  const looking = setInterval(() => void look(lines), lookMs).unref()
  const pinging = setInterval(() => {
    for (const connection of lines.connections.keys()) connection.ping()
  }, pingMs).unref()
  return {
    take(request, socket, head) {
      admit(lines, request, socket, head).catch((error: unknown) => {
        if (!(error instanceof Unavailable)) house.log.error({ error }, 'a live connection was not taken up')
        refuse(socket, 503)
      })
    },
    async close() {
      lines.isClosing = true
      clearInterval(looking)
      clearInterval(pinging)
      await takeLeave([...lines.connections])
    },
  }
}

async function admit(lines: Lines, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const { house, parts, connections } = lines
  if (lines.isClosing || connections.size >= maxConnections) return refuse(socket, 503)
  if (isForeign(request.headers, house.config.origin)) return refuse(socket, 403)
  const { publicId, schema } = asked(request)
  const who = await parts.actorOf(house, request.headers)
  const actor = who === undefined ? '' : `${who.actor.kind}:${who.actor.id}`
  const article = await staffArticleBy(house.db, publicId)
  const access = () => accessOf(lines, request.headers, article?.id)
  const now = await access()
  // A browser learns the reason only over an accepted connection.
  lines.sockets.handleUpgrade(request, socket, head, (opened) => {
    if (now.right === undefined) return opened.close(closing.forbidden, now.reason)
    if (article === undefined) return opened.close(closing.unknown, 'unknown')
    if (schema !== String(schemaVersion)) return opened.close(closing.schema, 'schema')
    if (countOf(lines, actor) >= maxOfOne) return opened.close(closing.tooMany, 'too-many')
    const member = { id: who?.actor.id ?? '', name: who?.name ?? '' }
    begin(lines, opened, { articleId: article.id, actor, member, right: now.right, access })
  })
}

/** Checked again and again: a session may end, or a role be revoked, while somebody writes. */
async function accessOf(
  { house, parts }: Lines,
  headers: IncomingHttpHeaders,
  articleId: number | undefined,
): Promise<Access> {
  const who = await parts.actorOf(house, headers)
  if (who === undefined) return { reason: 'signed-out' }
  const right = articleId === undefined ? 'read' : await parts.rightTo(house, who.actor, articleId)
  return right === undefined ? { reason: 'forbidden' } : { right }
}

function begin({ house, connections, isClosing }: Lines, socket: WebSocket, visitor: Visitor): void {
  const connection = openConnection(house, socket, visitor)
  connections.set(connection, { actor: visitor.actor, socket })
  void connection.ended.then(() => connections.delete(connection))
  if (isClosing) connection.close(closing.restart, 'restart')
}

function countOf({ connections }: Lines, actor: string): number {
  return [...connections.values()].filter((connection) => connection.actor === actor).length
}

async function look(lines: Lines): Promise<void> {
  const { house, connections } = lines
  if (lines.isLooking || connections.size === 0) return
  lines.isLooking = true
  try {
    for (const connection of connections.keys()) await connection.recheck()
    await followStories(house)
  } catch (error) {
    // While the database is away nothing can be written, and nobody is disconnected.
    if (!(error instanceof Unavailable)) house.log.error({ error }, 'live connections could not be looked after')
  } finally {
    lines.isLooking = false
  }
}

async function takeLeave(all: readonly [Connection, { socket: WebSocket }][]): Promise<void> {
  for (const [connection] of all) connection.close(closing.restart, 'restart')
  const gone = Promise.all(all.map(([connection]) => connection.ended))
  await Promise.race([gone, sleep(leaveMs, undefined, { ref: false })])
  for (const [, { socket }] of all) socket.terminate()
  await gone
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function asked({ url = '' }: IncomingMessage): { publicId: string; schema: string | null } {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  return { publicId: liveAddress.exec(pathname)?.[1] ?? '', schema: searchParams.get('schema') }
}

/**
 * A page of another site can open a WebSocket here with its reader's cookies; its Origin gives it away (RFC 6455,
 * 10.2). No page of ours sends an Origin other than the paper's or the requested host.
 */
function isForeign(headers: IncomingHttpHeaders, origin: string): boolean {
  const own = headers.origin !== undefined && URL.parse(headers.origin)?.host === headers.host
  return !own && isCrossSite(headers, origin)
}
