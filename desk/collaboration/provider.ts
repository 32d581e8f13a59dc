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
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { schemaVersion } from '../../src/working-copies/nodes.ts'
import type { Notice } from '../../src/working-copies/wire.ts'
import { openDialling } from './dialling.ts'
import { changed, lineBroke, presenceChanged, takeFrame, type Copy } from './exchange.ts'
import { openKeptWords } from './kept-words.ts'
import { openStatus, type ProviderStatus } from './status.ts'
import { openUnsaved } from './unsaved.ts'

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

/** Node has no such events. */
const page = globalThis as unknown as Partial<EventTarget>

export function openProvider(options: ProviderOptions): Provider {
  const copy = openCopy(options)
  const { doc, awareness, status, dialling, ready } = copy
  const onUpdate = (bytes: Uint8Array, source: unknown) => changed(copy, bytes, source)
  const onLeave = () => {
    const typed = copy.unsaved.merged()
    if (typed !== undefined) copy.kept.leave(typed)
  }
  doc.on('update', onUpdate)
  awareness.on('update', (_changes: unknown, source: unknown) => presenceChanged(copy, source))
  page.addEventListener?.('online', dialling.retry)
  page.addEventListener?.('pagehide', onLeave)
  dialling.dial()
  return {
    doc,
    awareness,
    ready: ready.promise,
    status: status.current,
    subscribe: status.subscribe,
    retry: dialling.retry,
    close() {
      page.removeEventListener?.('online', dialling.retry)
      page.removeEventListener?.('pagehide', onLeave)
      doc.off('update', onUpdate)
      // Takes leave over the line.
      awareness.destroy()
      dialling.close()
      copy.kept.close()
      status.set({ connection: 'offline' })
      status.end()
    },
  }
}

function openCopy({ origin, articleId, connect, onNotice, doc = new Y.Doc() }: ProviderOptions): Copy {
  const address = `${origin.replace(/^http/u, 'ws')}/desk/live/${articleId}?schema=${schemaVersion}`
  const status = openStatus()
  const copy: Copy = {
    doc,
    awareness: new Awareness(doc),
    status,
    unsaved: openUnsaved(),
    kept: openKeptWords({ articleId, doc, tellLate: (localWordsLate) => status.set({ localWordsLate }) }),
    dialling: openDialling({
      connect: () => connect?.(address) ?? new WebSocket(address),
      begun: () => status.set({ connection: 'connecting', reason: undefined }),
      take: (line, frame) => takeFrame(copy, line, frame),
      broke: (code, reason) => lineBroke(copy, code, reason),
    }),
    server: {},
    ready: Promise.withResolvers<void>(),
    onNotice,
  }
  return copy
}
