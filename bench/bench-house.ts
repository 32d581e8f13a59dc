import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { articleTag } from '../src/articles/tags.ts'
import { readConfig } from '../src/config.ts'
import { systemClock } from '../src/kit/clock.ts'
import { migrate } from '../src/kit/db/migrate.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import type { House } from '../src/kit/house.ts'
import { pageRoute } from '../src/kit/http/guards/page.ts'
import { createHandler } from '../src/kit/http/handler.ts'
import { listen } from '../src/kit/http/listen.ts'
import type { Route } from '../src/kit/http/route.ts'
import { openLog } from '../src/kit/log.ts'
import { openPageCache } from '../src/kit/page-cache/page-cache.ts'
import { migrations } from '../src/migrations.ts'
import { pollTag } from '../src/polls/tags.ts'
import { topicTag } from '../src/topics/tags.ts'

/**
 * A server with one page of fixed words, 14 KB compressed; the same bytes lie beside it as `page.html.gz` for nginx.
 */
export async function openBenchHouse(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const html = somePage()
  writeFileSync(join(folder, 'page.html.gz'), gzipSync(html, { level: 9 }))
  const config = readConfig({ CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent' })
  const database = openSqlite(join(folder, 'house.db'))
  await migrate(database, migrations, Date.now())
  const pages = openPageCache({ database, maxBytes: config.pageCacheBytes })
  const parts = {
    config,
    pages,
    engine: 'sqlite',
    db: database.db,
    write: database.write,
    clock: systemClock,
    log: openLog(config),
    settings: { current: () => ({ noindex: false }) },
  }
  const routes: Route[] = [
    pageRoute({ path: '/*' }, async () => ({
      kind: 'html',
      status: 200,
      html,
      tags: [articleTag(1), topicTag(1), pollTag(1)],
    })),
  ]
  const handler = createHandler(parts as unknown as House, routes, {
    errorPage: async (_, { status, message }) => ({ kind: 'html', status, html: message }),
    languageAt: () => 'en',
    knownReader: () => undefined,
    readerCookie: () => '',
    frameSources: [],
  })
  const server = await listen(handler, config)
  return {
    url: `http://127.0.0.1:${server.port}/2026/10/swing-bridge-stays-shut`,
    async stop() {
      await server.stop()
      pages.stop()
      await database.close()
    },
  }
}

function somePage(): string {
  let seed = 7
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below
  const words = Array.from({ length: 1_500 }, () =>
    Array.from({ length: 3 + random(8) }, () => String.fromCharCode(97 + random(26))).join(''),
  )
  const paragraph = () => `<p>${Array.from({ length: 60 }, () => words[random(words.length)]).join(' ')}.</p>`
  return (
    '<!doctype html><html lang="en"><head><title>Bench</title></head>' +
    `<body>${Array.from({ length: 70 }, paragraph).join('\n')}</body></html>`
  )
}
