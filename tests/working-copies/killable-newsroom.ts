import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import type { Engine } from '../../src/kit/db/schema.ts'
import { aDatabase } from '../databases.ts'
import { aCable } from './cable.ts'

export type KillableNewsroom = {
  /** The same all the time. */
  origin: string
  /** Once, until it is killed. */
  start(): Promise<void>
  kill(): Promise<void>
  /** Every connection, as if a cable had been pulled. */
  cut(): void
  /** The same paper, opened here. */
  opened<T>(work: (house: OpenHouse) => Promise<T>): Promise<T>
  [Symbol.asyncDispose](): Promise<void>
}

export async function aKillableNewsroom(engine: Engine): Promise<KillableNewsroom> {
  const database = await aDatabase(engine)
  const folder = engine === 'sqlite' ? dirname(database.location) : mkdtempSync(join(tmpdir(), 'crier-newsroom-'))
  const databaseUrl = engine === 'sqlite' ? '' : database.location
  let running: { child: ChildProcess; port: number } | undefined
  let starting: Promise<void> | undefined
  const since = String(Date.now())
  const cable = await aCable(() => running?.port)

  async function kill(): Promise<void> {
    await starting
    if (running === undefined) return
    const { child } = running
    running = starting = undefined
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  return {
    origin: cable.origin,
    cut: cable.cut,
    start: () =>
      (starting ??= startProcess([folder, since, databaseUrl]).then((started) => {
        running = started
      })),
    kill,
    async opened(work) {
      const env = databaseUrl === '' ? {} : { CRIER_DATABASE_URL: databaseUrl }
      await using house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent', ...env }))
      return await work(house)
    },
    async [Symbol.asyncDispose]() {
      await kill()
      cable.close()
      await database[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startProcess(args: readonly string[]): Promise<{ child: ChildProcess; port: number }> {
  const script = join(import.meta.dirname, 'newsroom-process.ts')
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())))
    child.once('exit', () => reject(new Error(errors)))
  })
  return { child, port }
}
