/** What was typed here and is not acknowledged, as it was typed. */
import * as Y from 'yjs'

/** `number`: on the present line; Infinity while it has not gone there. */
export type Unsaved = { readonly bytes: Uint8Array; number: number }

export type UnsavedWords = {
  add(bytes: Uint8Array): Unsaved
  /** In the order of typing. */
  all(): readonly Unsaved[]
  /** Up to this number they are durable. */
  acknowledged(number: number): void
  /** Of those that are under way nobody knows whether they came. */
  lineBroke(): void
  /** All as one update, if there is any. */
  merged(): Uint8Array | undefined
}

export function openUnsaved(): UnsavedWords {
  let unsaved: Unsaved[] = []
  return {
    add(bytes) {
      const update = { bytes, number: Infinity }
      unsaved.push(update)
      return update
    },
    all: () => unsaved,
    acknowledged(upTo) {
      unsaved = unsaved.filter(({ number }) => number > upTo)
    },
    lineBroke() {
      for (const update of unsaved) update.number = Infinity
    },
    merged: () => (unsaved.length === 0 ? undefined : Y.mergeUpdates(unsaved.map(({ bytes }) => bytes))),
  }
}
