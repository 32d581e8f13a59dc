/**
 * Keeps a Y.Doc the same as the server's working copy of a story and, in a browser, as what this browser has kept of
 * it. Frames and their order: src/working-copies/wire.ts.
 *
 * Local words come first, the network afterwards: nothing is asked of the server before IndexedDB has answered or has
 * been waited for two seconds. Each connection begins with a diff of all that the server lacks.
 *
 * Before that diff, what was typed here and is not acknowledged is sent again as it was typed. If somebody has deleted
 * the block meanwhile, Yjs has thrown away the words in it, here too: a diff does not have them any more, and the
 * server could put back nothing.
 */
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { schemaVersion } from '../../src/working-copies/nodes.ts'
import {
  closing,
  decodeFrame,
  encodeFrame,
  type Frame,
  type Notice,
  type Right,
} from '../../src/working-copies/wire.ts'
import {
  openLastWords,
  openLocalWords,
  rememberedGeneration,
  rememberGeneration,
  type LastWords,
  type LocalWords,
} from './local-words.ts'
import { hasMore, refusalOf, type RefusedReason } from './refusals.ts'

export type ProviderStatus = {
  /** `refused`: it will not try again by itself; `reason` says why, and `retry` begins anew. */
  connection: 'connecting' | 'online' | 'offline' | 'refused'
  /** Every word that was typed here is durable on the server. */
  saved: boolean
  right: Right | undefined
  reason?: RefusedReason
  /** IndexedDB did not answer in time: what was typed is kept in this page alone until it is saved. */
  localWordsLate: boolean
}

export type ProviderOptions = {
  /** Of the site: `https://example.org`. */
  origin: string
  /** The public id of the story. */
  articleId: string
  /** Without content; a new one when left out. */
  doc?: Y.Doc
  /** Outside of a browser: how to make a WebSocket, with a cookie for instance. */
  connect?: (address: string) => WebSocket
  onNotice?: (notice: Notice) => void
}

export type Provider = {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /**
   * The document may be bound to an editor: its schema is the server's, and local words are in it. Without the server
   * it comes true where this browser has kept words of this story and schema.
   */
  readonly ready: Promise<void>
  /** The same object until something changes. */
  status(): ProviderStatus
  /** Returns how to stop hearing. */
  subscribe(listener: () => void): () => void
  /** Tries at once: after signing in again, or when the network has come back. */
  retry(): void
  /** Words that are not saved stay in IndexedDB. */
  close(): void
}

const firstWaitMs = 250
const longestWaitMs = 10_000
/** A line on which nothing was heard for so long is cut. */
const [beatMs, silentMs] = [8_000, 20_000]

/** Node has no such events. */
const page = globalThis as unknown as Partial<EventTarget>

type Line = {
  socket: WebSocket
  /** Both sides have what the other one had. */
  isSynced: boolean
  sent: number
  acknowledged: number
  /** Whatever was written here before is on its way. */
  hasBegun: boolean
  heardAt: number
  /** Frames are taken one after the other. */
  turn: Promise<void>
}

