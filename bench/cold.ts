/**
 * Cold article pages: a cache too small to help, no compression, random ones of 10,000 articles with 50 comments and a
 * poll each, in requests per second of the server's own CPU time; then one of them hot; then the hot one while 24 cold
 * requests always wait. Runs what is built: node bench/cold.ts [--rounds 3] [--code folder] (another built checkout, in
 * turns with this one).
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const [articles, commentsEach, connections, seconds] = [10_000, 50, 24, 8]
const target = { timesOther: 5, ofHot: 1 / 20, p99Ms: 20 }
const ours = resolve(import.meta.dirname, '..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, code: { type: 'string' } },
})
const [role, code = ours, folder = '', port = ''] = positionals

type Built = {
  config: typeof import('../src/config.ts')
  house: typeof import('../src/house.ts')
  publish: typeof import('../src/importers/stories/publish.ts')
  routes: typeof import('../src/routes.ts')
  server: typeof import('../src/server.ts')
}

if (role === 'fill') await fill(folder)
else if (role === 'serve') await serve()
else if (role === 'load') await load(code)
else await measure()

/**
 * `heldP99Ms`: CPU time of the thread between two ticks of a timer of 5 ms, which other programs' demand for the cores
 * does not lengthen, as it does the delay.
 */
type Report = { cpuSeconds: number; delayP99Ms: number; heldP99Ms: number; rssMb: number }
/** `ownDelayP99Ms`: of the loop of the process that asks, which shares the machine: no answer is seen sooner. */
type Load = { requests: number; p99Ms: number; bytes: number; ownDelayP99Ms: number }
type What = 'cold' | 'hot' | 'now-and-then'
type Running = { name: string; server: ChildProcess; port: number; data: string }

async function measure(): Promise<void> {
  const codes = [...(values.code === undefined ? [] : [resolve(values.code)]), ours]
  const running: Running[] = []
  try {
    for (const each of codes) running.push(await start(each))
    const cold = new Map(running.map(({ name }) => [name, new Array<number>()]))
    for (let round = 0; round <= Number(values.rounds); round++) {
      for (const each of running) {
        const label = `${round === 0 ? 'warm-up' : round} ${each.name}:`
        const rate = await coldAndHot(each, label)
        if (round > 0) cold.get(each.name)?.push(rate)
      }
    }
    const [before, after] = [...cold.values()].map(median)
    if (before !== undefined && after !== undefined)
      console.log(
        `cold, median: ${before.toFixed(0)} -> ${after.toFixed(0)}, ${told(after / before, target.timesOther)}`,
      )
  } finally {
    for (const { server, data } of running) {
      server.kill('SIGTERM')
      await once(server, 'exit')
      if (process.env.BENCH_KEEP === undefined) rmSync(data, { recursive: true, force: true })
    }
  }
}

