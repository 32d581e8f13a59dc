import { patience } from './patience.ts'
import { Unavailable, type TroubleKind } from './trouble.ts'

/** Whether the database works, as far as this process has noticed. */
export type Condition = {
  trouble(): Unavailable | undefined
  /** Report that work failed for this reason. From now on it is checked once a second until it is over. */
  met(trouble: Unavailable): void
  /** Calls back with what is wrong when that changes, and with nothing when it is over. Returns how to stop. */
  onChange(listener: (trouble: Unavailable | undefined) => void): () => void
  /**
   * Proves with a small durable write that the next one would be kept: at most once a second, however many ask. Answers
   * within two seconds.
   */
  prove(): Promise<Unavailable | undefined>
  stop(): void
}

type Look = { /** When there is an answer, or none for two seconds. */ heard: Promise<void>; over: Promise<void> }

/** `probe` makes a small durable write. `late`: what it means that this takes too long. */
export function openCondition(probe: () => Promise<void>, late: TroubleKind): Condition {
  const listeners = new Set<(trouble: Unavailable | undefined) => void>()
  let trouble: Unavailable | undefined
  let looking: Look | undefined
  let lookedAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function settle(found: Unavailable | undefined): void {
    const before = trouble
    trouble = found
    if (before?.kind !== found?.kind) for (const listener of listeners) listener(found)
    if (found !== undefined && timer === undefined && !isStopped) lookAgain(0)
  }

  function lookAgain(ms: number): void {
    timer = setTimeout(async () => {
      await look().over
      timer = undefined
      if (trouble !== undefined && !isStopped) lookAgain(patience.probe.everyMs)
    }, ms).unref()
  }

  /** One at a time. One that gets no answer is still waited for: its answer is the first sign of life. */
  function look(): Look {
    if (looking !== undefined) return looking
    const heard = Promise.withResolvers<void>()
    const tooLong = setTimeout(() => {
      settle(new Unavailable(late))
      heard.resolve()
    }, patience.probe.answerMs).unref()
    const over = probe()
      .then(
        () => settle(undefined),
        (error: unknown) => settle(error instanceof Unavailable ? error : new Unavailable('failing', { cause: error })),
      )
      .finally(() => {
        clearTimeout(tooLong)
        looking = undefined
        lookedAt = performance.now()
        heard.resolve()
      })
    return (looking = { heard: heard.promise, over })
  }

  return {
    trouble: () => trouble,
    met: settle,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async prove() {
      if (performance.now() - lookedAt >= patience.probe.everyMs) await look().heard
      return trouble
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
