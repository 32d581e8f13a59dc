import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../tests/databases.ts'
import type { ArticleInput } from '../articles/article.ts'
import { saveArticleIn } from '../articles/save.ts'
import { articleById } from '../articles/store.ts'
import { fakeClock } from '../kit/clock.ts'
import { system, type Engine } from '../kit/db/schema.ts'
import { openLog } from '../kit/log.ts'
import { openSecrets } from '../kit/secrets.ts'
import { openSettings } from '../kit/settings.ts'
import { newReaderId } from '../readers/readers.ts'
import { settingsSchema } from '../settings.ts'
import { conversationChecks } from './checks.ts'
import { threadOf } from './comment.ts'
import { approveComment, rejectComment } from './decide.ts'
import { heldComments, ownComment } from './store.ts'
import { submitComment, type Submission, type SubmitOutcome } from './submit.ts'
import { threadPage } from './thread-store.ts'

const start = Date.UTC(2026, 10, 24, 12)
const actor = { kind: 'operator', id: 'test' } as const

type TestHouse = Awaited<ReturnType<typeof aHouse>>

async function aHouse(engine: Engine) {
  const database = await aDatabase(engine)
  const clock = fakeClock(start)
  const settings = await openSettings(database, settingsSchema)
  return {
    ...database,
    clock,
    settings,
    secrets: await openSecrets(database, clock),
    log: openLog({ logLevel: 'silent' }),
    async [Symbol.asyncDispose]() {
      settings.stop()
      await database[Symbol.asyncDispose]()
    },
  }
}

async function aStory(
  house: TestHouse,
  slug = 'bridge',
  change: Partial<ArticleInput> = {},
): Promise<{ id: number; publicId: string }> {
  const input: ArticleInput = {
    kind: 'article',
    slug,
    state: 'published',
    topicIds: [],
    authorIds: [],
    publishedAt: start - 1000,
    updatedAt: null,
    commentsOpen: true,
    pinned: false,
    version: {
      headline: 'Bridge to stay shut',
      kicker: '',
      standfirst: '',
      document: { version: 1, blocks: [] },
      callToComment: '',
      language: 'en',
      lead: null,
      seoTitle: '',
      seoDescription: '',
      canonical: '',
    },
    ...change,
  }
  const { id } = await house.write(system, (tx) =>
    saveArticleIn(tx, undefined, input, { at: start, timeZone: 'UTC', pattern: '/{yyyy}/{mm}/{slug}' }),
  )
  const row = await articleById(house.db, id)
  if (row === undefined) throw new Error('no story was made')
  return row
}

function submit(house: TestHouse, articlePublicId: string, change: Partial<Submission> = {}): Promise<SubmitOutcome> {
  return submitComment(house, {
    articlePublicId,
    name: 'Ines',
    email: 'ines@example.org',
    comment: 'Ships first.',
    readerId: newReaderId(),
    passHash: randomBytes(16).toString('hex'),
    address: '192.0.2.1',
    ...change,
  })
}

async function held(house: TestHouse, articlePublicId: string, change: Partial<Submission> = {}): Promise<string> {
  const outcome = await submit(house, articlePublicId, change)
  if (outcome.outcome !== 'held') throw new Error(`not held: ${JSON.stringify(outcome)}`)
  return outcome.publicId
}

async function faults(house: TestHouse): Promise<string[]> {
  return (await Promise.all(conversationChecks.map((check) => check.run(house.db)))).flat()
}

const count = async (house: TestHouse, id: number) =>
  (await house.db.selectFrom('articles').select('comment_count').where('id', '=', id).executeTakeFirstOrThrow())
    .comment_count

