/**
 * Cold article pages: a cache too small to help, no compression, random ones of 10,000 articles with 50 comments and a
 * poll each, in requests per second of the server's own CPU time: node bench/cold.ts
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../src/config.ts'
import { databaseFile, openHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'

const [articles, commentsEach, connections, seconds, target] = [10_000, 50, 24, 8, 2_500]
const [role, folder = '', port = ''] = process.argv.slice(2)
const configOf = (dataDir: string) =>
  readConfig({ CRIER_DATA_DIR: dataDir, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent', CRIER_PAGE_CACHE_MB: '1' })

if (role === 'serve') await serve()
else if (role === 'load') await load()
else await measure()

type Report = { cpuSeconds: number; delayP99Ms: number; rssMb: number }

async function measure(): Promise<void> {
  const data = process.env.BENCH_KEEP ?? mkdtempSync(join(tmpdir(), 'crier-bench-cold-'))
  try {
    await fill(data)
    const server = fork(import.meta.filename, ['serve', data], {
      execArgv: process.env.BENCH_PROFILE
        ? ['--max-semi-space-size=4', '--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`]
        : ['--max-semi-space-size=4'],
    })
    const [listening]: { port: number }[] = (await once(server, 'message')) as [{ port: number }]
    for (const round of ['warm-up', '1', '2', '3']) {
      const before = await ask(server)
      const loader = fork(import.meta.filename, ['load', data, String(listening?.port)])
      const [result] = (await once(loader, 'message')) as [{ requests: number; p99Ms: number }]
      const after = await ask(server)
      const cpu = after.cpuSeconds - before.cpuSeconds
      const rate = result.requests / cpu
      console.log(
        `${round}: ${(result.requests / seconds).toFixed(0)} requests/s, ${rate.toFixed(0)} per CPU second (target ${target}: ${rate >= target ? 'met' : 'missed'}), p99 ${result.p99Ms.toFixed(1)} ms, event loop delay p99 ${after.delayP99Ms.toFixed(1)} ms, RSS ${after.rssMb.toFixed(0)} MB`,
      )
    }
    server.kill('SIGTERM')
    await once(server, 'exit')
  } finally {
    if (process.env.BENCH_KEEP === undefined) rmSync(data, { recursive: true, force: true })
  }
}

async function ask(server: ReturnType<typeof fork>): Promise<Report> {
  server.send('report')
  const [report] = (await once(server, 'message')) as [Report]
  return report
}

/** One story with everything through the front door, then copies of its rows. */
async function fill(data: string): Promise<void> {
  const config = configOf(data)
  await using house = await openHouse(config)
  const paragraph =
    'The harbour board met for the third time this month and heard from pilots, fishing crews and the ferry company before it adjourned without a vote. '
  const body = Array.from(
    { length: 12 },
    (_, index) => `${index % 3 === 0 ? `## Part ${index / 3 + 1}\n\n` : ''}${paragraph.repeat(2)}`,
  ).join('\n\n')
  const poll = ':::poll{id=bench question="When should the bridge open?"}\n- At noon\n- At dusk\n- Never\n- Always\n:::'
  const source = `---\nheadline: The board adjourns without a vote\nstandfirst: Pilots and crews disagree.\ntopics: [Harbour]\nbyline: Maren Quillfeather\npublished: 2026-01-05T10:00:00Z\nslug: story\n---\n\n${body}\n\n${poll}\n`
  await publishStory(house, { source, read: async () => undefined, actor: { kind: 'staff', id: 'bench' } })
  await house.queue.drain()
  const database = new DatabaseSync(databaseFile(config))
  database.exec('pragma synchronous = off')
  database.exec(`
    begin;
    create temp table n as with recursive s(n) as (select 2 union all select n + 1 from s where n < ${articles}) select n from s;
    insert into articles (id, public_id, kind, slug, path, state, published_version, main_topic_id, published_at, updated_at, comments_open, comment_count, pinned, created_at)
      select n, 'p' || n, kind, slug || n, '/2026/01/story-' || n, state, published_version, main_topic_id, published_at + n, updated_at + n, 1, ${commentsEach}, 0, created_at from articles, n where articles.id = 1;
    insert into article_versions (article_id, number, headline, kicker, standfirst, document, teaser, call_to_comment, language, lead_media_id, lead_alt, lead_caption, lead_credit, seo_title, seo_description, canonical, word_count, actor, created_at) select n, number, headline, kicker, standfirst, document, teaser, call_to_comment, language, lead_media_id, lead_alt, lead_caption, lead_credit, seo_title, seo_description, canonical, word_count, actor, created_at from article_versions, n where article_id = 1;
    insert into article_topics select n, topic_id, position, published_at + n from article_topics, n where article_id = 1;
    insert into article_authors select n, person_id, position, published_at + n from article_authors, n where article_id = 1;
    insert into paths (path, kind, article_id, created_at) select '/2026/01/story-' || n, 'article', n, 0 from n;
    insert into related_articles select n, case when n > 6 then n - k else n + k end, k from n, (select 1 as k union select 2 union select 3 union select 4) where case when n > 6 then n - k else n + k end <= ${articles};
    create temp table c as with recursive s(c) as (select 1 union all select c + 1 from s where c < ${commentsEach}) select c from s;
    insert into comments (public_id, article_id, parent_id, author_name, words, state, submitted_at)
      select 'c' || n || 'x' || c, n, null, 'Reader ' || c, 'I was on the quay when it happened, and what the report leaves out is how long everybody waited. Ask the ferry crew.', 'published', 1767607200000 + c * 60000 from n, c;
    commit; analyze;
  `)
  database.close()
}

async function serve(): Promise<void> {
  const house = await openHouse(configOf(folder))
  const server = await startServer(house, routes)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({
      cpuSeconds: (user + system) / 1e6,
      delayP99Ms: delay.percentile(99) / 1e6,
      rssMb: process.memoryUsage().rss / 1024 / 1024,
    } satisfies Report)
    delay.reset()
  })
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  process.send?.({ port: server.port })
}

async function load(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  const one = () =>
    new Promise<void>((done, fail) => {
      const began = performance.now()
      get(
        {
          host: '127.0.0.1',
          port: Number(port),
          agent,
          path: `/2026/01/story-${2 + Math.floor(Math.random() * (articles - 1))}`,
        },
        (response) => {
          if (response.statusCode !== 200) fail(new Error(`status ${response.statusCode}`))
          response.resume().on('end', () => {
            times.push(performance.now() - began)
            done()
          })
        },
      ).on('error', fail)
    })
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) await one()
    }),
  )
  times.sort((a, b) => a - b)
  process.send?.({ requests: times.length, p99Ms: times[Math.floor(times.length * 0.99)] ?? 0 })
  process.exit(0)
}
