import { Worker } from 'node:worker_threads'
import { programFile } from '../program.ts'
import {
  openTurnstile,
  usualLimits,
  type Answered,
  type LongQuestion,
  type LongReadLimits,
  type LongReads,
} from './long-reads.ts'
import type { ThreadRequest, ThreadReply } from './thread-messages.ts'

type Result = Exclude<ThreadReply, 'begun'> | 'too-long'

/** A thread that begins reads its code first. */
const startMs = 20_000

/**
 * Answers long questions on a thread of its own, which begins with the first question. One that takes too long is given
 * up with its thread (a native call cannot be broken off); the next question gets a new one, as after a crash.
 */
export function threadReads(file: string, limits: LongReadLimits = usualLimits): LongReads {
  const enter = openTurnstile(1, limits)
  let worker: Worker | undefined

  function theWorker(): Worker {
    if (worker !== undefined) return worker
    const started = new Worker(programFile('kit/db/reading-thread'), {
      workerData: file,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    })
    started.on('error', () => forget(started)).on('exit', () => forget(started))
    return (worker = started)
  }

  function forget(gone: Worker): void {
    if (worker === gone) worker = undefined
  }

  function askOnce(asked: ThreadRequest): Promise<Result> {
    const asking = theWorker()
    return new Promise((resolve) => {
      const settle = (told: Result) => {
        clearTimeout(timer)
        asking.off('message', hear).off('error', die).off('exit', die)
        // An idle thread keeps no process alive.
        asking.unref()
        resolve(told)
      }
      const giveUp = () => {
        forget(asking)
        void asking.terminate()
        settle('too-long')
      }
      let timer = setTimeout(giveUp, startMs)
      const hear = (told: ThreadReply) => {
        if (told !== 'begun') return settle(told)
        clearTimeout(timer)
        timer = setTimeout(giveUp, limits.limitMs)
      }
      const die = () => settle('unavailable')
      asking.ref()
      asking.on('message', hear).on('error', die).on('exit', die)
      asking.postMessage(asked)
    })
  }

  return {
    async ask<Input, Output>({ url, name }: LongQuestion<Input, Output>, input: Input): Promise<Answered<Output>> {
      const told = await enter(() => askOnce({ url, name, input }))
      if (told === undefined || told === 'unavailable') return { outcome: 'unavailable' }
      if (told === 'too-long') return { outcome: told }
      if ('error' in told) throw told.error
      // The thread ran the question's own `answer`.
      return { outcome: 'answered', value: told.value as Output }
    },
    async close() {
      await worker?.terminate()
    },
  }
}
