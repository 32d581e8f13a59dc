import { DatabaseSync, StatementSync, type SQLInputValue } from 'node:sqlite'
import { Client } from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { articleChecks } from '../src/articles/checks.ts'
import { relateArticle } from '../src/articles/relate.ts'
import { articleByPath } from '../src/articles/store.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { conversationChecks } from '../src/conversation/checks.ts'
import { approveComment } from '../src/conversation/decide.ts'
import { submitComment } from '../src/conversation/submit.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { openPostgres } from '../src/kit/db/postgres.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import { claimJobs } from '../src/kit/queue/store.ts'
import { pollChecks } from '../src/polls/checks.ts'
import { decideBallots } from '../src/polls/decide-ballots.ts'
import { settleBallots } from '../src/polls/reevaluate-ballots.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { castVote } from '../src/polls/vote.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { storiesFor } from '../src/search/find.ts'
import { indexChanges } from '../src/search/index-stories.ts'
import { exportPage, findSubscribers } from '../src/subscriptions/for-staff.ts'
import { preferencesPath } from '../src/subscriptions/token.ts'
import { growArchive, type Archive } from './archive-rows.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { grownAddress, grownPublicId, growSubscribers } from './subscriber-rows.ts'

const editor = { kind: 'operator', id: 'editor' } as const
const [stories, indexed, jobs, followers] = [10_000, 600, 5_000, 2_000]
/** A table that is this long in the grown house is one that grows. */
const long = 90

afterEach(() => vi.restoreAllMocks())

describe.each(engines)('in a house of ten thousand stories on %s', (engine) => {
  test(
    'what is counted agrees, and neither reading nor writing looks through a table that grows',
    { timeout: 300_000 },
    async () => {
      // The shelf on the disk is a database of its own.
      await using house = await aHouse(engine, { CRIER_PAGE_SHELF_MB: '0' })
      await using asking = await anAsker(house)
      const archive = await growArchive(house, stories, asking.run)
      await setSetting(house, operator, { key: 'colophon', value: true })
      await setSetting(house, operator, { key: 'languages', value: ['ar'] })
      await asking.run(
        'insert into article_changes (article_id, changes) ' +
          `select id, 1 from articles where id between 101 and ${100 + indexed}`,
      )
      await asking.run(
        'insert into jobs (name, payload, run_at, created_at) ' +
          `with recursive s(n) as (select 1 union all select n + 1 from s where n < ${jobs}) ` +
          "select 'nothing', '{}', n, n from s",
      )
      await growSubscribers(followers, asking.run)
      await indexChanges(house)
      await asking.run('analyze')
      for (const { name, run } of [...articleChecks, ...conversationChecks, ...pollChecks])
        expect(await run(house.db), name).toEqual([])
      const growing = await asking.longTables()
      expect(growing).toEqual(
        expect.arrayContaining([
          'articles',
          'article_versions',
          'article_topics',
          'article_authors',
          'comments',
          'corrections',
          'jobs',
          'media',
          'paths',
          'polls',
          'quotes',
          'search_stories',
          'subscriber_topics',
          'subscribers',
        ]),
      )
      const read = await recorded(house, (reading) => readEverything(reading, archive))
      expect(read.size).toBeGreaterThan(50)
      const done = await recorded(house, async (doing) => {
        await doEverything(doing)
        await lookAtSubscribers(doing)
      })
      expect(done.size).toBeGreaterThan(40)
      const scansOf = async (sql: string, values: unknown[]) =>
        (await asking.planOf(sql, values))
          .filter((line) => isScan(line, sql, growing) || isWalkOfPoll(line, sql))
          .map((line) => `${line.trim()}: ${sql}`)
      const scans: string[] = []
      for (const [sql, values] of [...read, ...done]) scans.push(...(await scansOf(sql, values)))
      expect(scans).toEqual([])
      if (engine === 'sqlite') expect(compiledAnew(house.location, [...read, ...done])).toEqual([])
      const openPolls = [...read].filter(([sql]) => /from \(select [^)]*"closes_at"/u.test(sql))
      expect(openPolls).toHaveLength(2)
      const plans = await Promise.all(
        openPolls.map(async ([sql, values]) => (await asking.planOf(sql, values)).join('\n')),
      )
      expect(plans.map((plan) => /polls_(by_close|endless)/u.exec(plan)?.[0]).sort()).toEqual([
        'polls_by_close',
        'polls_endless',
      ])
      expect(await scansOf('select count(*) from ballots where poll_id = 1', [])).toHaveLength(
        engine === 'sqlite' ? 1 : 0,
      )
      expect(
        await scansOf(`select "said"."id" from "comments" as "said" where "said"."words" = 'nothing'`, []),
      ).toHaveLength(1)
    },
  )
})

