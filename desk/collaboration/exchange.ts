/** What is said over a line, and in which order: src/working-copies/wire.ts. */
import {
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
  type Awareness,
} from 'y-protocols/awareness'
import * as Y from 'yjs'
import { schemaVersion } from '../../src/working-copies/nodes.ts'
import type { Frame, Notice } from '../../src/working-copies/wire.ts'
import type { Dialling } from './dialling.ts'
import type { KeptWords } from './kept-words.ts'
import { send, type Line } from './line.ts'
import { hasMore, refusalOf, type RefusedReason } from './refusals.ts'
import type { Status } from './status.ts'
import type { UnsavedWords } from './unsaved.ts'

/** What the parts of a provider share. */
export type Copy = {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly status: Status
  readonly unsaved: UnsavedWords
  readonly kept: KeptWords
  readonly dialling: Dialling
  /** Where the changes come from that the server has sent. */
  readonly server: object
  /** Resolved when the document may be bound. */
  readonly ready: PromiseWithResolvers<void>
  readonly onNotice: ((notice: Notice) => void) | undefined
}

export async function takeFrame(copy: Copy, line: Line, frame: Frame): Promise<void> {
  const { doc, awareness, server } = copy
  switch (frame.kind) {
    case 'welcome':
      return welcomed(copy, frame)
    case 'vector':
      return answerVector(copy, line, frame.bytes)
    case 'diff':
      Y.applyUpdate(doc, frame.bytes, server)
      line.isSynced = true
      copy.dialling.succeeded()
      copy.ready.resolve()
      return tellSaved(copy, line)
    case 'update':
      return Y.applyUpdate(doc, frame.bytes, server)
    case 'ack':
      line.acknowledged = Math.max(line.acknowledged, frame.number)
      copy.unsaved.acknowledged(line.acknowledged)
      return tellSaved(copy, line)
    case 'awareness':
      return applyAwarenessUpdate(awareness, frame.bytes, server)
    case 'notice':
      return copy.onNotice?.(frame.notice)
    case 'refused':
    case 'ping':
    case 'pong':
      // The close that follows a refusal says the same.
      return undefined
  }
}

async function welcomed(copy: Copy, { schema, generation, right }: Frame & { kind: 'welcome' }): Promise<void> {
  if (schema !== schemaVersion) return giveUp(copy, 'schema')
  if (!copy.kept.isOf(generation)) return giveUp(copy, 'gone')
  copy.status.set({ right })
  await copy.kept.open(generation)
}

/** Made before anything of the server's is applied: it says what was written here without knowing of that. */
function answerVector(copy: Copy, line: Line, vector: Uint8Array): void {
  const { doc, awareness } = copy
  if (copy.status.current().right === 'write') {
    for (const update of copy.unsaved.all()) update.number = sendUpdate(copy, line, 'update', update.bytes)
    sendUpdate(copy, line, 'diff', Y.encodeStateAsUpdate(doc, vector))
    line.hasBegun = true
  } else if (hasMore(doc, vector)) return giveUp(copy, 'read-only')
  send(line, { kind: 'vector', bytes: Y.encodeStateVector(doc) })
  // A server that keeps this client's last state takes only one that is newer.
  if (awareness.getLocalState() !== null) awareness.setLocalState(awareness.getLocalState())
}

/** The document has changed, by whomever. */
export function changed(copy: Copy, bytes: Uint8Array, source: unknown): void {
  if (source === copy.server) return
  const line = copy.dialling.line()
  const begun = line?.hasBegun === true ? line : undefined
  if (copy.kept.isSource(source)) {
    // Those that come in time are in the diff, with which the line begins.
    if (begun !== undefined) sendUpdate(copy, begun, 'diff', bytes)
    return
  }
  const update = copy.unsaved.add(bytes)
  if (begun === undefined) copy.status.set({ saved: false })
  else update.number = sendUpdate(copy, begun, 'update', bytes)
}

function sendUpdate(copy: Copy, line: Line, kind: 'diff' | 'update', bytes: Uint8Array): number {
  const number = ++line.sent
  send(line, { kind, number, bytes })
  tellSaved(copy, line)
  return number
}

function tellSaved({ kept, status }: Copy, line: Line): void {
  if (!line.isSynced) return
  const saved = line.acknowledged === line.sent
  if (saved) kept.saved()
  status.set({ connection: 'online', saved })
}

/** A caret has moved, or a name has come or gone. */
export function presenceChanged({ awareness, doc, dialling, server, status }: Copy, source: unknown): void {
  const line = dialling.line()
  if (source === server || line === undefined || !awareness.meta.has(doc.clientID)) return
  if (status.current().right === undefined) return
  send(line, { kind: 'awareness', bytes: encodeAwarenessUpdate(awareness, [doc.clientID]) })
}

/** False: to try again would bring nothing. */
export function lineBroke(copy: Copy, code: number, reason: string): boolean {
  const { awareness, doc, kept, status, ready } = copy
  copy.unsaved.lineBroke()
  const others = [...awareness.getStates().keys()].filter((client) => client !== doc.clientID)
  removeAwarenessStates(awareness, others, copy.server)
  const refusal = refusalOf(code, reason)
  if (refusal !== undefined) {
    status.set({ connection: 'refused', saved: false, reason: refusal })
    return false
  }
  status.set({ connection: 'offline', saved: false })
  // The words that this browser has kept can be read and written all the same.
  void kept.openRemembered().then((hasAny) => hasAny && ready.resolve())
  return true
}

function giveUp({ dialling, status }: Copy, reason: RefusedReason): void {
  dialling.hangUp()
  status.set({ connection: 'refused', saved: false, reason })
}
