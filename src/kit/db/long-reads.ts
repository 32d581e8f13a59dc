/**
 * Reads that may take long, such as a search: off the event loop on SQLite (a thread with a read-only connection of its
 * own), under a statement timeout on PostgreSQL; so many at a time, so many waiting, and never longer than a limit.
 */
import type { Db } from './schema.ts'

/**
 * `url` and `name` say where a thread finds `answer`: the module that exports it, and under which name. Input and
 * output are plain data.
 */
export type LongQuestion<Input, Output> = { url: string; name: string; answer(db: Db, input: Input): Promise<Output> }

export type Answered<Output> =
  | { outcome: 'answered'; value: Output }
  | { outcome: 'too-long' }
  | { outcome: 'unavailable' }

export type LongReads = {
  /**
   * Throws what `answer` throws. `unavailable`: too many wait, or the connection broke; `too-long`: it was given up.
   */
  ask<Input, Output>(question: LongQuestion<Input, Output>, input: Input): Promise<Answered<Output>>
  close(): Promise<void>
}

export type LongReadLimits = { limitMs: number; maxWaiting: number; longestWaitMs: number }

export const usualLimits: LongReadLimits = { limitMs: 1_500, maxWaiting: 256, longestWaitMs: 4_000 }

type Waiting = { since: number; enter(mayGo: boolean): void }

/** Lets `atOnce` in, has `maxWaiting` wait, and turns away who comes then or has waited too long. */
export function openTurnstile(
  atOnce: number,
  { maxWaiting, longestWaitMs }: LongReadLimits,
): <T>(work: () => Promise<T>) => Promise<T | undefined> {
  const waiting: Waiting[] = []
  let inside = 0
  let refused = Promise.resolve()

  /** One in each round of the event loop: of hundreds at once each costs a page that says so, and others go between. */
  async function refuse(): Promise<undefined> {
    refused = refused.then(() => new Promise((next) => setImmediate(next)))
    await refused
    return undefined
  }

  function leave(): void {
    inside--
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const mayGo = performance.now() - next.since <= longestWaitMs
      next.enter(mayGo)
      if (mayGo) return
    }
  }

  return async (work) => {
    if (inside >= atOnce) {
      if (waiting.length >= maxWaiting) return refuse()
      if (
        !(await new Promise<boolean>((enter) =>
          waiting.push({ since: performance.now(), enter: (mayGo) => ((inside += Number(mayGo)), enter(mayGo)) }),
        ))
      )
        return undefined
    } else inside++
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