/** Every address of the reader's site once, nothing in its cache, then a search and a claim of the queue. */
async function readEverything(house: OpenHouse, archive: Archive): Promise<void> {
  await using site = await serve(house)
  const story = archive.path(5_000)
  const { publicId } = await house.db
    .selectFrom('articles')
    .select('public_id as publicId')
    .where('path', '=', story)
    .executeTakeFirstOrThrow()
  const comment = await house.db
    .selectFrom('comments')
    .select('public_id as publicId')
    .where('article_id', '=', 5_000)
    .where('state', '=', 'published')
    .executeTakeFirstOrThrow()
  const poll = await house.db
    .selectFrom('polls')
    .select('public_id as publicId')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
  const lists = [archive.topic(3), archive.everything, archive.person(3), archive.month].flatMap((path) => [
    path,
    `${path}?page=2`,
  ])
  const feeds = ['', archive.topic(3), archive.person(3), `/articles/${publicId}/comments`].map(
    (path) => `${path}/feed.xml`,
  )
  const arabic = [archive.topic(3), archive.person(3)].flatMap((path) => [`/ar${path}`, `/ar${path}/feed.xml`])
  const polls = ['', '/embed', '/results.json', '/certificate'].map((below) => `/polls/${poll.publicId}${below}`)
  const pages = [
    '/',
    story,
    ...lists,
    `${archive.everything}?page=50`,
    `${archive.person(1)}/said`,
    '/-/topics',
    '/-/archive',
    `/-/archive?before=${house.clock.now() - 86_400_000}-9000`,
    '/-/corrections',
    `/-/corrections?before=${house.clock.now() - 86_400_000}-90`,
    `/-/made/${publicId}`,
    ...feeds,
    '/ar/',
    '/ar/-/archive',
    '/ar/feed.xml',
    ...arabic,
    '/polls',
    ...polls,
    `/comments/${comment.publicId}/reply`,
    '/search',
    '/search?q=board',
    `/oembed?url=${encodeURIComponent(house.config.origin + story)}`,
    '/sitemap.xml',
    '/-/sitemap/1',
    '/-/sitemap/sections',
    '/sitemap-news.xml',
  ]
  for (const page of pages) expect([page, (await site.get(page)).status]).toEqual([page, 200])
  expect((await site.get(`/comments/${comment.publicId}`)).status).toBe(302)
  const onward = `/articles/${publicId}/comments?after=${house.clock.now() - 86_400_000}-1`
  for (const missing of [onward, '/nothing-here', '/2019/01/nothing', '/?p=77', '/tag/nothing/feed/'])
    expect([missing, (await site.get(missing)).status]).toEqual([missing, expect.any(Number)])
  for (const text of ['board 150th', 'bord', '"harbour board"', ''])
    await storiesFor.answer(house.db, {
      text,
      topicIds: [1],
      authorIds: [1],
      sort: 'newest',
      page: 1,
      now: house.clock.now(),
    })
  await house.write(system, (tx) =>
    claimJobs(tx, {
      owner: 'test',
      limit: 5,
      now: house.clock.now(),
      leaseUntil: house.clock.now() + 1,
      busy: ['busy'],
    }),
  )
}

