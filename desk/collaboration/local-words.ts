/** What this browser keeps of a working copy (IndexedDB): it survives a closed page and an afternoon without a line. */
import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'
import { schemaVersion } from '../../src/working-copies/nodes.ts'

export type LocalWords = {
  /** Whether they were in the document after at most two seconds: IndexedDB sometimes never answers. */
  inTime: Promise<boolean>
  /** Where the document's updates come from that were kept. */
  source: object
  close(): void
}

const patienceMs = 2_000

/**
 * By story, generation and schema: words of another copy, or written with other nodes, are never put together with
 * these. Outside of a browser nothing is kept.
 */
export function openLocalWords({
  articleId,
  generation,
  doc,
}: {
  articleId: string
  generation: number
  doc: Y.Doc
}): LocalWords {
  if (!('indexedDB' in globalThis)) return { inTime: Promise.resolve(true), source: {}, close: () => {} }
  const kept = new IndexeddbPersistence(`crier:${articleId}:${generation}:${schemaVersion}`, doc)
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs))
  return {
    source: kept,
    inTime: Promise.race([kept.whenSynced.then(() => true), late]),
    close: () => void kept.destroy(),
  }
}

export type LastWords = {
  /** Leaves the words with the browser before it returns. */
  keep(update: Uint8Array): void
  /** What pages left that went before this one. */
  left(): Uint8Array[]
  /** Those are safe by now. */
  forget(): void
}

/**
 * A page that goes takes what IndexedDB has not finished writing with it, which on a slow device is the last second of
 * typing. As it goes, those words are left where writing is done at once. Each page (`clientId`) has its own place.
 */
export function openLastWords(place: { articleId: string; generation: number; clientId: number }): LastWords {
  const prefix = `crier:last:${place.articleId}:${place.generation}:${schemaVersion}:`
  const own = `${prefix}${place.clientId}`
  let taken: string[] = []
  return {
    keep(update) {
      try {
        storage()?.setItem(own, JSON.stringify([...update]))
      } catch {
        // No room. What IndexedDB has is all that there is.
      }
    },
    left() {
      const kept = storage()
      taken = Object.keys(kept ?? {}).filter((key) => key.startsWith(prefix))
      return taken.map((key) => Uint8Array.from(JSON.parse(kept?.getItem(key) ?? '[]') as number[]))
    },
    forget() {
      for (const key of taken) storage()?.removeItem(key)
      taken = []
    },
  }
}

/** Which copy of the story this browser has seen last: known without asking the server. */
export function rememberedGeneration(articleId: string): number | undefined {
  const kept = storage()?.getItem(keyOf(articleId))
  return kept == null ? undefined : Number(kept)
}

export function rememberGeneration(articleId: string, generation: number): void {
  try {
    storage()?.setItem(keyOf(articleId), String(generation))
  } catch {
    // No room. It is asked of the server again.
  }
}

function keyOf(articleId: string): string {
  return `crier:generation:${articleId}`
}

type Storage = {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** Node has one too, which belongs to nobody. */
function storage(): Storage | undefined {
  return 'document' in globalThis ? (globalThis as unknown as { localStorage: Storage }).localStorage : undefined
}
