import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Report } from '../src/importers/report.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { importWordpress } from '../src/importers/wordpress/run/import.ts'
import type { ReportKind } from '../src/importers/wordpress/run/run.ts'
import { plainText } from '../src/importers/wordpress/text.ts'
import type { Gathered } from '../src/importers/wp-polls/gather.ts'
import { importWpPolls, readWpPolls, type PollReportKind } from '../src/importers/wp-polls/import.ts'
import { operator } from '../src/kit/db/schema.ts'
import { pollChecks } from '../src/polls/checks.ts'
import { createPoll } from '../src/polls/deeds.ts'
import { importedRecord } from '../src/polls/imported-tallies/store.ts'
import { allPolls } from '../src/polls/list-store.ts'
import { isClosed, isOpen, resultsOf, type PollWithTally } from '../src/polls/poll.ts'
import { pollByPublicId, storyOfPoll } from '../src/polls/store.ts'
import { castVote } from '../src/polls/vote.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { fixture } from './wordpress-exports.ts'

type Expected = {
  polls: {
    id: number
    question_shown: string
    active: number
    start_site_clock: number
    expiry_site_clock: number
    multiple: number
    total_votes: number
    total_voters: number
    log_rows: number
    answers: { id: number; shown: string; votes: number }[]
  }[]
  poll_log_rows_total: number
}

const herald = fixture('wordpress-harbour-herald')
const expected: Expected = JSON.parse(readFileSync(join(herald, 'expected.json'), 'utf8'))
const dump = join(herald, 'wp-polls.sql')
const now = Date.UTC(2026, 10, 25, 12)
/** A page is rendered anew at most once a second. */
const patience = { timeout: 10_000 }

async function aHouseInNewYork(engine: 'sqlite' | 'postgres'): Promise<TestHouse> {
  const house = await aHouse(engine)
  house.clock.set(now)
  await setSetting(house, operator, { key: 'identity.timeZone', value: 'America/New_York' })
  await house.settings.reload()
  return house
}

async function importPolls(
  house: TestHouse,
  source = dump,
  change: (data: Gathered) => void = () => {},
): Promise<Report<PollReportKind>> {
  const data = await readWpPolls(source)
  change(data)
  return importWpPolls(house, { data })
}

function importStories(house: TestHouse): Promise<Report<ReportKind>> {
  return importWordpress(house, { file: join(herald, 'harbour-herald.wxr.xml'), media: { kind: 'none' } })
}

async function pollOf(house: TestHouse, number: number): Promise<PollWithTally> {
  const row = await house.db
    .selectFrom('polls')
    .select('public_id as publicId')
    .where('wordpress_id', '=', number)
    .executeTakeFirstOrThrow()
  const poll = await pollByPublicId(house.db, row.publicId)
  if (poll === undefined) throw new Error(`poll ${number} cannot be read`)
  return poll
}

/** Summer times of New York, by its own clock. */
const summers = ['2024-03-10T02/2024-11-03T02', '2025-03-09T02/2025-11-02T02', '2026-03-08T02/2026-11-01T02'].map(
  (summer) => summer.split('/').map((time) => Date.parse(`${time}:00Z`) / 1000),
)

function utc(siteSeconds: number): number {
  const isSummer = summers.some(([start = 0, end = 0]) => siteSeconds >= start && siteSeconds < end)
  return (siteSeconds + (isSummer ? 4 : 5) * 3600) * 1000
}

function counts(report: Report<PollReportKind>, outcome: 'read' | 'imported' | 'updated' | 'unchanged'): number[] {
  return [report.counts.poll[outcome], report.counts.answer[outcome], report.counts.log[outcome]]
}

