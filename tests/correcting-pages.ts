import { correctArticle } from '../src/articles/correct.ts'
import { articleByPath } from '../src/articles/store.ts'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { done } from '../src/kit/outcome.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'

/**
 * Run as a process of its own by the kill test: serves a paper, corrects every second of its stories without end, reads
 * all of them meanwhile, and prints each correction that was acknowledged.
 */
const [dataDir = '', databaseUrl = '', ...paths] = process.argv.slice(2)
const house = await openHouse(
  readConfig({
    CRIER_DATA_DIR: dataDir,
    CRIER_PORT: '0',
    CRIER_LOG_LEVEL: 'silent',
    CRIER_PAGE_CACHE_MB: '1',
    ...(databaseUrl !== '' && { CRIER_DATABASE_URL: databaseUrl }),
  }),
)
const { port } = await startServer(house, routes)
const actor = { kind: 'operator', id: 'test' } as const
const read = async (path: string) =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'Accept-Encoding': 'br' } })).text()

async function keepReading(): Promise<never> {
  for (;;) for (const path of paths) await read(path)
}

async function keepCorrecting(): Promise<never> {
  for (;;)
    for (const path of paths.filter((_, index) => index % 2 === 0)) {
      const article = await articleByPath(house.db, path)
      if (article === undefined) throw new Error(`${path} leads nowhere`)
      const words = `Corrected at ${performance.timeOrigin + performance.now()}.`
      done(await correctArticle(house, actor, { articleId: article.id, words }))
      process.stdout.write(`${path} ${words}\n`)
      if (!(await read(path)).includes(words)) throw new Error(`${path} does not show what was corrected`)
    }
}

await Promise.all([keepReading(), keepReading(), keepCorrecting()])
