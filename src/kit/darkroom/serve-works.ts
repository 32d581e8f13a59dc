/** The inside of the darkroom's process: carries out works, and exits when its parent does. */
import { Worker } from 'node:worker_threads'
import { programFile } from '../program.ts'
import type { Request, Work } from './darkroom.ts'
import type { Reply } from './options.ts'
import type { Watching } from './watch.ts'

type Doing = { name: string; load(): Promise<(input: unknown) => Promise<unknown>> }

/** What does a work, loaded when it is first asked for. */
export function doing<Input, Output>(
  { name }: Work<Input, Output>,
  load: () => Promise<(input: Input) => Promise<Output>>,
): Doing {
  // The parent has the same Work, and with it the same Input.
  return { name, load: load as Doing['load'] }
}

export function serveWorks(doings: readonly Doing[]): void {
  const [memoryMb, cpuSeconds] = process.argv.slice(2).map(Number)
  const deadline = new Float64Array(new SharedArrayBuffer(8))
  const watching: Watching = { deadline, memoryMb: memoryMb ?? 512, parent: process.ppid }
  // Without its own limit a thread claims half a gigabyte for code.
  const watch = new Worker(programFile('kit/darkroom/watch'), {
    workerData: watching,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, codeRangeSizeMb: 16 },
  })
  watch.once('online', () => process.send?.('ready' satisfies Reply))
  watch.unref()
  // A terminal's Ctrl-C and a service's stop reach all processes of a server; this one ends when the server does.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  // An exit would wait for the picture at hand.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.on('message', ({ name, input }: Request) => {
    deadline[0] = cpuMs() + (cpuSeconds ?? 60) * 1000
    void answer(doings, name, input).then((told) => {
      deadline[0] = 0
      process.send?.(told)
    })
  })
}

async function answer(doings: readonly Doing[], name: string, input: unknown): Promise<Exclude<Reply, 'ready'>> {
  try {
    const work = await doings.find((doing) => doing.name === name)?.load()
    if (work === undefined) throw new Error(`the darkroom does not know how to do "${name}"`)
    return { value: await work(input), rss: process.memoryUsage.rss() }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return /out of memory|allocation failed/iu.test(words)
      ? { fault: 'memory' }
      : { error: error instanceof Error ? error : new Error(words) }
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
