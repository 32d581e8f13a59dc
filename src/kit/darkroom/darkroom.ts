/**
 * The process that touches pictures. Decoders and drawing libraries read what strangers have made: they run beside
 * the server, one picture at a time, under limits of memory and time, and end with what they took when nothing is
 * left to do.
 */
import type { ChildProcess } from 'node:child_process'
import { openLine } from './line.ts'
import type { DarkroomOptions, Reply } from './options.ts'
import type { DarkroomLimits } from './options.ts'
import { startChild, type Started } from './start-child.ts'

/** Something that the darkroom can do. Input and output are plain data and bytes (structured clone). */
export type Work<Input, Output> = { readonly name: string; readonly types?: (input: Input) => Output }

/**
 * `memory` and `time`: the same picture would meet the same limit again. `died`: the process ended for another
 * reason or was silent for too long. `reason` goes on behind a name: "needs more memory than ...".
 */
type Stopped = { outcome: 'stopped'; fault: 'memory' | 'time' | 'died'; reason: string }

export type Asking = {
  /** Lets all others go first. */
  isPatient?: boolean
  /** Aborted: the process ends at once and the signal's reason is thrown. */
  signal?: AbortSignal
}

export type Darkroom = {
  /** Throws what the work throws. */
  ask<Input, Output>(
    work: Work<Input, Output>,
    input: Input,
    asking?: Asking,
  ): Promise<{ outcome: 'done'; value: Output } | Stopped>
  close(): Promise<void>
}

export const usualLimits: Omit<DarkroomLimits, 'memoryMb'> = { cpuSeconds: 60, wallSeconds: 300, idleSeconds: 3 }

export type Request = { name: string; input: unknown }
export function openDarkroom(options: DarkroomOptions): Darkroom {
  const enter = openLine()
  let started: Promise<Started> | undefined
  let idle: NodeJS.Timeout | undefined

  function theChild(): Promise<Started> {
    if (started !== undefined) return started
    const starting = startChild(options)
    const forget = () => {
      if (started === starting) started = undefined
    }
    starting.then(({ child }) => child.once('exit', forget), forget)
    return (started = starting)
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    const ending = started
    started = undefined
    const child = await ending?.then((begun) => begun.child).catch(() => undefined)
    if (child !== undefined) await kill(child)
  }

  /** Waiting for more keeps no process alive, and does not last. */
  function rest({ child }: Started): void {
    child.unref()
    child.channel?.unref()
    idle = setTimeout(() => void end(), options.idleSeconds * 1000).unref()
  }

  async function doOne(asked: Request, signal: AbortSignal | undefined): Promise<Exclude<Reply, 'ready'> | Stopped> {
    signal?.throwIfAborted()
    clearTimeout(idle)
    const begun = await theChild()
    const told = await answerOf(begun, asked, { ...options, signal })
    const isHeavy = 'rss' in told && told.rss > options.memoryMb * 500_000
    // What is left of a picture's memory after a fault, or in spite of its end, goes with the process.
    if (isHeavy || !('value' in told || 'error' in told)) await end()
    else rest(begun)
    signal?.throwIfAborted()
    return told
  }

  return {
    async ask<Input, Output>({ name }: Work<Input, Output>, input: Input, { isPatient = false, signal }: Asking = {}) {
      const told = await enter(isPatient, () => doOne({ name, input }, signal))
      if ('outcome' in told) return told
      if ('fault' in told) return stopped('memory', options)
      if ('error' in told) throw told.error
      // The process ran the work of that name, whose type this is.
      return { outcome: 'done', value: told.value as Output }
    },
    close: end,
  }
}

type Answering = DarkroomLimits & { signal: AbortSignal | undefined }

function answerOf(
  { child, lastWords }: Started,
  asked: Request,
  { signal, ...limits }: Answering,
): Promise<Exclude<Reply, 'ready'> | Stopped> {
  return new Promise((resolve) => {
    let isLate = false
    const giveUp = () => {
      isLate = true
      child.kill('SIGKILL')
    }
    const abort = () => void child.kill('SIGKILL')
    const settle = (told: Exclude<Reply, 'ready'> | Stopped) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      child.off('message', hear).off('close', die)
      resolve(told)
    }
    const timer = setTimeout(giveUp, limits.wallSeconds * 1000)
    const hear = (told: Exclude<Reply, 'ready'>) => settle(told)
    const die = (code: number | null, by: string | null) =>
      settle(stopped(isLate ? 'late' : faultOf(lastWords()), limits, by ?? `exit code ${code}`))
    child.ref()
    child.channel?.ref()
    signal?.addEventListener('abort', abort)
    child.on('message', hear).on('close', die)
    // One that has ended meanwhile says so by 'close'.
    child.send(asked, () => {})
    if (signal?.aborted) abort()
  })
}

/** What the process, its watch or a library said last. */
function faultOf(words: string): 'memory' | 'time' | 'died' {
  if (/darkroom: time/u.test(words)) return 'time'
  return /darkroom: memory|failed to allocate|out of memory|bad_alloc|memory allocation/iu.test(words)
    ? 'memory'
    : 'died'
}

function stopped(
  fault: 'memory' | 'time' | 'died' | 'late',
  { memoryMb, cpuSeconds, wallSeconds }: DarkroomLimits,
  end = '',
): Stopped {
  if (fault === 'memory')
    return {
      outcome: 'stopped',
      fault,
      reason: `needs more memory than a picture may take (${memoryMb} MB; CRIER_PICTURE_MEMORY_MB sets it)`,
    }
  if (fault === 'time')
    return {
      outcome: 'stopped',
      fault,
      reason: `takes more than ${cpuSeconds} seconds of computing, which is the most for a picture`,
    }
  if (fault === 'late')
    return { outcome: 'stopped', fault: 'died', reason: `was not done after ${wallSeconds} seconds` }
  return { outcome: 'stopped', fault, reason: `could not be finished: the process that draws pictures ended (${end})` }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.ref()
  child.kill('SIGKILL')
  await ended
}
