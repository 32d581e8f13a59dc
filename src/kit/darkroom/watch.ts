/** A thread that looks at its process while a decoder works or text is parsed, and ends it at a limit. */
import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

/**
 * `deadline`: processor time of the whole process, in milliseconds; 0 while nothing is being done. `parent`: whom the
 * process serves.
 */
export type Watching = { deadline: Float64Array; memoryMb: number; parent: number }

const everyMs = 20
const { deadline, memoryMb, parent }: Watching = workerData
const asleep = new Int32Array(new SharedArrayBuffer(4))

for (;;) {
  Atomics.wait(asleep, 0, 0, everyMs)
  if (process.memoryUsage.rss() > memoryMb * 1_000_000) end('memory')
  const until = deadline[0] ?? 0
  const { user, system } = process.cpuUsage()
  if (until > 0 && (user + system) / 1000 > until) end('time')
  // The server is gone, and with busy hands the process has not heard of it.
  if (process.ppid !== parent) end('alone')
}

function end(why: string): void {
  try {
    writeSync(2, `\ndarkroom: ${why}\n`)
  } finally {
    // Where nobody reads any more, writing fails.
    process.kill(process.pid, 'SIGKILL')
  }
}
