/** Has something done within so many milliseconds: of several wishes the soonest counts. Keeps no process alive. */
export type Alarm = {
  within(ms: number): void
  /** Nothing is done any more. */
  stop(): void
}

export function openAlarm(work: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined
  let dueAt = Infinity
  let isStopped = false
  return {
    within(ms) {
      if (isStopped || performance.now() + ms >= dueAt) return
      clearTimeout(timer)
      dueAt = performance.now() + ms
      timer = setTimeout(() => {
        dueAt = Infinity
        work()
      }, ms).unref()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
