/** Tells everybody who follows that something has changed; what it is, they look up. */
export type Changes = {
  tell(): void
  /** At most four times a second. */
  tellSoon(): void
  /** At once for the state as it is, then at every change, until the signal or the end. */
  until(signal: AbortSignal): AsyncIterable<void>
  /** Ends for those who follow now; they may follow again. */
  hangUp(): void
  end(): void
}

const soonMs = 250

export function openChanges(): Changes {
  let next = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  let hasEnded = false
  let calls = 0

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    const told = next
    next = Promise.withResolvers()
    told.resolve()
  }

  return {
    tell,
    tellSoon: () => void (timer ??= setTimeout(tell, soonMs).unref()),
    async *until(signal) {
      const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      for (const call = calls; !signal.aborted && !hasEnded && call === calls;) {
        const { promise } = next
        yield
        await Promise.race([promise, gone])
      }
    },
    hangUp() {
      calls++
      tell()
    },
    end() {
      hasEnded = true
      tell()
    },
  }
}
