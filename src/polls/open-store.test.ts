import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../tests/databases.ts'
import type { ArticleInput } from '../articles/article.ts'
import { saveArticleIn } from '../articles/save.ts'
import { fakeClock } from '../kit/clock.ts'
import { system, type Engine } from '../kit/db/schema.ts'
import { openSecrets } from '../kit/secrets.ts'
import { newReaderId } from '../readers/readers.ts'
import { createPoll } from './deeds.ts'
import { closedAt, newestOpenPoll, openAt } from './open-store.ts'
import { isClosed, isOpen } from './poll.ts'
import { pollByPublicId } from './store.ts'
import { castVote } from './vote.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 10, 24, 12)
const actor = { kind: 'operator', id: 'test' } as const
const [opensAt, ends] = [noon + hour, [null, noon + hour, noon + hour + 1, noon + 2 * hour]]
const moments = [noon, opensAt - 1, opensAt, opensAt + 1, noon + 2 * hour - 1, noon + 2 * hour, noon + 3 * hour]

async function aHouse(engine: Engine) {
  const database = await aDatabase(engine)
  const clock = fakeClock(noon)
  return { ...database, clock, secrets: await openSecrets(database, clock) }
}

type TestHouse = Awaited<ReturnType<typeof aHouse>>

async function aPoll(house: TestHouse, closesAt: number | null) {
  const definition = { question: `Until ${closesAt}?`, options: ['Yes', 'No'], minChoices: 1, maxChoices: 1 }
  const made = await createPoll(house, actor, {
    definition: { ...definition, opensAt, closesAt, results: 'always', rotates: false },
  })
  const poll = made.outcome === 'created' ? await pollByPublicId(house.db, made.publicId) : undefined
  if (poll === undefined) throw new Error(`no poll was made: ${made.outcome}`)
  return poll
}

async function publish(house: TestHouse, poll: string): Promise<void> {
  const version: ArticleInput['version'] = {
    headline: 'Ferries',
    kicker: '',
    standfirst: '',
    document: { version: 1, blocks: [{ id: 'b1', type: 'poll', poll }] },
    callToComment: '',
    language: 'en',
    lead: null,
    seoTitle: '',
    seoDescription: '',
    canonical: '',
  }
  const input: ArticleInput = {
    kind: 'article',
    slug: `ferries-${poll}`,
    state: 'published',
    publishedAt: noon,
    updatedAt: null,
    topicIds: [],
    authorIds: [],
    commentsOpen: false,
    pinned: false,
    version,
  }
  const context = { at: noon, timeZone: 'UTC', pattern: '/{slug}' }
  await house.write(system, (tx) => saveArticleIn(tx, undefined, input, context))
}

describe.each(engines)('the moments of a poll on %s', (engine) => {
  test('are the same in SQL and in words, to the millisecond', async () => {
    await using house = await aHouse(engine)
    for (const closesAt of ends) {
      const poll = await aPoll(house, closesAt)
      await publish(house, poll.publicId)
      for (const now of moments) {
        const row = house.db.selectFrom('polls').select('id').where('id', '=', poll.id)
        const [open] = await row.where(openAt(now)).execute()
        const [closed] = await row.where(closedAt(now)).execute()
        const newest = await newestOpenPoll(house.db, now)
        expect([closesAt, now, open !== undefined, closed !== undefined, newest === poll.publicId]).toEqual([
          closesAt,
          now,
          isOpen(poll, now),
          isClosed(poll, now),
          isOpen(poll, now),
        ])
      }
      await house.write(system, (tx) => tx.updateTable('articles').set({ state: 'withdrawn' }).execute())
    }
  })

  test('a ballot goes in at exactly those at which the poll is open, whatever its reader has seen of it', async () => {
    await using house = await aHouse(engine)
    for (const closesAt of ends) {
      const poll = await aPoll(house, closesAt)
      const choices = [String(poll.options[0]?.id)]
      for (const now of moments) {
        const seen = { ...poll, opensAt: 0, closesAt: null }
        const ballot = { poll: seen, choices, readerId: newReaderId() }
        const { outcome } = await castVote({ ...house, clock: fakeClock(now) }, ballot)
        expect([closesAt, now, outcome]).toEqual([closesAt, now, isOpen(poll, now) ? 'counted' : 'closed'])
      }
    }
  })
})
