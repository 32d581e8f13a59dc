import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { DarkroomOptions, Reply } from './options.ts'

export type Started = {
  child: ChildProcess
  /** The end of what it wrote to its standard error. */ lastWords(): string
}

const shell = '/bin/sh'
/** Node.js claims 640 MB without using them (24.21, Linux x64, 2026-11): the kernel's own limit stands above that. */
const claimedMb = 768
const startMs = 30_000
const keptWords = 4_000

/** glibc keeps what its threads have freed; so set, it gives back (30 MB in place of 90 after a picture, 2026-11). */
const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' }
const threads = { VIPS_CONCURRENCY: '1', UV_THREADPOOL_SIZE: '2' }

/**
 * Starts the process and waits until it is ready. Where there is a shell, the kernel refuses it memory beyond a limit
 * before its own watch sees it; a system on which that cannot be said, or which claims more, goes by the watch alone.
 */
export async function startChild(options: DarkroomOptions): Promise<Started> {
  if (existsSync(shell)) {
    const begun = await ready(
      run(
        options,
        ['-c', `ulimit -d ${(options.memoryMb + claimedMb) * 1024} 2>/dev/null; exec "$@"`, 'sh', process.execPath],
        shell,
      ),
    ).catch(() => undefined)
    if (begun !== undefined) return begun
  }
  return ready(run(options, [], process.execPath))
}

function run({ entry, env, memoryMb, cpuSeconds }: DarkroomOptions, first: string[], command: string): ChildProcess {
  // Beyond this a picture's text (SVG, XMP) has no business; pixels lie outside of V8's heap.
  const flags = ['--max-semi-space-size=4', `--max-old-space-size=${Math.ceil(memoryMb / 2)}`]
  const child = spawn(command, [...first, ...flags, fileURLToPath(entry), String(memoryMb), String(cpuSeconds)], {
    env: { ...env, ...allocator, ...threads },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
  })
  try {
    // Readers first. Its threads are not there yet, and get theirs from it.
    if (child.pid !== undefined) setPriority(child.pid, 10)
  } catch {
    // It has already exited; the exit event reports that.
  }
  return child
}

function ready(child: ChildProcess): Promise<Started> {
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-keptWords)))
  return new Promise((resolve, reject) => {
    const settle = (begun: Started | Error) => {
      clearTimeout(timer)
      child.off('message', hear).off('error', fail).off('close', die)
      if (!(begun instanceof Error)) return resolve(begun)
      child.kill('SIGKILL')
      reject(begun)
    }
    const timer = setTimeout(() => settle(new Error('the process that draws pictures did not begin in time')), startMs)
    const hear = (told: Reply) => {
      if (told === 'ready') settle({ child: quiet(child), lastWords: () => words })
    }
    const fail = (cause: Error) => settle(new Error('the process that draws pictures could not be started', { cause }))
    const die = (code: number | null, signal: string | null) =>
      settle(new Error(`the process that draws pictures did not begin (${signal ?? code}): ${words}`))
    child.on('message', hear).on('error', fail).on('close', die)
  })
}

/** Its pipe keeps nobody alive, and the exit event reports a message that no longer reaches it. */
function quiet(child: ChildProcess): ChildProcess {
  child.on('error', () => {})
  if (child.stderr !== null && 'unref' in child.stderr && typeof child.stderr.unref === 'function') child.stderr.unref()
  return child
}
