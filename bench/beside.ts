/**
 * What the benches share that measure readers beside other work of the server: a server in a process of its own that
 * does deeds by name, the steps of its thread, and turns of readers alone and beside the work.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { OpenHouse } from '../src/house.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { quantile, send } from './vote-load.ts'

const tickMs = 5
/** Of the work beside, p99 of readers may be so many times what it is alone. */
const maxGrowth = 2

/**
 * Milliseconds between two ticks. `max`, `p99`: of CPU time of the thread. `stop`: the longest by the clock beyond the
 * tick itself, with whatever else the machine did.
 */
export type Steps = { max: number; p99: number; stop: number }
export type Ask = <Told>(word: string) => Promise<Told>

/** Starts server and queue, and does what the process that has forked this one names. */
export async function serveDeeds(house: OpenHouse, deeds: Record<string, () => unknown>): Promise<void> {
  const server = await startServer(house, routes)
  house.queue.start()
  const steps = watchSteps()
  const all: typeof deeds = { begin: () => steps.begin(), steps: () => steps.read(), ...deeds }
  process.on('message', (word: string) => void (async () => process.send?.((await all[word]?.()) ?? word))())
  process.on('disconnect', () => process.exit())
  process.send?.({ port: server.port })
}

/** What such a process answers. */
export function asking(child: ChildProcess): Ask {
  return async (word) => {
    child.send(word)
    const [told] = await once(child, 'message')
    return told
  }
}

/** Whatever else the machine does: what the thread itself has worked from one tick to the next. */
function watchSteps(): { begin(): void; read(): Steps } {
  let [found, stop] = [[] as number[], 0]
  let [last, lastAt] = [process.threadCpuUsage(), performance.now()]
  setInterval(() => {
    const [now, at] = [process.threadCpuUsage(), performance.now()]
    found.push((now.user - last.user + now.system - last.system) / 1000)
    stop = Math.max(stop, at - lastAt - tickMs)
    ;[last, lastAt] = [now, at]
  }, tickMs)
  return {
    begin: () => void ([found, stop] = [[], 0]),
    read: () => ({ max: quantile(found, 1), p99: quantile(found, 0.99), stop }),
  }
}

/** `end` says what was done meanwhile. */
type Beside = { begin(): Promise<unknown>; end(): Promise<string> }
type Load = { connections: number; perSecond: number; seconds: number }
type Readers = { port: number; page: string; load: Load; ask: Ask }
/** p99 of each round's readers in milliseconds, and the steps of the server's thread meanwhile. */
export type Turns = { alone: number[]; beside: number[]; idle: Steps[]; steps: Steps[] }

/** In turns, so that whatever else the machine does slows both alike. */
export async function takeTurns({ port, page, load, ask }: Readers, rounds: number, beside: Beside): Promise<Turns> {
  const turns: Turns = { alone: [], beside: [], idle: [], steps: [] }
  const p99 = async () => quantile(await send(port, () => page, load), 0.99)
  for (let round = 1; round <= rounds; round++) {
    await ask('begin')
    turns.alone.push(await p99())
    turns.idle.push(await ask<Steps>('steps'))
    await ask('begin')
    await beside.begin()
    turns.beside.push(await p99())
    turns.steps.push(await ask<Steps>('steps'))
    const done = await beside.end()
    const [alone, busy] = [turns.alone, turns.beside].map((all) => all.at(-1)?.toFixed(1))
    console.log(`round ${round}: p99 ${alone} ms alone, ${busy} ms beside ${done}`)
  }
  return turns
}

/** Medians of the rounds. */
export function growthWords(perSecond: number, { alone, beside }: Turns): string {
  const growth = quantile(beside, 0.5) / quantile(alone, 0.5)
  return `${perSecond} pages/s: p99 × ${growth.toFixed(2)} (target ${maxGrowth}: ${verdict(growth <= maxGrowth)})`
}

/** Medians of the rounds. */
export function stepWords(all: readonly Steps[]): string {
  const middle = (name: keyof Steps) =>
    quantile(
      all.map((steps) => steps[name]),
      0.5,
    ).toFixed(1)
  return `CPU at most ${middle('max')} ms, p99 ${middle('p99')}; stopped for at most ${middle('stop')} ms by the clock`
}

export function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'missed'
}
