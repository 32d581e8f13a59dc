/** Long enough to be seen, short enough for hundreds of pairs. */
const leastMs = 8
/** What a doubt is settled with: clocks of CPU time may move in steps of several milliseconds. */
const sureMs = 50
const longest = 1 << 18
const tries = 3
/** Linear work doubles; three leaves room for what a busy machine and the memory's housekeeping add. */
export const maxGrowth = 3

type Lengths = { /** Where to begin: below it a bound has not yet been met. */ from?: number }

/**
 * How many times the CPU time of `work` grows when its input doubles, from the first length at which it takes a few
 * milliseconds; 1 when no length does. What seems to grow too much is measured longer and at twice the length, too.
 */
export function growthOf<Input>(
  input: (length: number) => Input,
  work: (input: Input) => unknown,
  { from = 256 }: Lengths = {},
): number {
  for (let length = from; length <= longest; length *= 2) {
    const once = input(length)
    // The first run of a kind compiles it: whether the length is measurable is known after another.
    if (cpuMs(() => work(once)) < leastMs) continue
    const twice = input(2 * length)
    const [twiceMs, onceMs] = [cpuMs(() => work(twice)), cpuMs(() => work(once))]
    if (onceMs < leastMs) continue
    if (twiceMs / onceMs <= maxGrowth) return twiceMs / onceMs
    const sure = surely(once, twice, work)
    return sure <= maxGrowth ? sure : Math.min(sure, surely(twice, input(4 * length), work))
  }
  return 1
}

/** The best of several, each of so many runs that their time is well known. */
function surely<Input>(once: Input, twice: Input, work: (input: Input) => unknown): number {
  let runs = 0
  for (const before = process.threadCpuUsage(); since(before) < sureMs; runs++) work(once)
  const best = (given: Input) =>
    Math.min(...Array.from({ length: tries }, () => cpuMs(() => Array.from({ length: runs }, () => void work(given)))))
  return best(twice) / best(once)
}

function cpuMs(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  return since(before)
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
