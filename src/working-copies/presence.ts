import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
/** Who is in a working copy, and where their carets are. Stored in no row: when somebody leaves, they are gone. */
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Listener } from '../kit/db/commits.ts'
import { announce } from '../kit/db/database.ts'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { presenceChanged } from './copies-changed.ts'

export type Presence = {
  /** Somebody is there. */
  begin(): void
  /** What a client reports about itself; `member` overrides whatever it says. False if it is not valid. */
  hear(from: object, bytes: Uint8Array, member: Member): boolean
  /** For a newcomer; undefined if nobody else is there. */
  all(): Uint8Array | undefined
  left(from: object): void
  stop(): void
}

export type Member = { id: string; name: string }

type Options<Participant> = {
  articleId: number
  relay: (bytes: Uint8Array, except: Participant | undefined) => void
}

/** Names, colours and two positions in the text are 400 bytes. */
const maxStateBytes = 4_000
/** Other servers are told at most this often. */
const tellMs = 50
const elsewhere = 'elsewhere'

export function openPresence<Participant extends object>(
  house: House,
  { articleId, relay }: Options<Participant>,
): Presence {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(null)
  /**
   * Which connection speaks for a client: the latest one. It may reconnect before its old connection is known to be
   * dead.
   */
  const speakers = new Map<number, object>()
  const untold = new Set<number>()
  let telling: NodeJS.Timeout | undefined
  let stop: (() => void) | undefined

  awareness.on('update', (changes: { added: number[]; updated: number[]; removed: number[] }, origin: unknown) => {
    const clients = [...changes.added, ...changes.updated, ...changes.removed]
    relay(encodeAwarenessUpdate(awareness, clients), typeof origin === 'object' ? (origin as Participant) : undefined)
    if (origin !== elsewhere) tellLater(clients)
  })

  /** On SQLite other processes can learn only what is in a row. */
  function tellLater(clients: Iterable<number>): void {
    if (house.engine === 'sqlite') return
    for (const client of clients) untold.add(client)
    telling ??= setTimeout(() => void tell(), tellMs).unref()
  }

  async function tell(): Promise<void> {
    telling = undefined
    const clients = [...untold].filter((client) => awareness.meta.has(client))
    untold.clear()
    for (const client of clients) await say(encodeAwarenessUpdate(awareness, [client]))
  }

  async function say(bytes: Uint8Array): Promise<void> {
    const words = `${articleId}.${Buffer.from(bytes).toString('base64url')}`
    // A missed message does not matter: states are repeated every fifteen seconds.
    await house.write(system, (tx) => announce(tx, presenceChanged, undefined, words)).catch(() => {})
  }

  const listener: Listener<undefined> = {
    here: () => {},
    elsewhere({ words = '' }) {
      const [article, said] = words.split('.')
      if (article !== String(articleId) || said === undefined) return
      if (said === '') tellLater(speakers.keys())
      else applyAwarenessUpdate(awareness, Buffer.from(said, 'base64url'), elsewhere)
    },
  }

  return {
    begin() {
      if (stop !== undefined || house.engine === 'sqlite') return
      stop = house.commits.on(presenceChanged, listener)
      // Asks other servers who is already there.
      void say(new Uint8Array())
    },
    hear(from, bytes, member) {
      const own = ownState(bytes, member)
      if (own === undefined) return false
      speakers.set(own.client, from)
      applyAwarenessUpdate(awareness, own.bytes, from)
      return true
    },
    all() {
      const clients = [...awareness.getStates().keys()]
      return clients.length === 0 ? undefined : encodeAwarenessUpdate(awareness, clients)
    },
    left(from) {
      const clients = [...speakers].flatMap(([client, speaker]) => (speaker === from ? [client] : []))
      for (const client of clients) speakers.delete(client)
      removeAwarenessStates(awareness, clients, from)
    },
    stop() {
      stop?.()
      if (telling !== undefined) {
        clearTimeout(telling)
        void tell()
      }
      awareness.destroy()
      awareness.doc.destroy()
    },
  }
}

/** The state of one client, with the name the server knows; undefined for anything else. */
function ownState(bytes: Uint8Array, member: Member): { client: number; bytes: Uint8Array } | undefined {
  if (bytes.length > maxStateBytes) return undefined
  try {
    const decoder = createDecoder(bytes)
    if (readVarUint(decoder) !== 1) return undefined
    const [client, clock] = [readVarUint(decoder), readVarUint(decoder)]
    const state: unknown = JSON.parse(readVarString(decoder))
    if (state !== null && (typeof state !== 'object' || Array.isArray(state))) return undefined
    const encoder = createEncoder()
    writeVarUint(encoder, 1)
    writeVarUint(encoder, client)
    writeVarUint(encoder, clock)
    writeVarString(encoder, JSON.stringify(state === null ? null : { ...state, member }))
    return { client, bytes: toUint8Array(encoder) }
  } catch {
    return undefined
  }
}
