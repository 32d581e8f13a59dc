import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashWork } from '../src/accounts/password.ts'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { fakeClock, type FakeClock } from '../src/kit/clock.ts'
import type { Engine } from '../src/kit/db/schema.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { aDatabase } from './databases.ts'

export const noon = Date.UTC(2026, 9, 14, 12)

export type TestHouse = OpenHouse & {
  clock: FakeClock
  folder: string
  /** Of the database: a file or an address. */ location: string
}

/** A whole house on a fresh database with a fake clock: `await using house = await aHouse(engine)`. */
export async function aHouse(engine: Engine, env: Record<string, string> = {}): Promise<TestHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-house-'))
  const database = await aDatabase(engine)
  const clock = fakeClock(noon)
  const config = readConfig({
    CRIER_DATA_DIR: folder,
    CRIER_PORT: '0',
    CRIER_URL: 'http://localhost:4000',
    CRIER_LOG_LEVEL: 'silent',
    CRIER_ALLOW_LOOPBACK_FETCH: 'yes',
    ...env,
  })
  const house = await openHouse(config, { clock, database })
  // A quarter of a second for each password is what a guesser should pay, and no test.
  Object.assign(hashWork(house), { cost: 16, parallel: 1 })
  const { [Symbol.asyncDispose]: close } = house
  return Object.assign(house, {
    clock,
    folder,
    location: database.location,
    async [Symbol.asyncDispose]() {
      await close()
      await database[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

export type Served = {
  origin: string
  get(path: string, init?: RequestInit): Promise<Response>
  post(path: string, fields: Record<string, string | string[]>, init?: RequestInit): Promise<Response>
  [Symbol.asyncDispose](): Promise<void>
}

/** The house on a real socket. `post` sends what a browser's form would, from the site's own pages. */
export async function serve(house: OpenHouse): Promise<Served> {
  const server = await startServer(house, routes)
  const origin = `http://127.0.0.1:${server.port}`
  return {
    origin,
    get: (path, init) => fetch(origin + path, { redirect: 'manual', ...init }),
    post(path, fields, init) {
      const body = new URLSearchParams()
      for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value)
      return fetch(origin + path, {
        method: 'POST',
        redirect: 'manual',
        ...init,
        body,
        headers: { Origin: house.config.origin, 'Sec-Fetch-Site': 'same-origin', ...init?.headers },
      })
    },
    async [Symbol.asyncDispose]() {
      await server.stop()
    },
  }
}
