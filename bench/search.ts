/**
 * How long a search takes in an archive of so many stories, and what it does to the event loop:
 * node bench/search.ts [--stories 20000] [--engine sqlite|postgres] [--searches 60]; BENCH_KEEP=folder keeps the SQLite
 * house and asks it again the next time.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { databaseFile, openHouse, type OpenHouse } from '../src/house.ts'
import { system } from '../src/kit/db/schema.ts'
import { storiesFor } from '../src/search/find.ts'
import { rebuildIndex } from '../src/search/index-stories.ts'
import type { Question } from '../src/search/question.ts'
import { ensureTopic } from '../src/topics/store.ts'
import { startPostgres } from './bench-postgres.ts'

const { values } = parseArgs({
  options: {
    stories: { type: 'string', default: '20000' },
    engine: { type: 'string', default: 'sqlite' },
    searches: { type: 'string', default: '60' },
  },
})
const stories = Number(values.stories)
const searches = Number(values.searches)
const target = 100
const [wordsEach, vocabulary, years, now] = [220, 80_000, 20, Date.UTC(2026, 10, 1)]

let seed = 20261125
const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
const below = (most: number) => Math.floor(random() * most)

/** Invented words of four to eleven letters: the same number is always the same word. */
const syllables = [
  'ba',
  'ren',
  'to',
  'lis',
  'mar',
  'ke',
  'dun',
  'fi',
  'ost',
  'gra',
  'vel',
  'shu',
  'pan',
  'eri',
  'cot',
  'wy',
]
const wordOf = (number: number) =>
  [
    number % 16,
    (number >> 4) % 16,
    (number >> 8) % 16,
    ...(number >= 4_096 ? [(number >> 12) % 16] : []),
    ...(number >= 65_536 ? [number >> 16] : []),
  ]
    .map((index) => syllables[index])
    .join('')
/** By Zipf's law: the tenth word is in a third of all stories, most are in a few. */
const someWord = () => wordOf(Math.floor(vocabulary ** random()) - 1)
const someWords = (count: number) => Array.from({ length: count }, someWord).join(' ')

type Kind = { name: string; ask(headline: string): Pick<Question, 'text'> & Partial<Question> }

const kinds: Kind[] = [
  { name: 'a common word', ask: () => ({ text: wordOf(below(30)) }) },
  { name: 'a rare word', ask: () => ({ text: wordOf(20_000 + below(40_000)) }) },
  { name: 'three words of a headline', ask: (headline) => ({ text: headline.split(' ').slice(0, 3).join(' ') }) },
  { name: 'a whole headline', ask: (headline) => ({ text: headline }) },
  { name: 'a headline with a mistyped word', ask: (headline) => ({ text: headline.replace(/^(..)./u, '$1q') }) },
  {
    name: 'a mistyped word',
    ask: (headline) => ({ text: `${headline.split(' ')[0]?.slice(0, 3)}q${headline.split(' ')[0]?.slice(4)}` }),
  },
  { name: 'two words in a row', ask: (headline) => ({ text: `"${headline.split(' ').slice(1, 3).join(' ')}"` }) },
  {
    name: 'two common words in a topic',
    ask: () => ({ text: `${wordOf(below(30))} ${wordOf(below(30))}`, topicIds: [1 + below(12)] }),
  },
  {
    name: 'a word in a month, newest first',
    ask: () => ({
      text: wordOf(below(500)),
      fromAt: now - 90 * 86_400_000,
      beforeAt: now - 60 * 86_400_000,
      sort: 'newest',
    }),
  },
  { name: 'words that are nowhere', ask: () => ({ text: 'zzyzx quuxly' }) },
]

const kept = process.env.BENCH_KEEP
const folder = kept ?? mkdtempSync(join(tmpdir(), 'crier-bench-search-'))
mkdirSync(folder, { recursive: true })
chmodSync(folder, 0o755)
const postgres = values.engine === 'postgres' ? await startPostgres(folder) : undefined
try {
  const config = readConfig({
    CRIER_DATA_DIR: join(folder, 'data'),
    CRIER_LOG_LEVEL: 'silent',
    ...(postgres && { CRIER_DATABASE_URL: postgres.url }),
  })
  const isKept = postgres === undefined && existsSync(databaseFile(config))
  await using house = await openHouse(config)
  if (!isKept) {
    await fill(house)
    await index(house, postgres ? '' : databaseFile(config))
  }
  await measure(house, await someHeadlines(house))
} finally {
  await postgres?.stop()
  if (kept === undefined) rmSync(folder, { recursive: true, force: true })
}

async function index(house: OpenHouse, file: string): Promise<void> {
  const began = performance.now()
  const cpu = process.cpuUsage()
  const indexed = await rebuildIndex(house)
  const { user, system: kernel } = process.cpuUsage(cpu)
  const seconds = (performance.now() - began) / 1000
  console.log(
    `${values.engine}: ${indexed} stories of ${wordsEach} words indexed in ${seconds.toFixed(1)} s, ` +
      `${(indexed / seconds).toFixed(0)} a second, ${(indexed / ((user + kernel) / 1e6)).toFixed(0)} ` +
      `per CPU second${file === '' ? '' : `; file ${(statSync(file).size / 1e6).toFixed(0)} MB`}`,
  )
}

