type Waiting = { since: number; enter(mayGo: boolean): void }

/**
 * Lets `atOnce` work at the same time; the rest waits, and is turned away (undefined) when that takes longer than
 * `longestWaitMs`. A place is free again only when the event loop has gone round: on SQLite a page is rendered without
 * ever letting go of the thread, and all that came in together would be one long stop for everybody else.
 */
export function openTurns({
  atOnce,
  longestWaitMs,
}: {
  atOnce: number
  longestWaitMs: number
}): <Value>(work: () => Promise<Value>) => Promise<Value | undefined> {
  const waiting = new Set<Waiting>()
  let inside = 0

  function leave(): void {
    inside--
    for (const each of waiting) {
      if (inside >= atOnce) return
      waiting.delete(each)
      const mayGo = performance.now() - each.since <= longestWaitMs
      if (mayGo) inside++
      each.enter(mayGo)
    }
  }

  return async (work) => {
    // Who comes while others wait goes behind them.
    if (inside < atOnce && waiting.size === 0) inside++
    else if (!(await new Promise<boolean>((enter) => waiting.add({ since: performance.now(), enter }))))
      return undefined
    try {
      return await work()
    } finally {
      setImmediate(leave)
    }
  }
}