describe.each(engines)('the polls of the Harbour Herald on %s', (engine) => {
  test.each([
    ['from a dump', dump],
    ['from CSV files', herald],
  ])('come %s with the words, times and counts that they had', async (_name, source) => {
    await using house = await aHouseInNewYork(engine)
    const report = await importPolls(house, source)
    expect(counts(report, 'read')).toEqual([
      expected.polls.length,
      expected.polls.flatMap(({ answers }) => answers).length,
      expected.poll_log_rows_total,
    ])
    for (const { read, imported, updated, unchanged, skipped } of Object.values(report.counts))
      expect(imported + updated + unchanged + skipped).toBe(read)
    for (const truth of expected.polls) {
      const poll = await pollOf(house, truth.id)
      const { question, maxChoices, options, opensAt } = poll
      expect([question, maxChoices, options.map(({ label }) => label)]).toEqual([
        plainText(truth.question_shown),
        truth.multiple || 1,
        truth.answers.map(({ shown }) => plainText(shown)),
      ])
      const results = resultsOf(poll)
      expect([results.voters, results.imported, results.votes, results.rows.map(({ votes }) => votes)]).toEqual([
        truth.total_voters,
        truth.total_voters,
        truth.total_votes,
        truth.answers.map(({ votes }) => votes),
      ])
      expect([opensAt, isOpen(poll, now), isClosed(poll, now)]).toEqual([
        utc(truth.start_site_clock),
        truth.active === 1,
        truth.active === 0,
      ])
      if (truth.expiry_site_clock > 0) expect(poll.closesAt).toBe(utc(truth.expiry_site_clock))
      const record = await importedRecord(house.db, poll.id)
      expect(record).toMatchObject({ origin: 'WP-Polls', importedAt: now, voters: truth.total_voters })
      expect(record?.days.reduce((sum, { votes }) => sum + votes, 0)).toBe(truth.log_rows)
    }
    expect((await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()).toEqual([])
  })

  test('are in the stories that were imported before them', async () => {
    await using house = await aHouseInNewYork(engine)
    await using served = await serve(house)
    const page = async (path: string) => (await served.get(path)).text()
    const long = '/2026/10/fishing-crews-and-pilots-at-odds-over-bridge-hours-as-winter-timetable-nears/'
    const { warnings } = await importStories(house)
    expect(warnings).toContain(
      '4 stories show polls of WP-Polls that are not here: a WordPress export does not hold them, ' +
        '"crier import wp-polls DUMP.sql" brings them',
    )
    expect(await page(long)).toContain('it has not been imported yet')
    await importPolls(house)
    const { publicId, options } = await pollOf(house, 2)
    await expect.poll(() => page(long), patience).toContain(`action="/polls/${publicId}/votes"`)
    expect(await page(long)).not.toContain('not been imported')
    expect(await storyOfPoll(house.db, publicId)).toMatchObject({ path: long })
    expect(await page('/2024/08/regatta-poll-the-old-short-form/')).toMatch(
      /Was the regatta better this year\?[\s\S]*All of them voted in an earlier system[\s\S]*Voting is closed\./u,
    )
    expect(options).toHaveLength(4)
    expect((await allPolls(house.db)).find((poll) => poll.publicId === publicId)).toMatchObject({
      counted: 0,
      imported: expected.polls[0]?.total_voters,
    })
    await setSetting(house, operator, { key: 'colophon', value: true })
    await expect
      .poll(() => page(long), patience)
      .toContain(`${expected.polls[0]?.total_voters} votes counted, 0 set aside.`)
  }, 60_000)

  test('are in stories that come after them: the form, the result alone, and a word where there is none', async () => {
    await using house = await aHouseInNewYork(engine)
    await using served = await serve(house)
    const report = await importPolls(house)
    expect(report.warnings.join('\n')).not.toContain('which is not there')
    await importStories(house)
    const text = await (await served.get('/2026/11/name-the-pilot-boat-see-who-said-it/')).text()
    const [boat, tide, film] = [await pollOf(house, 6), await pollOf(house, 7), await pollOf(house, 5)]
    expect(text).toContain(`action="/polls/${boat.publicId}/votes"`)
    expect(text).not.toContain(`action="/polls/${tide.publicId}/votes"`)
    expect(text).toMatch(
      new RegExp(`id="poll-${tide.publicId}"[\\s\\S]*C:tideboss[\\s\\S]*href="/polls/${tide.publicId}"`, 'u'),
    )
    expect(text).toMatch(new RegExp(`id="poll-${film.publicId}"[\\s\\S]*Voting opens`, 'u'))
    expect(text).toContain('There was a reader poll here; it no longer exists.')
    expect(await (await served.get('/pollsarchive/')).text()).toContain('href="/polls"')
    expect((await importPolls(house)).warnings.at(-1)).toBe(
      'The story "Name the pilot boat & see who said it" (/2026/11/name-the-pilot-boat-see-who-said-it/) ' +
        'shows poll 99, which is not there.',
    )
  }, 60_000)

  test('[poll] shows what it showed there, and follows when that changes', async () => {
    await using house = await aHouseInNewYork(engine)
    await using served = await serve(house)
    const source = '---\nheadline: The poll\nslug: latest\n---\n\nWords.\n\n::poll{wordpress=latest}\n'
    const { path } = {
      path: null,
      ...(await publishStory(house, { kind: 'operator', id: 'desk' }, { source, read: async () => undefined })),
    }
    const shown = async () =>
      (await (await served.get(path ?? '')).text())
        .match(/<h2 id="poll-[^>]*>[^<]*|not been imported|no longer exists/u)?.[0]
        .replace(/^<.*>/u, '')
    expect(await shown()).toBe('not been imported')
    await importPolls(house)
    await expect.poll(shown, patience).toBe('Name the new pilot boat')
    await importPolls(house, dump, ({ options }) => options.set('poll_currentpoll', '3'))
    await expect.poll(shown, patience).toBe('Which two stops does the tram extension need most?')
    // CSV files bring no settings: what was known stays.
    await importPolls(house, herald)
    expect(await shown()).toBe('Which two stops does the tram extension need most?')
    await importPolls(house, dump, ({ options }) => options.set('poll_currentpoll', '-1'))
    await expect.poll(shown, patience).toBe('no longer exists')
  }, 60_000)

  test('again changes nothing; what has grown there since is brought up to date, and votes cast here stay', async () => {
    await using house = await aHouseInNewYork(engine)
    await importPolls(house)
    const before = await pollOf(house, 2)
    house.clock.advance(60_000)
    const again = await importPolls(house)
    expect([counts(again, 'unchanged'), counts(again, 'imported'), counts(again, 'updated')]).toEqual([
      [6, 23, 117],
      [0, 0, 0],
      [0, 0, 0],
    ])
    await castVote(house, { poll: before, choices: [String(before.options[1]?.id)], readerId: newReaderId() })
    const grown = await importPolls(house, dump, ({ answers, polls }) => {
      Object.assign(answers.get(6) ?? {}, { votes: 12 })
      Object.assign(polls.get(2) ?? {}, { totalVotes: 60, totalVoters: 60 })
      answers.set(99, { id: 99, pollId: 2, words: 'Never', votes: 0 })
    })
    expect([counts(grown, 'updated'), counts(grown, 'imported')]).toEqual([
      [1, 1, 57],
      [0, 1, 0],
    ])
    const after = await pollOf(house, 2)
    expect(after.options.slice(0, 4)).toEqual(before.options)
    expect(resultsOf(after)).toMatchObject({
      voters: 61,
      imported: 60,
      votes: 61,
      rows: [{ votes: 12 }, { votes: 6 }, { votes: 4 }, { votes: 39 }, { label: 'Never', votes: 0 }],
    })
    const lost = await importPolls(house, dump, ({ answers }) => answers.delete(7))
    expect(lost.skipped.find(({ kind }) => kind === 'poll')).toMatchObject({
      id: '2',
      reason: 'readers have voted here for "No, people first", which it no longer has',
    })
    expect(resultsOf(await pollOf(house, 2)).votes).toBe(61)
    expect((await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()).toEqual([])
  })

  test('an answer that was taken away there goes here too, as long as nobody here has chosen it', async () => {
    await using house = await aHouseInNewYork(engine)
    await importPolls(house)
    await importPolls(house, dump, ({ answers }) => answers.delete(9))
    expect((await pollOf(house, 2)).options.map(({ label }) => label)).toEqual([
      'Yes, ships first',
      'No, people first',
      'Only at weekends',
    ])
  })

  test('a poll that was closed here is not opened again by the source', async () => {
    await using house = await aHouseInNewYork(engine)
    await importPolls(house)
    await house.write({ kind: 'operator', id: 'test' }, (tx) =>
      tx.updateTable('polls').set({ closes_at: now }).where('wordpress_id', '=', 2).execute(),
    )
    await importPolls(house, dump, ({ answers }) => Object.assign(answers.get(6) ?? {}, { votes: 12 }))
    expect((await pollOf(house, 2)).closesAt).toBe(now)
  })

  test('an import that is killed goes on where it was', async () => {
    await using house = await aHouseInNewYork(engine)
    const data = await readWpPolls(dump)
    let writes = 0
    const dying = {
      ...house,
      write: ((actor, work) =>
        ++writes > 3 ? Promise.reject(new Error('killed')) : house.write(actor, work)) as typeof house.write,
    }
    await expect(importWpPolls(dying, { data })).rejects.toThrow('killed')
    await expect.poll(async () => (await house.db.selectFrom('polls').select('id').execute()).length, patience).toBe(3)
    const rest = await importPolls(house)
    expect([counts(rest, 'imported')[0], counts(rest, 'unchanged')[0]]).toEqual([3, 3])
    expect((await house.db.selectFrom('polls').select('id').execute()).length).toBe(6)
  })

  test('what belongs to nothing, or has no answers, is left out and told', async () => {
    await using house = await aHouseInNewYork(engine)
    const report = await importPolls(house, dump, ({ polls, answers, log }) => {
      polls.delete(4)
      for (const id of [21, 22, 23]) answers.delete(id)
      log?.add({ pollId: 77, answerId: 1, siteSeconds: 5 })
    })
    for (const { read, imported, updated, unchanged, skipped } of Object.values(report.counts))
      expect(imported + updated + unchanged + skipped).toBe(read)
    expect(
      report.skipped.filter(({ kind }) => kind !== 'setting').map(({ kind, id, reason }) => `${kind} ${id} ${reason}`),
    ).toEqual([
      'poll 6 has no answers',
      'answer 15 belongs to the poll 4, which is not there',
      'answer 16 belongs to the poll 4, which is not there',
      'answer 17 belongs to the poll 4, which is not there',
      'log 6/23 belongs to the answer 23, which is not there',
      'log 6/21 belongs to the answer 21, which is not there',
      'log 6/22 belongs to the answer 22, which is not there',
      'log 77/1 belongs to the poll 77, which is not there',
    ])
    expect(report.counts.log.skipped).toBe(13)
  })

  test('imported tallies hold no votes below zero, and none for an option of another poll', async () => {
    await using house = await aHouseInNewYork(engine)
    await importPolls(house)
    const [bridge, tram] = [await pollOf(house, 2), await pollOf(house, 3)]
    const put = (row: { poll_id: number; option_id: number; votes: number }) =>
      house.write({ kind: 'operator', id: 'test' }, (tx) => tx.insertInto('imported_votes').values(row).execute())
    await expect(put({ poll_id: bridge.id, option_id: tram.options[0]?.id ?? 0, votes: 1 })).rejects.toThrow()
    await expect(
      house.write({ kind: 'operator', id: 'test' }, (tx) =>
        tx.updateTable('imported_votes').set({ votes: -1 }).where('poll_id', '=', bridge.id).execute(),
      ),
    ).rejects.toThrow()
    const own = await createPoll(
      house,
      { kind: 'operator', id: 'test' },
      {
        definition: {
          question: 'Own?',
          options: ['Yes', 'No'],
          minChoices: 1,
          maxChoices: 1,
          opensAt: null,
          closesAt: null,
          results: 'always',
          rotates: false,
        },
      },
    )
    expect('id' in own && (await importedRecord(house.db, own.id))).toBeUndefined()
    const plain = 'publicId' in own ? await pollByPublicId(house.db, own.publicId) : undefined
    expect(plain && resultsOf(plain)).toMatchObject({ imported: 0, voters: 0 })
  })
})