export function openProvider({ origin, articleId, connect, onNotice, ...given }: ProviderOptions): Provider {
  const doc = given.doc ?? new Y.Doc()
  const awareness = new Awareness(doc)
  const address = `${origin.replace(/^http/u, 'ws')}/desk/live/${articleId}?schema=${schemaVersion}`
  const listeners = new Set<() => void>()
  const ready = Promise.withResolvers<void>()
  const self = {}
  /** As it was typed, and its number on the present line. */
  let unsaved: { bytes: Uint8Array; number: number }[] = []
  let status: ProviderStatus = { connection: 'connecting', saved: false, right: undefined, localWordsLate: false }
  let line: Line | undefined
  let local: LocalWords | undefined
  let last: LastWords | undefined
  let generation: number | undefined
  let failures = 0
  let waiting: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  function set(change: Partial<ProviderStatus>): void {
    const next = { ...status, ...change }
    if (JSON.stringify(next) === JSON.stringify(status)) return
    status = next
    for (const listener of listeners) listener()
  }

  function open(): void {
    clearTimeout(waiting)
    if (isClosed || line !== undefined) return
    set({ connection: 'connecting', reason: undefined })
    const socket = connect?.(address) ?? new WebSocket(address)
    socket.binaryType = 'arraybuffer'
    const own: Line = {
      socket,
      isSynced: false,
      hasBegun: false,
      sent: 0,
      acknowledged: 0,
      heardAt: Date.now(),
      turn: Promise.resolve(),
    }
    line = own
    socket.addEventListener('message', ({ data }) => {
      own.heardAt = Date.now()
      const frame = data instanceof ArrayBuffer ? decodeFrame(new Uint8Array(data)) : undefined
      if (frame === undefined) return
      // What cannot be taken is asked for again, on another line.
      own.turn = own.turn.then(() => (line === own ? take(own, frame) : undefined)).catch(() => socket.close())
    })
    socket.addEventListener('close', ({ code, reason }) => ended(own, code, reason))
    // What went wrong is said by the close that follows.
    socket.addEventListener('error', () => {})
  }

  function ended(own: Line, code: number, reason: string): void {
    if (line !== own) return
    line = undefined
    for (const update of unsaved) update.number = Infinity
    const others = [...awareness.getStates().keys()].filter((client) => client !== doc.clientID)
    removeAwarenessStates(awareness, others, self)
    const refusal = refusalOf(code, reason)
    if (refusal !== undefined) return set({ connection: 'refused', saved: false, reason: refusal })
    set({ connection: 'offline', saved: false })
    void openRemembered()
    if (isClosed) return
    // Many that were cut off together do not come back together.
    const wait = Math.min(firstWaitMs * 2 ** failures++, longestWaitMs) * (0.5 + Math.random() / 2)
    waiting = setTimeout(open, code === closing.restart && failures === 1 ? wait / 5 : wait)
  }

  async function take(own: Line, frame: Frame): Promise<void> {
    switch (frame.kind) {
      case 'welcome':
        return welcomed(own, frame)
      case 'vector':
        return answerVector(own, frame.bytes)
      case 'diff':
        Y.applyUpdate(doc, frame.bytes, self)
        own.isSynced = true
        failures = 0
        ready.resolve()
        return tellSaved(own)
      case 'update':
        return Y.applyUpdate(doc, frame.bytes, self)
      case 'ack':
        own.acknowledged = Math.max(own.acknowledged, frame.number)
        unsaved = unsaved.filter(({ number }) => number > own.acknowledged)
        return tellSaved(own)
      case 'awareness':
        return applyAwarenessUpdate(awareness, frame.bytes, self)
      case 'notice':
        return onNotice?.(frame.notice)
      case 'refused':
      case 'ping':
      case 'pong':
        // The close that follows a refusal says the same.
        return undefined
    }
  }

  async function welcomed(
    own: Line,
    { schema, generation: theirs, right }: Frame & { kind: 'welcome' },
  ): Promise<void> {
    if (schema !== schemaVersion) return giveUp(own, 'schema')
    // Two copies of one story are never put together.
    if (generation !== undefined && generation !== theirs) return giveUp(own, 'gone')
    set({ right })
    await openLocal(theirs)
    rememberGeneration(articleId, theirs)
  }

  async function openLocal(theirs: number): Promise<void> {
    generation ??= theirs
    local ??= openLocalWords({ articleId, generation, doc })
    set({ localWordsLate: !(await local.inTime) })
    if (last !== undefined || isClosed) return
    last = openLastWords({ articleId, generation, clientId: doc.clientID })
    for (const update of last.left()) Y.applyUpdate(doc, update, last)
  }

  /** The network is away: the words that this browser has kept can be read and written all the same. */
  async function openRemembered(): Promise<void> {
    const remembered = rememberedGeneration(articleId)
    if (remembered === undefined) return
    await openLocal(remembered)
    ready.resolve()
  }

  /** Made before anything of the server's is applied: it says what was written here without knowing of that. */
  function answerVector(own: Line, vector: Uint8Array): void {
    if (status.right === 'write') {
      for (const update of unsaved) update.number = sendUpdate(own, 'update', update.bytes)
      sendUpdate(own, 'diff', Y.encodeStateAsUpdate(doc, vector))
      own.hasBegun = true
    } else if (hasMore(doc, vector)) return giveUp(own, 'read-only')
    send(own, { kind: 'vector', bytes: Y.encodeStateVector(doc) })
    // A server that keeps this client's last state takes only one that is newer.
    if (awareness.getLocalState() !== null) awareness.setLocalState(awareness.getLocalState())
  }

  function sendUpdate(own: Line, kind: 'diff' | 'update', bytes: Uint8Array): number {
    const number = ++own.sent
    send(own, { kind, number, bytes })
    tellSaved(own)
    return number
  }

  function tellSaved(own: Line): void {
    if (!own.isSynced) return
    const saved = own.acknowledged === own.sent
    if (saved) last?.forget()
    set({ connection: 'online', saved })
  }

  function send({ socket }: Line, frame: Frame): void {
    if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame))
  }

  function giveUp(own: Line, reason: RefusedReason): void {
    line = undefined
    own.socket.close()
    set({ connection: 'refused', saved: false, reason })
  }

  const onUpdate = (bytes: Uint8Array, source: unknown) => {
    if (source === self) return
    if (source === local?.source) return localWordsCame(bytes)
    const update = { bytes, number: Infinity }
    unsaved.push(update)
    if (line?.hasBegun === true) update.number = sendUpdate(line, 'update', bytes)
    else set({ saved: false })
  }

  /** Those that come in time are in the diff, with which the line begins. */
  function localWordsCame(bytes: Uint8Array): void {
    if (line?.hasBegun === true) sendUpdate(line, 'diff', bytes)
  }

  const onAwareness = (_changes: unknown, source: unknown) => {
    if (source === self || line === undefined || !awareness.meta.has(doc.clientID)) return
    if (status.right !== undefined)
      send(line, { kind: 'awareness', bytes: encodeAwarenessUpdate(awareness, [doc.clientID]) })
  }

  const beating = setInterval(() => {
    if (line === undefined) return
    if (Date.now() - line.heardAt > silentMs) {
      const silent = line
      ended(silent, closing.later, 'silent')
      silent.socket.close()
    } else send(line, { kind: 'ping' })
  }, beatMs)

  function retry(): void {
    failures = 0
    open()
  }

  const onLeave = () => {
    if (unsaved.length > 0) last?.keep(Y.mergeUpdates(unsaved.map(({ bytes }) => bytes)))
  }

  doc.on('update', onUpdate)
  awareness.on('update', onAwareness)
  page.addEventListener?.('online', retry)
  page.addEventListener?.('pagehide', onLeave)
  open()

  return {
    doc,
    awareness,
    ready: ready.promise,
    status: () => status,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retry,
    close() {
      isClosed = true
      clearInterval(beating)
      clearTimeout(waiting)
      page.removeEventListener?.('online', retry)
      page.removeEventListener?.('pagehide', onLeave)
      doc.off('update', onUpdate)
      awareness.destroy()
      line?.socket.close()
      line = undefined
      local?.close()
      set({ connection: 'offline' })
      listeners.clear()
    },
  }
}
