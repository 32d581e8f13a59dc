import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  Stopped,
  type ImportOrder,
  type ImportReply,
  type RunningImport,
  type ImportProgress,
} from '../importers/start/import-order.ts'
import { Refusal } from '../kit/errors.ts'
import { programFile } from '../kit/program.ts'

/** An export of 1 GB takes 230 MB (bench/RESULTS.md); an import that needs more than this is not a newspaper's. */
const memoryMb = 1024
/** Between two stories it hears that it should stop; a picture that takes longer is taken in again by the next run. */
const stopMs = 5_000

const flags = ['--max-semi-space-size=4', `--max-old-space-size=${memoryMb}`, '--heap-growing-percent=30']

/** Imports in a process of its own. `onProgress`: how far it is, several times a second. */
export function runImport(order: ImportOrder, onProgress: (progress: ImportProgress) => void): RunningImport {
  // What it logs and what V8 says when it dies go where ours go.
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const
  const child = fork(programFile('cli/import-process'), [], {
    execArgv: flags,
    stdio: [...stdio],
    serialization: 'advanced',
  })
  const [usable, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let last: ImportReply | undefined
  let isStopping = false
  // Each is awaited where it is needed, perhaps never.
  for (const { promise } of [usable, done]) promise.catch(() => {})

  child.on('message', (told: ImportReply) => {
    last = told
    if (told.told === 'usable') usable.resolve()
    else if (told.told === 'progress') onProgress(told.progress)
  })
  const ended = endOf(child).then((how) => {
    if (last?.told === 'done') return void done.resolve()
    const fault = isStopping ? new Stopped() : faultOf(last, how)
    usable.reject(fault)
    done.reject(fault)
  })
  // The exit event reports a process that has already ended.
  child.send(order, () => {})

  return {
    usable: usable.promise,
    done: done.promise,
    async stop() {
      isStopping = true
      if (child.connected) child.send('stop', () => {})
      const late = setTimeout(() => child.kill('SIGKILL'), stopMs)
      await ended
      clearTimeout(late)
    },
  }
}

/** In words: by which signal or code, or why it could not even begin. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    await once(child, 'exit')
    // The last thing it said may still be on its way.
    if (child.connected) await once(child, 'disconnect')
    return child.signalCode ?? `exit code ${child.exitCode}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function faultOf(last: ImportReply | undefined, how: string): Error {
  if (last?.told === 'stopped') return new Stopped()
  if (last?.told === 'refused') return new Refusal(last.code, last.message)
  if (last?.told === 'broke') return new Error(last.message)
  const words = `The import stopped by itself (${how}), perhaps because it needed more than ${memoryMb} MB of memory.`
  return new Refusal('conflict', `${words} Nothing is lost: press the button again to continue where it stopped.`)
}
