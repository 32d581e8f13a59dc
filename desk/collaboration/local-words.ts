/** What this browser keeps of a working copy (IndexedDB): it survives a closed page and an afternoon without a line. */
import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'
import { schemaVersion } from '../../src/working-copies/nodes.ts'

export type LocalWords = {
  /** Whether they were in the document after at most two seconds: IndexedDB sometimes never answers. */
  inTime: Promise<boolean>
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
  if (!('indexedDB' in globalThis)) return { inTime: Promise.resolve(true), close: () => {} }
  const kept = new IndexeddbPersistence(`crier:${articleId}:${generation}:${schemaVersion}`, doc)
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs))
  return {
    inTime: Promise.race([kept.whenSynced.then(() => true), late]),
    close: () => void kept.destroy(),
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

type Storage = { getItem(key: string): string | null; setItem(key: string, value: string): void }

/** Node has one too, which belongs to nobody. */
function storage(): Storage | undefined {
  return 'document' in globalThis ? (globalThis as unknown as { localStorage: Storage }).localStorage : undefined
}