async function start(from: string): Promise<Running> {
  const name = from === ours ? 'this' : 'other'
  const keep = process.env.BENCH_KEEP
  const data = keep === undefined ? mkdtempSync(join(tmpdir(), 'crier-bench-cold-')) : join(keep, name)
  if (!existsSync(join(data, 'filled'))) await once(fork(import.meta.filename, ['fill', from, data]), 'exit')
  const server = fork(import.meta.filename, ['serve', from, data], {
    execArgv: process.env.BENCH_PROFILE
      ? ['--max-semi-space-size=4', '--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`]
      : ['--max-semi-space-size=4'],
  })
  const [listening] = (await once(server, 'message')) as [{ port: number }]
  return { name, server, data, port: listening.port }
}

/** Cold requests per CPU second. */
async function coldAndHot(running: Running, label: string): Promise<number> {
  const cold = await phase(running, 'cold')
  const hot = await phase(running, 'hot')
  const [, both] = await Promise.all([asking(running, 'cold'), phase(running, 'now-and-then')])
  console.log(
    `${label} cold ${cold.perCpuSecond.toFixed(0)} per CPU second (${(cold.bytes / 1024).toFixed(1)} KB, ` +
      `p99 ${cold.p99Ms.toFixed(1)} ms, ` +
      `event loop p99 ${cold.delayP99Ms.toFixed(1)} ms, RSS ${cold.rssMb.toFixed(0)} MB), ` +
      `hot ${hot.perCpuSecond.toFixed(0)}, ` +
      `cold / hot ${told(cold.perCpuSecond / hot.perCpuSecond, target.ofHot)}; ` +
      `hot while ${connections} cold ones wait: p99 ${both.p99Ms.toFixed(1)} ms, ` +
      `event loop p99 ${both.delayP99Ms.toFixed(1)} ms (target ${target.p99Ms} ms; ` +
      `its own CPU time ${both.heldP99Ms.toFixed(1)} ms, ` +
      `that of whoever asks ${both.ownDelayP99Ms.toFixed(1)} ms)`,
  )
  return cold.perCpuSecond
}

async function asking({ port: at }: Running, what: What): Promise<Load> {
  const loader = fork(import.meta.filename, ['load', what, '', String(at)])
  const [result] = (await once(loader, 'message')) as [Load]
  return result
}

async function phase(running: Running, what: What) {
  const { server } = running
  const before = await ask(server)
  const result = await asking(running, what)
  const after = await ask(server)
  return { ...result, ...after, perCpuSecond: result.requests / (after.cpuSeconds - before.cpuSeconds) }
}

async function ask(server: ChildProcess): Promise<Report> {
  server.send('report')
  const [report] = (await once(server, 'message')) as [Report]
  return report
}

function told(ratio: number, least: number): string {
  return `${ratio.toFixed(3)} (target ${least}: ${ratio >= least ? 'met' : 'missed'})`
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN
}

async function built(): Promise<Built> {
  const take = (file: string) => import(join(code, 'src', file))
  const files = ['config.ts', 'house.ts', 'importers/stories/publish.ts', 'routes.ts', 'server.ts']
  const [config, house, publish, routes, server] = await Promise.all(files.map(take))
  return { config, house, publish, routes, server }
}

function configOf({ config }: Built, dataDir: string) {
  const env = { CRIER_DATA_DIR: dataDir, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent', CRIER_PAGE_CACHE_MB: '1' }
  return config.readConfig(env)
}

/** One story with everything through the front door, then copies of its rows. */
async function fill(data: string): Promise<void> {
  const crier = await built()
  const config = configOf(crier, data)
  await using house = await crier.house.openHouse(config)
  const paragraph =
    'The harbour board met for the third time this month and heard from pilots, ' +
    'fishing crews and the ferry company before it adjourned without a vote. '
  const body = Array.from(
    { length: 12 },
    (_, index) => `${index % 3 === 0 ? `## Part ${index / 3 + 1}\n\n` : ''}${paragraph.repeat(2)}`,
  ).join('\n\n')
  const poll = ':::poll{id=bench question="When should the bridge open?"}\n- At noon\n- At dusk\n- Never\n- Always\n:::'
  const source =
    '---\nheadline: The board adjourns without a vote\nstandfirst: Pilots and crews disagree.\n' +
    'topics: [Harbour]\nbyline: Maren Quillfeather\npublished: 2026-01-05T10:00:00Z\nslug: story\n---\n\n' +
    `${body}\n\n${poll}\n`
  await crier.publish.publishStory(house, { kind: 'operator', id: 'bench' }, { source, read: async () => undefined })
  await house.queue.drain()
  const database = new DatabaseSync(crier.house.databaseFile(config))
  database.exec('pragma synchronous = off')
  database.exec(`
    begin;
    create temp table n as with recursive s(n) as (select 2 union all select n + 1 from s where n < ${articles})
      select n from s;
    insert into articles (id, public_id, kind, slug, path, state, published_version, main_topic_id, published_at,
      updated_at, comments_open, comment_count, pinned, created_at)
      select n, 'p' || n, kind, slug || n, '/2026/01/story-' || n, state, published_version, main_topic_id,
        published_at + n, updated_at + n, 1, ${commentsEach}, 0, created_at from articles, n where articles.id = 1;
    insert into article_versions (article_id, number, headline, kicker, standfirst, document, teaser, call_to_comment,
      language, lead_media_id, lead_alt, lead_caption, lead_credit, seo_title, seo_description, canonical, word_count,
      actor, created_at, filing)
      select n, number, headline, kicker, standfirst, document, teaser, call_to_comment,
      language, lead_media_id, lead_alt, lead_caption, lead_credit, seo_title, seo_description, canonical, word_count,
      actor, created_at, filing from article_versions, n where article_id = 1;
    insert into article_topics select n, topic_id, position, published_at + n from article_topics, n
      where article_id = 1;
    insert into article_authors select n, person_id, position, published_at + n from article_authors, n
      where article_id = 1;
    insert into paths (path, kind, article_id, created_at) select '/2026/01/story-' || n, 'article', n, 0 from n;
    insert into related_articles select n, case when n > 6 then n - k else n + k end, k
      from n, (select 1 as k union select 2 union select 3 union select 4)
      where case when n > 6 then n - k else n + k end <= ${articles};
    create temp table c as with recursive s(c) as (select 1 union all select c + 1 from s where c < ${commentsEach})
      select c from s;
    insert into comments (public_id, article_id, parent_id, author_name, words, state, submitted_at)
      select 'c' || n || 'x' || c, n, null, 'Reader ' || c,
        'I was on the quay when it happened, and what the report leaves out is how long everybody waited. ' ||
        'Ask the ferry crew.', 'published', 1767607200000 + c * 60000 from n, c;
    commit; analyze;
  `)
  database.close()
  await stand(crier, data)
  writeFileSync(join(data, 'filled'), '')
}

/** Has every page made twice, as readers would over time: what is made twice is kept, where the code keeps anything. */
async function stand(crier: Built, data: string): Promise<void> {
  await using house = await crier.house.openHouse(configOf(crier, data))
  if (!('standing' in house)) return
  const page = await import(join(code, 'src/site/story/article-page.ts'))
  const { showArticle }: typeof import('../src/site/story/article-page.ts') = page
  for (let id = 1; id <= articles; id++) {
    const request = {
      path: id === 1 ? '/2026/01/story' : `/2026/01/story-${id}`,
      params: {},
      query: new URLSearchParams(),
    }
    for (let time = 0; time < 2; time++) await showArticle(house, request, id)
    if (id % 50 === 0) await house.standing.settle()
  }
}

async function serve(): Promise<void> {
  const crier = await built()
  const house = await crier.house.openHouse(configOf(crier, folder))
  const server = await crier.server.startServer(house, crier.routes.routes)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const held: number[] = []
  let cpuBefore = threadMs()
  setInterval(() => {
    held.push(threadMs() - cpuBefore)
    cpuBefore = threadMs()
  }, 5)
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({
      cpuSeconds: (user + system) / 1e6,
      delayP99Ms: delay.percentile(99) / 1e6,
      heldP99Ms: held.sort((a, b) => a - b)[Math.floor(held.length * 0.99)] ?? 0,
      rssMb: process.memoryUsage().rss / 1024 / 1024,
    } satisfies Report)
    delay.reset()
    held.length = 0
  })
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
  process.send?.({ port: server.port })
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e3
}

