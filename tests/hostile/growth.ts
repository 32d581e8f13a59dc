const tries = 3
/** Some systems count the CPU time of a thread in steps of 4 ms: shorter work is done several times over. */
const leastMs = 60
/** What is no more than this at once needs no further look: one square among the inputs would be near to 4. */
const clearly = 2.5

/**
 * How many times the CPU time grows when the inputs double: about 2 for linear work, 4 as soon as one of them costs the
 * square of its length. Of this thread alone, and where it seems too much the best of several tries, so that a busy
 * machine changes little.
 */
export function growth<T>(n: number, inputs: (n: number) => readonly T[], work: (input: T) => unknown): number {
  const all = (given: readonly T[]) => given.forEach(work)
  const [once, twice] = [inputs(n), inputs(2 * n)]
  const times = timesFor(() => all(once))
  const tried = (given: readonly T[]) => cpuMs(() => repeated(times, () => all(given)))
  const atOnce = tried(twice) / tried(once)
  if (atOnce <= clearly) return atOnce
  const best = (given: readonly T[]) => Math.min(...Array.from({ length: tries }, () => tried(given)))
  return best(twice) / best(once)
}

function timesFor(work: () => void): number {
  const before = process.threadCpuUsage()
  for (let times = 1; ; times++) {
    work()
    const { user, system } = process.threadCpuUsage(before)
    if (user + system >= leastMs * 1000) return times
  }
}

function repeated(times: number, work: () => void): void {
  for (let time = 0; time < times; time++) work()
}

function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
