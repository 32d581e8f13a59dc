import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import type { Engine } from '../../src/kit/db/schema.ts'
import { aDatabase } from '../databases.ts'

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

/** Passes on bytes to wherever the paper is, until it is cut. */
async function aCable(port: () => number | undefined): Promise<{ origin: string; cut: () => void; close: () => void }> {
  const sockets = new Set<Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((near) => {
    const target = port()
    if (target === undefined) return void near.destroy()
    const far = connect(target, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => {})
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close() {
      cut()
      server.close()
    },
  }
}
