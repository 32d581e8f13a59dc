/** What this browser has kept of a story, brought into the document once it is known of which working copy. */
import * as Y from 'yjs'
import {
  openLastWords,
  openLocalWords,
  rememberedGeneration,
  rememberGeneration,
  type LastWords,
  type LocalWords,
} from './local-words.ts'

export type KeptWords = {
  /** Two copies of one story are never put together: false where another has been opened here. */
  isOf(generation: number): boolean
  /** The server names the copy. Resolves when its words are in the document, or are late. */
  open(generation: number): Promise<void>
  /** The network is away: the words of the last copy that was seen. False: there are none. */
  openRemembered(): Promise<boolean>
  /** Whether an update of the document came from there. */
  isSource(source: unknown): boolean
  /** A page that goes leaves this behind. */
  leave(update: Uint8Array): void
  /** What other pages left is durable by now. */
  saved(): void
  close(): void
}

type Options = {
  articleId: string
  doc: Y.Doc
  /** IndexedDB has, or has not, answered in time. */
  tellLate(isLate: boolean): void
}

export function openKeptWords({ articleId, doc, tellLate }: Options): KeptWords {
  let generation: number | undefined
  let local: LocalWords | undefined
  let last: LastWords | undefined
  let isClosed = false

  async function bring(named: number): Promise<void> {
    generation ??= named
    local ??= openLocalWords({ articleId, generation, doc })
    tellLate(!(await local.inTime))
    if (last !== undefined || isClosed) return
    last = openLastWords({ articleId, generation, clientId: doc.clientID })
    for (const update of last.left()) Y.applyUpdate(doc, update, last)
  }

  return {
    isOf: (named) => generation === undefined || generation === named,
    async open(named) {
      await bring(named)
      rememberGeneration(articleId, named)
    },
    async openRemembered() {
      const remembered = rememberedGeneration(articleId)
      if (remembered !== undefined) await bring(remembered)
      return remembered !== undefined
    },
    isSource: (source) => source === local?.source,
    leave: (update) => last?.keep(update),
    saved: () => last?.forget(),
    close() {
      isClosed = true
      local?.close()
    },
  }
}