describe.each(engines)('a comment on %s', (engine) => {
  test('is held, seen by its author alone, then published for everybody by a decision', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    const readerId = newReaderId()
    const publicId = await held(house, story.publicId, { readerId, comment: 'Cafe\u0301 <b>first</b>\u0007' })
    expect((await threadPage(house.db, story.id)).rows).toEqual([])
    expect(await ownComment(house.db, publicId, readerId)).toMatchObject({
      state: 'held',
      words: 'Caf\u00e9 <b>first</b>',
      articlePath: '/2026/11/bridge',
      reason: 'Every comment is read before it appears.',
    })
    expect(await ownComment(house.db, publicId, newReaderId())).toBeUndefined()
    expect(await heldComments(house.db, 10)).toMatchObject([{ publicId, headline: 'Bridge to stay shut' }])

    expect(await approveComment(house, actor, { publicId })).toEqual({ outcome: 'published' })
    expect(await approveComment(house, actor, { publicId })).toEqual({ outcome: 'unchanged' })
    expect(threadOf((await threadPage(house.db, story.id)).rows)).toMatchObject([
      { publicId, authorName: 'Ines', replies: [] },
    ])
    expect([await count(house, story.id), await heldComments(house.db, 10), await faults(house)]).toEqual([1, [], []])
  })

  test('that is rejected tells its author why, and leaves the page and the count at once', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    const readerId = newReaderId()
    const publicId = await held(house, story.publicId, { readerId })
    await approveComment(house, actor, { publicId })
    expect(await rejectComment(house, actor, { publicId, reason: 'It names a private person.' })).toEqual({
      outcome: 'rejected',
    })
    expect(await ownComment(house.db, publicId, readerId)).toMatchObject({
      state: 'rejected',
      reason: 'It names a private person.',
    })
    expect([await count(house, story.id), (await threadPage(house.db, story.id)).rows, await faults(house)]).toEqual([
      0,
      [],
      [],
    ])
    const last = await house.db
      .selectFrom('invalidations')
      .select(['tags', 'hard'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect([last.tags, last.hard]).toEqual([expect.stringContaining(`article:${story.id}`), 1])
    expect(await rejectComment(house, actor, { publicId: 'nothing', reason: 'x' })).toMatchObject({
      outcome: 'unknown',
    })
  })

  test('sent many times with one pass is one comment', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    const same = { readerId: newReaderId(), passHash: 'one' }
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => held(house, story.publicId, same)))
    expect(new Set(outcomes).size).toBe(1)
    expect(await heldComments(house.db, 10)).toHaveLength(1)
    expect(await submit(house, story.publicId, { ...same, comment: 'Something else.' })).toMatchObject({
      outcome: 'pass-used',
    })
    expect(await faults(house)).toEqual([])
  })

  test('decided twice at the same moment counts once', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    const publicId = await held(house, story.publicId)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => approveComment(house, actor, { publicId })))
    expect(outcomes.filter(({ outcome }) => outcome === 'published')).toHaveLength(1)
    expect([await count(house, story.id), await faults(house)]).toEqual([1, []])
  })

  test('answers only a published comment of the same story', async () => {
    await using house = await aHouse(engine)
    const [story, other] = [await aStory(house), await aStory(house, 'other')]
    const [parent, elsewhere] = [await held(house, story.publicId), await held(house, other.publicId)]
    await approveComment(house, actor, { publicId: elsewhere })
    const refused = { outcome: 'refused', faults: { parent: 'unknown' } }
    for (const parentPublicId of [parent, elsewhere, 'nothing'])
      expect(await submit(house, story.publicId, { parentPublicId })).toMatchObject(refused)
    await approveComment(house, actor, { publicId: parent })
    const reply = await held(house, story.publicId, { parentPublicId: parent })
    await approveComment(house, actor, { publicId: reply })
    expect(threadOf((await threadPage(house.db, story.id)).rows)).toMatchObject([
      { publicId: parent, replies: [{ publicId: reply }] },
    ])
    await rejectComment(house, actor, { publicId: parent, reason: 'x' })
    expect(threadOf((await threadPage(house.db, story.id)).rows)).toMatchObject([{ publicId: reply, replies: [] }])
  })

  test('with fields that do not do is refused field by field', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    expect(await submit(house, story.publicId, { name: ' ', email: 'nobody', comment: '' })).toMatchObject({
      outcome: 'refused',
      faults: { name: 'missing', email: 'invalid', comment: 'missing' },
    })
    expect(await submit(house, 'nothing')).toEqual({ outcome: 'unknown-article' })
  })

  test('is not taken where comments are closed or have run out', async () => {
    await using house = await aHouse(engine)
    const [story, closed] = [await aStory(house), await aStory(house, 'closed', { commentsOpen: false })]
    expect((await submit(house, closed.publicId)).outcome).toBe('closed')
    await house.write(system, (tx) =>
      tx
        .insertInto('settings')
        .values({ key: 'comments', value: '{"closeAfterDays":14}', changed_at: start })
        .execute(),
    )
    await house.settings.reload()
    house.clock.set(start - 1000 + 14 * 86_400_000 - 1)
    expect((await submit(house, story.publicId)).outcome).toBe('held')
    house.clock.advance(1)
    expect((await submit(house, story.publicId)).outcome).toBe('closed')
  })

  test('the recount names an article whose count is wrong', async () => {
    await using house = await aHouse(engine)
    const story = await aStory(house)
    await house.write(system, (tx) => tx.updateTable('articles').set({ comment_count: 3 }).execute())
    expect(await faults(house)).toEqual([`article ${story.id}: the count says 3, 0 comments are published`])
  })
})
