import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDarkroom, type Darkroom } from '../../src/kit/darkroom/darkroom.ts'
import type { DarkroomOptions } from '../../src/kit/darkroom/options.ts'
import { abort, eat, environment, hold, pid, spin } from './hostile-work-names.ts'

const entry = new URL('./hostile-works.ts', import.meta.url)
const usual: DarkroomOptions = { entry, env: {}, memoryMb: 300, cpuSeconds: 60, wallSeconds: 60, idleSeconds: 60 }

function aDarkroom(change: Partial<DarkroomOptions> = {}): Darkroom & AsyncDisposable {
  const darkroom = openDarkroom({ ...usual, ...change })
  return { ...darkroom, [Symbol.asyncDispose]: darkroom.close }
}

async function pidOf(darkroom: Darkroom): Promise<number> {
  const asked = await darkroom.ask(pid, undefined)
  if (asked.outcome !== 'done') throw new Error(asked.reason)
  return asked.value
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}

describe('the process that touches pictures', () => {
  test('is ended when a picture eats more memory than it may, and the next is served by another', async () => {
    await using darkroom = aDarkroom()
    const first = await pidOf(darkroom)
    expect(await darkroom.ask(eat, 2_000)).toEqual({
      outcome: 'stopped',
      fault: 'memory',
      reason: 'needs more memory than a picture may take (300 MB; CRIER_PICTURE_MEMORY_MB sets it)',
    })
    expect(isRunning(first)).toBe(false)
    expect(await darkroom.ask(eat, 50)).toEqual({ outcome: 'done', value: 50 })
  })

  test('is ended when a picture computes longer than it may, even with its hands full', async () => {
    await using darkroom = aDarkroom({ cpuSeconds: 1 })
    expect(await darkroom.ask(spin, undefined)).toMatchObject({
      outcome: 'stopped',
      fault: 'time',
      reason: expect.stringContaining('more than 1 seconds'),
    })
    expect(await pidOf(darkroom)).toBeGreaterThan(0)
  })

  test('is ended when it is silent for too long', async () => {
    await using darkroom = aDarkroom({ wallSeconds: 0.2 })
    expect(await darkroom.ask(hold, undefined)).toEqual({
      outcome: 'stopped',
      fault: 'died',
      reason: 'was not done after 0.2 seconds',
    })
  })

  test('may crash, or be killed by somebody else: that is told, and the next is served', async () => {
    await using darkroom = aDarkroom()
    expect(await darkroom.ask(abort, undefined)).toMatchObject({
      outcome: 'stopped',
      fault: 'died',
      reason: expect.stringContaining('SIGABRT'),
    })
    const id = await pidOf(darkroom)
    const asked = darkroom.ask(hold, undefined)
    process.kill(id, 'SIGKILL')
    expect(await asked).toMatchObject({ outcome: 'stopped', fault: 'died', reason: expect.stringContaining('SIGKILL') })
    expect(await pidOf(darkroom)).not.toBe(id)
  })

  test('does one thing at a time, and the patient wait', async () => {
    await using darkroom = aDarkroom()
    const order: string[] = []
    const ask = (name: string, isPatient: boolean) =>
      darkroom.ask(pid, undefined, { isPatient }).then(() => order.push(name))
    await Promise.all([ask('first', true), ask('patient', true), ask('urgent', false), ask('urgent too', false)])
    expect(order).toEqual(['first', 'urgent', 'urgent too', 'patient'])
  })

  test('is broken off when nobody wants its picture any more', async () => {
    await using darkroom = aDarkroom()
    const stop = new AbortController()
    const id = await pidOf(darkroom)
    const asked = darkroom.ask(hold, undefined, { signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(asked).rejects.toThrow('stopped')
    expect(isRunning(id)).toBe(false)
  })

  test('gives its memory back by ending when nothing is left to do', async () => {
    await using darkroom = aDarkroom({ idleSeconds: 0.1 })
    const id = await pidOf(darkroom)
    await expect.poll(() => isRunning(id)).toBe(false)
    expect(await pidOf(darkroom)).not.toBe(id)
  })

  test('gets nothing of the server’s environment but what it is given', async () => {
    await using darkroom = aDarkroom({ env: { LANG: 'C' } })
    const asked = await darkroom.ask(environment, undefined)
    expect(
      asked.outcome === 'done' &&
        asked.value.filter((name) => !/^(LANG|MALLOC_|VIPS_|UV_|PWD|OLDPWD|SHLVL|_$)/u.test(name)),
    ).toEqual([])
  })

  test.each(['idle', 'busy'])('leaves no orphan when its server is killed while it is %s', async (hands) => {
    const server = spawn(process.execPath, [join(import.meta.dirname, 'keeps-a-darkroom.ts'), hands], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const id = await new Promise<number>((resolve) =>
      server.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
    )
    expect(isRunning(id)).toBe(true)
    server.kill('SIGKILL')
    await expect.poll(() => isRunning(id), { timeout: 10_000 }).toBe(false)
  })
})
