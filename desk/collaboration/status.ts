/** What a page is told of its line to the server. */
import type { Right } from '../../src/working-copies/wire.ts'
import type { RefusedReason } from './refusals.ts'

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

export type Status = {
  /** The same object until something changes. */
  current(): ProviderStatus
  set(change: Partial<ProviderStatus>): void
  /** Returns how to stop hearing. */
  subscribe(listener: () => void): () => void
  /** Nobody hears anything any more. */
  end(): void
}

export function openStatus(): Status {
  const listeners = new Set<() => void>()
  let status: ProviderStatus = { connection: 'connecting', saved: false, right: undefined, localWordsLate: false }
  return {
    current: () => status,
    set(change) {
      const next = { ...status, ...change }
      if (JSON.stringify(next) === JSON.stringify(status)) return
      status = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    end: () => listeners.clear(),
  }
}
