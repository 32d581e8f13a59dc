import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openServing, type Hearing, type Serving } from '../src/cli/serving.ts'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import type { Engine } from '../src/kit/db/schema.ts'
import { aDatabase } from './databases.ts'

export const herald = resolve(import.meta.dirname, '../../shared/fixtures/wordpress-harbour-herald')
export const heraldExport = join(herald, 'harbour-herald.wxr.xml')

export type TestServing = Serving & {
  folder: string
  /** Of a browser that came in with a key. */ cookie: string
  url(path: string): string
}

/** The start page's whole surroundings, as `crier serve` has them: the demo with no paper yet, or an empty paper. */
export async function aServing(
  kind: 'demo' | Engine,
  env: Record<string, string> = {},
  hearing: Hearing = {},
): Promise<TestServing> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-serving-'))
  const database = kind === 'postgres' ? await aDatabase(kind) : undefined
  const config = readConfig({
    CRIER_DATA_DIR: folder,
    CRIER_PORT: '0',
    CRIER_LOG_LEVEL: 'silent',
    ...(database && { CRIER_DATABASE_URL: database.location }),
    ...env,
  })
  if (kind === 'sqlite') await (await openHouse(config))[Symbol.asyncDispose]()
  const serving = await openServing(config, kind === 'demo', hearing)
  const origin = `http://localhost:${serving.port}`
  const cookie = serving.door === undefined ? '' : await cookieFrom(serving.door.address('/-/start'))
  return {
    ...serving,
    folder,
    cookie,
    url: (path) => origin + path,
    async [Symbol.asyncDispose]() {
      await serving[Symbol.asyncDispose]()
      await database?.[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a browser keeps that opens the address with a key. */
export async function cookieFrom(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' })
  const [cookie] = answer.headers.getSetCookie()
  if (cookie === undefined) throw new Error(`${address} answers ${answer.status} and lets nobody in`)
  return cookie.split(';', 1)[0] ?? ''
}
