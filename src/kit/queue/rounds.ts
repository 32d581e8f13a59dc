const firstPauseMs = 1_000
/** After the first pause two seconds, then four, and so on up to this. */
const longestPauseMs = 30_000

export type Rounds = {
  start(): void
  /** There may be something to do. Before the start it is only noted. */
  wake(): void
  /** Nothing begins for a while, longer with each time in a row: wakes come with every deed. */
  pause(): void
  /** The pause is over. */
  goOn(): void
  /** Until the rounds that are under way are over. */
  rest(): Promise<void>
  /** Rounds until there is nothing more to do, whether they were started or not; throws what a round does. */
  finish(): Promise<void>
}

/**
 * Runs `round` for as long as it says that there is more, or somebody wakes it meanwhile; `onFault` hears what it
 * throws.
 */
export function openRounds(round: () => Promise<boolean>, onFault: (error: unknown) => void): Rounds {
  let isStarted = false
  let isWanted = false
  let going: Promise<void> | undefined
  let pauseMs = 0
  let pausedUntil = -Infinity

  async function go(): Promise<void> {
    while (isWanted) {
      isWanted = false
      if (await round()) isWanted = true
    }
  }

  function wake(): void {
    isWanted = true
    if (!isStarted || going !== undefined || performance.now() < pausedUntil) return
    going = go()
      .then(() => void (pauseMs = 0), onFault)
      .finally(() => (going = undefined))
  }

  return {
    start: () => void (isStarted = true),
    wake,
    pause() {
      pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, pauseMs * 2))
      pausedUntil = performance.now() + pauseMs
    },
    goOn() {
      pausedUntil = -Infinity
      pauseMs = 0
      wake()
    },
    rest: async () => going,
    async finish() {
      await going
      isWanted = true
      await go()
    },
  }
}
