import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { inject } from 'vitest'
import { childEnv } from './child-env.ts'

/**
 * Lets a file of tests/ run as a process until it has printed so many lines, and kills it in the middle of its work.
 */
export async function linesUntilKilled(script: string, args: string[], enough: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [output, errors] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
    if (output.split('\n').length > enough) child.kill('SIGKILL')
  })
  const [, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') throw new Error(`${script} ended by itself: ${errors}`)
  // A line that was cut off was never read by anybody.
  return output.split('\n').slice(0, -1)
}

export type Serve = { process: ChildProcess; origin: string; /** What it has printed so far. */ output(): string }

/** `crier serve` in a process of its own, as it can be killed. */
export async function served(folder: string, env: Record<string, string> = {}): Promise<Serve> {
  const child = spawn(process.execPath, [inject('program'), 'serve'], {
    env: { ...childEnv, CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'error', ...env },
  })
  let output = ''
  const origin = await new Promise<string>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /The paper\s+(http:\/\/localhost:\d+)/u.exec(output)?.[1]
      if (found) done(found)
    })
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.once('exit', () => fail(new Error(output)))
  })
  return { process: child, origin, output: () => output }
}

export async function killed({ process: child }: Serve): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
