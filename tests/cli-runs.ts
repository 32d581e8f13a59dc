import { Command } from 'commander'
import { vi } from 'vitest'
import { exitCodeOf, Refusal } from '../src/kit/errors.ts'

export type Ran = { code: number; out: string; err: string }

/**
 * Runs a command in this process, as `crier NAME ...` would; a process of its own for each takes most of a test's time.
 */
export async function run(command: Command, ...args: string[]): Promise<Ran> {
  let out = ''
  const take = vi.spyOn(process.stdout, 'write').mockImplementation((words) => Boolean((out += String(words))))
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void (out += `${line}\n`))
  try {
    const crier = new Command('crier').option('--json').addCommand(command)
    await crier.parseAsync([command.name(), ...args], { from: 'user' })
    return { code: Number(process.exitCode ?? 0), out, err: '' }
  } catch (error) {
    if (error instanceof Refusal) return { code: exitCodeOf(error), out, err: error.message }
    throw error
  } finally {
    process.exitCode = undefined
    take.mockRestore()
    log.mockRestore()
  }
}
