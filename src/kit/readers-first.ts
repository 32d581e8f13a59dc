/** How work that nobody waits for leaves the thread to readers, whose pages the same thread answers. */
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { perHouse } from './per-house.ts'

/** Looked at so often; readers are there when they ask for more than so many answers a second. */
const [lookMs, fewReaders] = [50, 50]
/** Of the time: above the first the work slows down, below the second it speeds up again. */
const [full, roomy] = [0.9, 0.8]
/** Work that begins, after so long without any, begins with a tenth of the time; it never stands still. */
const [pauseMs, firstShare, leastShare] = [1_000, 0.1, 0.02]
/** A step is made to be shorter: what took longer has waited for the database, which is nobody's thread. */
const longestStepMs = 10
/** Timers are hardly finer: shorter rests are added up. */
const leastRestMs = 2

type Thread = {
  nowMs(): number
  /** Of the time since the last question, the part in which the event loop had work: 0 to 1. */
  busy(): number
  rest(ms: number): Promise<unknown>
}

export type ReadersFirst = {
  /** A reader has asked for something. */
  asked(): void
  /** Whether readers are there, so that long steps would be felt. */
  areThere(): boolean
  /** After work of so many milliseconds: rests for as long as the readers need. */
  worked(ms: number): Promise<void>
  /** Does a step of such work, and rests after it. */
  step<Value>(work: () => Promise<Value>): Promise<Value>
}

/**
 * Leaves a tenth of the thread free while readers are there, however much they ask for: a full thread answers all of
 * them late. Without readers the work takes what there is.
 */
export function openReadersFirst(thread: Thread = thisThread()): ReadersFirst {
  let [asked, share, areThere] = [0, 1, false]
  let lookedAt = thread.nowMs()
  /** All such work rests until then. */
  let restsUntil = lookedAt

  function look(): void {
    const passedMs = thread.nowMs() - lookedAt
    if (passedMs < lookMs) return
    const busy = thread.busy()
    areThere = (asked * 1_000) / passedMs > fewReaders
    if (!areThere) share = Math.min(1, share * 2)
    else if (passedMs > pauseMs) share = Math.min(share, firstShare)
    else if (busy > full) share = Math.max(leastShare, share / 2)
    else if (busy < roomy) share = Math.min(1, share * 1.25)
    ;[asked, lookedAt] = [0, lookedAt + passedMs]
  }

  async function worked(ms: number): Promise<void> {
    look()
    const now = thread.nowMs()
    restsUntil = Math.max(restsUntil, now) + ms / share - ms
    const restMs = restsUntil - now
    await thread.rest(restMs < leastRestMs ? 0 : restMs)
  }

  return {
    asked: () => void asked++,
    areThere() {
      look()
      return areThere
    },
    worked,
    async step(work) {
      const began = thread.nowMs()
      const value = await work()
      await worked(Math.min(thread.nowMs() - began, longestStepMs))
      return value
    },
  }
}

export const readersFirst = perHouse(() => openReadersFirst())

/** So long the small parts of a piece of work may hold the thread together. */
const stepMs = 4

/** For work of many small parts, awaited after each: lets readers in as soon as some have taken a few milliseconds. */
export function inSteps(readers: Pick<ReadersFirst, 'worked'>, now = () => performance.now()): () => Promise<void> {
  let began = now()
  return async () => {
    const ms = now() - began
    if (ms < stepMs) return
    await readers.worked(ms)
    began = now()
  }
}

function thisThread(): Thread {
  let before = performance.eventLoopUtilization()
  return {
    nowMs: () => performance.now(),
    rest: (ms) => (ms === 0 ? nextTurn() : sleep(ms)),
    busy() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      return utilization
    },
  }
}