/** The pages of a subscriber's link, and the newsroom's list of them. */
async function lookAtSubscribers(house: OpenHouse): Promise<void> {
  await using site = await serve(house)
  const preferences = preferencesPath(house, grownPublicId(555))
  const pages = ['/-/alerts', preferences, `${preferences}?saved=yes`, `${preferences}/leave`]
  for (const page of pages) expect([page, (await site.get(page)).status]).toEqual([page, 200])
  const change = { what: 'some', topic: '2', pace: 'daily', timeZone: 'Europe/Berlin', language: 'en' }
  expect((await site.post(preferences, change)).status).toBe(303)
  expect((await site.post(`${preferences}/leave`, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200)
  for (const filter of [{}, { state: 'active', channel: 'email' } as const, { before: 900 }])
    expect((await findSubscribers(house, operator, { ...filter, limit: 50 })).length).toBe(50)
  for (const search of ['reader1', grownAddress(7)])
    expect(await findSubscribers(house, operator, { search, limit: 50 })).not.toEqual([])
  expect((await exportPage(house, operator, { after: 500, limit: 100 })).last).toBeGreaterThan(500)
}

/**
 * What editors and readers do: a story published, changed, corrected, related and withdrawn, a vote that is judged
 * again, and a comment.
 */
async function doEverything(house: OpenHouse): Promise<void> {
  const told = (words: string, more = '') =>
    publishStory(house, editor, {
      source:
        '---\nheadline: The bridge opens at dusk\ntopics: [Part 3]\nbyline: Writer 3\nslug: at-dusk\n' +
        `${more}---\n\n${words}\n\n:::poll{id=dusk question="At dusk?"}\n- Yes\n- No\n:::\n`,
      read: async () => undefined,
    })
  const created = await told('It was decided in the evening.')
  if (created.outcome !== 'created' || created.path === null)
    throw new Error(`the story was not published: ${created.outcome}`)
  await told('It was decided at night.')
  await told(
    'It was decided at night.',
    'corrections:\n  - date: 2026-11-20T10:00:00Z\n    text: An earlier version named the evening.\n',
  )
  await relateArticle(house, created.id)
  const article = await articleByPath(house.db, created.path)
  const poll = await house.db
    .selectFrom('polls')
    .select('public_id as publicId')
    .where('key', '=', 'dusk')
    .executeTakeFirstOrThrow()
  const terms = await pollByPublicId(house.db, poll.publicId)
  if (article === undefined || terms === undefined) throw new Error('the story or its poll is not there')
  const readerId = newReaderId()
  expect(
    (
      await castVote(house, {
        poll: terms,
        choices: [String(terms.options[0]?.id)],
        readerId,
        address: '192.0.2.7',
        hasPass: true,
      })
    ).outcome,
  ).toBe('counted')
  const { receipt } = await house.db
    .selectFrom('ballots')
    .select('receipt')
    .where('reader_id', '=', readerId)
    .executeTakeFirstOrThrow()
  const decided = await decideBallots(house, editor, {
    publicId: poll.publicId,
    becomes: 'set-aside',
    selection: { receipts: [receipt] },
    reason: 'asked for',
  })
  expect(decided).toEqual({ outcome: 'decided', ballots: 1 })
  await settleBallots(house, terms.id)
  const sent = await submitComment(house, {
    articlePublicId: article.publicId,
    name: 'Ines',
    email: 'ines@example.org',
    comment: 'Ships first.',
    readerId,
    passHash: 'once',
    address: '192.0.2.7',
  })
  if (sent.outcome !== 'held') throw new Error(`the comment was not taken: ${sent.outcome}`)
  await approveComment(house, editor, { publicId: sent.publicId })
  await withdrawArticle(house, editor, { articleId: article.id })
}

/**
 * The statements that a second house on the same database sends while it does something, with the values of the last
 * time.
 */
async function recorded(
  { config, clock, location, engine }: TestHouse,
  work: (house: OpenHouse) => Promise<void>,
): Promise<Map<string, unknown[]>> {
  const sent = new Map<string, unknown[]>()
  const note = (sql: unknown, values: unknown) => {
    if (typeof sql === 'string' && /^\s*(select|with|update|delete)\b/u.test(sql))
      sent.set(sql, Array.isArray(values) ? values : [])
  }
  // Asked for at the call: a house that has closed has no statements any more.
  for (const name of ['all', 'run'] as const) {
    const method: (...values: never[]) => unknown = StatementSync.prototype[name]
    vi.spyOn(StatementSync.prototype, name).mockImplementation(function (this: StatementSync, ...values: unknown[]) {
      note(this.sourceSQL, values)
      return Reflect.apply(method, this, values)
    })
  }
  const query = vi.spyOn(Client.prototype, 'query')
  await using house = await openHouse(config, {
    clock,
    database: engine === 'sqlite' ? openSqlite(location) : openPostgres(location),
  })
  await work(house)
  for (const [asked] of query.mock.calls as unknown as [{ text?: string; values?: unknown[] }][])
    note(asked.text, asked.values)
  vi.restoreAllMocks()
  return sent
}

type Asker = {
  run(sql: string): Promise<void>
  longTables(): Promise<string[]>
  planOf(sql: string, values: unknown[]): Promise<string[]>
  [Symbol.asyncDispose](): Promise<void>
}

/** A connection of the test's own. On PostgreSQL it looks through a table only where there is no other way. */
async function anAsker({ engine, location }: TestHouse): Promise<Asker> {
  const { ask, run, close } = engine === 'sqlite' ? sqliteAsker(location) : await postgresAsker(location)
  const explain = engine === 'sqlite' ? 'explain query plan' : 'explain'
  const tables =
    engine === 'sqlite'
      ? `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' and name not like ` +
        `'search_index%'`
      : `select tablename as name from pg_tables where schemaname = 'public'`
  return {
    run,
    async longTables() {
      const names = (await ask(tables, [])).map(({ name }) => String(name))
      const counts: [string, number][] = []
      for (const name of names)
        counts.push([name, Number((await ask(`select count(*) as rows from ${name}`, []))[0]?.rows)])
      return counts.flatMap(([name, rows]) => (rows > long ? [name] : []))
    },
    planOf: async (sql, values) =>
      (await ask(`${explain} ${sql}`, values)).map((row) => String(row.detail ?? row['QUERY PLAN'])),
    [Symbol.asyncDispose]: close,
  }
}

type Connection = {
  ask(sql: string, values: unknown[]): Promise<Record<string, unknown>[]>
  run(sql: string): Promise<void>
  close(): Promise<void>
}

function sqliteAsker(file: string): Connection {
  const database = new DatabaseSync(file, { timeout: 10_000 })
  // With their values, as in the house: whether an index of published stories serves depends on them.
  return {
    ask: async (sql, values) => database.prepare(sql).all(...(values as SQLInputValue[])),
    run: async (sql) => database.exec(sql),
    close: async () => database.close(),
  }
}

async function postgresAsker(connectionString: string): Promise<Connection> {
  const client = new Client({ connectionString })
  await client.connect()
  await client.query('set enable_seqscan = off')
  return {
    ask: async (sql, values) => (await client.query<Record<string, unknown>>(sql, values)).rows,
    run: async (sql) => void (await client.query(sql)),
    close: () => client.end(),
  }
}

/** Of one poll, but of all its readers or networks: millions in a large one. */
const isWalkOfPoll = (line: string, sql: string) =>
  !/ limit (\?|\d+)$/u.test(sql) &&
  /^SEARCH (ballots|ballot_choices|poll_networks) USING (PRIMARY KEY|INDEX \w+|COVERING INDEX \w+) \(poll_id=\?\)$/u.test(
    line,
  ) &&
  !line.includes('set_aside')

function isScan(line: string, sql: string, growing: readonly string[]): boolean {
  const [, named = ''] = /^SCAN (\w+)/u.exec(line) ?? /Seq Scan on (\w+)/u.exec(line) ?? []
  const table = new RegExp(`"(\\w+)" as "${named}"`, 'u').exec(sql)?.[1] ?? named
  return growing.includes(table)
}

/**
 * The statements that SQLite compiles anew at each run, because its planner looked at a value that is bound (compared
 * with the column of a partial index, or a limit). The engine does not say so; but the same statement with its values
 * as literals is not, and runs by more than half of its compiling faster. Best of many, since machines are shared.
 */
function compiledAnew(file: string, statements: readonly (readonly [sql: string, values: unknown[]])[]): string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  const best = (work: () => unknown) => Math.min(...Array.from({ length: 40 }, () => timed(work)))
  const found: string[] = []
  for (const [sql, values] of statements) {
    // To bind a long list takes as long as to compile the statement.
    if (!/^\s*(select|with)\b/u.test(sql) || values.length === 0 || values.length > 12) continue
    if (/\breturning\b/u.test(sql)) continue
    const inText = withLiterals(sql, values)
    if (inText === undefined) continue
    const [bound, literal] = [database.prepare(sql), database.prepare(inText)]
    const measured = () => ({
      ran: best(() => bound.all(...(values as SQLInputValue[]))),
      ranInText: best(() => literal.all()),
      compiled: best(() => database.prepare(sql)),
    })
    // What a busy machine does to one measurement it does not do to three.
    const rounds = [measured(), measured(), measured()]
    const [{ ran, ranInText, compiled }] = rounds as [ReturnType<typeof measured>]
    const isSlower = rounds.every((time) => time.ran - time.ranInText > Math.max(time.compiled / 2, time.ranInText / 4))
    if (isSlower)
      found.push(
        `${(ran * 1000).toFixed(0)} µs, with literals ${(ranInText * 1000).toFixed(0)}, ` +
          `compiled in ${(compiled * 1000).toFixed(0)}: ${sql}`,
      )
  }
  database.close()
  return found
}

function timed(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** Undefined where a question mark stands in a text of the statement. */
function withLiterals(sql: string, values: readonly unknown[]): string | undefined {
  const parts = sql.split('?')
  if (parts.length !== values.length + 1) return undefined
  const literals = values.map((value) =>
    typeof value === 'string'
      ? `'${value.replaceAll("'", "''")}'`
      : value instanceof Uint8Array
        ? `x'${Buffer.from(value).toString('hex')}'`
        : String(value),
  )
  return parts.map((part, index) => part + (literals[index] ?? '')).join('')
}