/** Of two thousand stories, spread over the archive. */
async function someHeadlines(house: OpenHouse): Promise<string[]> {
  const step = Math.ceil(stories / 2_000)
  const ids = Array.from({ length: Math.floor(stories / step) }, (_, number) => (number + 1) * step)
  const headlines: string[] = []
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await house.db
      .selectFrom('article_versions')
      .select('headline')
      .where('article_id', 'in', ids.slice(from, from + 500))
      .where('number', '=', 1)
      .orderBy('article_id')
      .execute()
    headlines.push(...rows.map(({ headline }) => headline))
  }
  return headlines
}

async function fill(house: OpenHouse): Promise<void> {
  const topics = await house.write(system, async (tx) => {
    const ids: number[] = []
    for (let number = 0; number < 12; number++)
      ids.push(await ensureTopic(tx, { name: `Topic ${wordOf(number)}` }, now))
    return ids
  })
  for (let from = 1; from <= stories; from += 200) {
    const ids = Array.from({ length: Math.min(200, stories - from + 1) }, (_, index) => from + index)
    await house.write(system, async (tx) => {
      const at = (id: number) => now - Math.floor((1 - id / stories) * years * 365 * 86_400_000)
      await tx
        .insertInto('articles')
        .values(
          ids.map((id) => ({
            id,
            public_id: `p${id}`,
            kind: 'article' as const,
            slug: `s${id}`,
            path: `/s${id}`,
            state: 'published' as const,
            published_version: 1,
            main_topic_id: topics[id % 12] ?? null,
            published_at: at(id),
            updated_at: at(id),
            comments_open: 0,
            pinned: 0,
            created_at: at(id),
          })),
        )
        .execute()
      await tx
        .insertInto('article_versions')
        .values(
          ids.map((id) => {
            const headline = someWords(7)
            const paragraph = () => ({
              id: `b${below(1e9).toString(36).padStart(6, '0')}`,
              type: 'paragraph' as const,
              children: [{ type: 'text' as const, text: someWords(wordsEach / 4) }],
            })
            return {
              article_id: id,
              number: 1,
              headline,
              kicker: '',
              standfirst: someWords(14),
              document: JSON.stringify({ version: 1, blocks: [paragraph(), paragraph(), paragraph(), paragraph()] }),
              teaser: '',
              call_to_comment: '',
              language: 'en',
              lead_media_id: null,
              lead_alt: '',
              lead_caption: '',
              lead_credit: '',
              seo_title: '',
              seo_description: '',
              canonical: '',
              word_count: wordsEach,
              actor: 'staff:bench',
              created_at: at(id),
              filing: JSON.stringify({ slug: '', topicIds: [], authorIds: [], relatedIds: [] }),
            }
          }),
        )
        .execute()
      await tx
        .insertInto('article_topics')
        .values(
          ids.map((id) => ({ article_id: id, topic_id: topics[id % 12] ?? 0, position: 0, published_at: at(id) })),
        )
        .execute()
    })
  }
}

async function measure(house: OpenHouse, headlines: readonly string[]): Promise<void> {
  const all: number[] = []
  await house.longReads.ask(storiesFor, { text: 'begin', sort: 'relevance', page: 1, now })
  const cpuBefore = process.cpuUsage()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  for (const { name, ask } of kinds) {
    const times: number[] = []
    let found = 0
    const cpu = process.cpuUsage()
    for (let number = 0; number < searches; number++) {
      const question: Question = { sort: 'relevance', page: 1, now, ...ask(headlines[below(headlines.length)] ?? '') }
      const began = performance.now()
      const answer = await house.longReads.ask(storiesFor, question)
      times.push(performance.now() - began)
      if (answer.outcome === 'answered') found += Math.min(1, answer.value.total)
      else console.log(`${name}: ${answer.outcome}: ${question.text}`)
    }
    all.push(...times)
    const { user, system: kernel } = process.cpuUsage(cpu)
    console.log(
      `  ${name.padEnd(34)} ${figures(times)}, CPU ${((user + kernel) / 1000 / searches).toFixed(1)} ` +
        `ms each, ${found} of ${searches} found something`,
    )
  }
  const p95 = quantile(all, 0.95)
  const { user, system: kernel } = process.cpuUsage(cpuBefore)
  console.log(
    `${stories} stories on ${values.engine}: ${figures(all)}, ` +
      `CPU of this process ${((user + kernel) / 1000 / all.length).toFixed(1)} ` +
      `ms each (target p95 ${target} ms at a million: ${p95 <= target ? 'met here' : 'missed here'}); ` +
      `event-loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, ` +
      `longest ${(delay.max / 1e6).toFixed(0)} ms`,
  )
}

function figures(times: readonly number[]): string {
  return `p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms`
}

function quantile(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? Number.NaN
}