/** `now-and-then`: one connection asks for the hot page every few milliseconds. */
async function load(what: string): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const until = performance.now() + seconds * 1000
  const [times, bytes]: [number[], number[]] = [[], []]
  const one = async (path: string) => {
    const began = performance.now()
    const size = await read({ host: '127.0.0.1', port: Number(port), agent, path })
    return { ms: performance.now() - began, size }
  }
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const keepAsking = async (path: () => string, pauseMs = 0) => {
    while (performance.now() < until) {
      const { ms, size } = await one(path())
      times.push(ms)
      bytes.push(size)
      if (pauseMs > 0) await sleep(pauseMs)
    }
  }
  const random = () => `/2026/01/story-${2 + Math.floor(Math.random() * (articles - 1))}`
  const hot = () => '/2026/01/story'
  if (what === 'now-and-then') await keepAsking(hot, 5)
  else await Promise.all(Array.from({ length: connections }, () => keepAsking(what === 'hot' ? hot : random)))
  times.sort((a, b) => a - b)
  const p99Ms = times[Math.floor(times.length * 0.99)] ?? 0
  const ownDelayP99Ms = delay.percentile(99) / 1e6
  process.send?.({ requests: times.length, p99Ms, bytes: median(bytes), ownDelayP99Ms } satisfies Load)
  process.exit(0)
}

function read(options: { host: string; port: number; agent: Agent; path: string }): Promise<number> {
  return new Promise((done, fail) => {
    get(options, (response) => {
      let size = 0
      if (response.statusCode !== 200) fail(new Error(`status ${response.statusCode}`))
      response.on('data', (bytes: Buffer) => (size += bytes.length)).on('end', () => done(size))
    }).on('error', fail)
  })
}
