import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { fakeClock, type FakeClock } from '../src/kit/clock.ts'
import type { Engine } from '../src/kit/db/schema.ts'
import type { House } from '../src/kit/house.ts'
import type { Door } from '../src/kit/http/door.ts'
import { createHandler } from '../src/kit/http/handler.ts'
import { listen } from '../src/kit/http/listen.ts'
import { plainPage } from '../src/kit/http/plain-page.ts'
import type { Route } from '../src/kit/http/route.ts'
import type { Site } from '../src/kit/http/site-parts.ts'
import { openLog } from '../src/kit/log.ts'
import { openPageCache } from '../src/kit/page-cache/page-cache.ts'
import { openStorage } from '../src/kit/storage.ts'
import { settingsSchema } from '../src/settings.ts'
import { aDatabase } from './databases.ts'

const site: Site = {
  errorPage: async (_, { status, message }) => ({ kind: 'html', status, html: plainPage(status, message) }),
  languageAt: () => 'en',
  knownReader: (_, cookie) => /(?:^|; )reader=(\w+)/u.exec(cookie ?? '')?.[1],
  readerCookie: (_, readerId) => `reader=${readerId}; Path=/; HttpOnly; SameSite=Lax`,
  frameSources: ['https://player.example'],
}

export type SmallHouse = House & {
  clock: FakeClock
  folder: string
  origin: string
  noindex: boolean
  [Symbol.asyncDispose](): Promise<void>
}

/** How long things may take, where a test cannot wait as long as the server does. */
export type Patience = {
  bodyMs?: number
  longestBodyMs?: number
  writeMs?: number
  /** Before `local` routes. */ door?: Door
}

/** What the HTTP part needs of a house, on a real socket, with routes of the test and without rooms. */
export async function aSmallHouse(
  engine: Engine,
  routes: readonly Route[],
  env: Record<string, string> = {},
  within: Patience = {},
): Promise<SmallHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-http-'))
  const database = await aDatabase(engine)
  const clock = fakeClock(Date.UTC(2026, 9, 14, 12))
  const config = readConfig({ CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent', ...env })
  const pages = openPageCache({ database, maxBytes: config.pageCacheBytes })
  const settings = settingsSchema.parse({})
  const parts = {
    config,
    clock,
    pages,
    folder,
    origin: '',
    noindex: false,
    engine,
    db: database.db,
    write: database.write,
    condition: database.condition,
    log: openLog(config),
    storage: await openStorage(config),
    assets: {
      css: '',
      js: '',
      fonts: [],
      preload: [],
      all: new Map([
        [
          '/assets/site-1.css',
          { bytes: Buffer.from('a{}'), br: undefined, gzip: undefined, type: 'text/css', etag: '"1"' },
        ],
      ]),
    },
    settings: { current: () => ({ ...settings, noindex: parts.noindex }) },
    async [Symbol.asyncDispose]() {
      await server.stop()
      pages.stop()
      await database[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  // The parts that rooms use are left out: the routes of these tests belong to no room.
  const house = parts as unknown as SmallHouse
  const server = await listen(createHandler(house, routes, { ...site, door: within.door }, within.bodyMs), {
    ...config,
    ...within,
  })
  house.origin = `http://127.0.0.1:${server.port}`
  return house
}
