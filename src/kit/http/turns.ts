type Waiting = { since: number; enter(mayGo: boolean): void }

/**
 * Lets `atOnce` work at the same time; the rest waits, and is turned away (undefined) when that takes longer than
 * `longestWaitMs`. Between two who waited the event loop goes round: on SQLite a page is rendered without ever letting
 * go of the thread, and a thousand of them one after the other would be one long stop for everybody else.
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

  function next(): void {
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
      inside--
      if (waiting.size > 0) setImmediate(next)
    }
  }
}
