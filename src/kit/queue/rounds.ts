const firstPauseMs = 1_000
/** Pauses start at two seconds and double up to this. */
const longestPauseMs = 30_000

export type Rounds = {
  start(): void
  /** There may be something to do. Before the start it is only remembered. */
  wake(): void
  /** Starts nothing for a while, longer each time in a row: every deed wakes it. */
  pause(): void
  /** The pause is over. */
  goOn(): void
  /** Waits for the rounds under way. */
  rest(): Promise<void>
  /** Runs rounds until there is nothing left to do, started or not; throws what a round throws. */
  finish(): Promise<void>
}

/** Runs `round` as long as it reports more to do, or somebody wakes it meanwhile; `onFault` receives what it throws. */
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
