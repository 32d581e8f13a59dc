import { describe, expect, test } from 'vitest'
import { saveArticleIn } from '../src/articles/save.ts'
import { conversationChecks } from '../src/conversation/checks.ts'
import { approveComment } from '../src/conversation/decide.ts'
import { submitComment } from '../src/conversation/submit.ts'
import { threadPage } from '../src/conversation/thread-store.ts'
import { system } from '../src/kit/db/schema.ts'
import { verifyLedger } from '../src/kit/ledger.ts'
import { done } from '../src/kit/outcome.ts'
import { pollChecks } from '../src/polls/checks.ts'
import { createPoll } from '../src/polls/deeds.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { castVote } from '../src/polls/vote.ts'
import { requestConfirmation } from '../src/readers/confirm-address.ts'
import { leaveToken } from '../src/readers/leave-token.ts'
import { newReaderId, readerCookie } from '../src/readers/readers.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { aReader } from './reader.ts'

const actor = { kind: 'operator', id: 'test' } as const

async function aStory(house: TestHouse): Promise<{ id: number; publicId: string }> {
  const { id } = await house.write(system, (tx) =>
    saveArticleIn(
      tx,
      undefined,
      {
        kind: 'article',
        slug: 'bridge',
        state: 'published',
        topicIds: [],
        authorIds: [],
        publishedAt: house.clock.now(),
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
      },
      { at: house.clock.now(), timeZone: 'UTC', pattern: '/{slug}' },
    ),
  )
  return house.db
    .selectFrom('articles')
    .select(['id', 'public_id as publicId'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

async function aVote(house: TestHouse, readerId: string): Promise<string> {
  const definition = {
    question: 'Open at rush hour?',
    options: ['Yes, always', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
  } as const
  const saved = await createPoll(house, actor, { definition })
  const publicId = done(saved).publicId
  const poll = await pollByPublicId(house.db, publicId)
  if (poll === undefined) throw new Error('no poll was made')
  await castVote(house, { poll, choices: [String(poll.options[0]?.id)], readerId, address: '192.0.2.9' })
  return publicId
}

describe.each(engines)('what the house keeps of a reader, on %s', (engine) => {
  test('is shown to that reader, and erased by one button: the vote stays counted, the words and the address go', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const readerId = newReaderId()
    const [story, pollId] = [await aStory(house), await aVote(house, readerId)]
    const held = await submitComment(house, {
      articlePublicId: story.publicId,
      name: 'Ines',
      email: 'ines@example.org',
      comment: 'Ships first.',
      readerId,
      passHash: 'p',
      address: '192.0.2.9',
    })
    await approveComment(house, actor, { publicId: held.outcome === 'held' ? held.publicId : '' })
    const reader = aReader(served)
    const [name = '', value = ''] = (readerCookie(house, readerId).split(';')[0] ?? '').split(/=(.*)/u)
    reader.cookies.set(name, value)

    const page = await (await reader.get('/-/me')).text()
    expect(page).toMatch(/Open at rush hour\?[\s\S]*Yes, always[\s\S]*Ships first\./u)
    expect(await (await reader.get('/-/me', { accept: 'application/json' })).json()).toMatchObject({
      polls: [{ choices: ['Yes, always'] }],
      conversation: [{ email: 'ines@example.org' }],
    })
    expect(await (await aReader(served).get('/-/me')).text()).toContain('has not voted, commented')

    expect((await reader.press(page)).status).toBe(200)
    expect((await pollByPublicId(house.db, pollId))?.tally.counted).toBe(1)
    expect((await threadPage(house.db, story.id)).rows).toEqual([])
    expect(await house.db.selectFrom('addresses').select('address').execute()).toEqual([{ address: null }])
    expect(
      await house.db.selectFrom('ballots').select(['prefix_hash']).where('reader_id', '<>', readerId).execute(),
    ).toEqual([{ prefix_hash: null }])
    expect(await house.db.selectFrom('comments').select(['author_name', 'words', 'reader_id']).execute()).toEqual([
      { author_name: '', words: '', reader_id: null },
    ])
    const faults = await Promise.all([...pollChecks, ...conversationChecks].map((check) => check.run(house.db)))
    expect([faults.flat(), (await verifyLedger(house.db)).ok]).toEqual([[], true])
    expect(await (await reader.get('/-/me')).text()).toContain('has not voted, commented')
  })

  test('an address is confirmed by the button behind the link, not by following it', async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    let link = ''
    const words = { subject: 'Please confirm', text: (address: string) => (link = new URL(address).pathname) }
    await requestConfirmation(house, {
      address: 'ines@example.org',
      purpose: { kind: 'test', subject: '' },
      readerId: newReaderId(),
      from: undefined,
      words,
    })
    const confirmedAt = async () =>
      (await house.db.selectFrom('addresses').select('confirmed_at as confirmedAt').executeTakeFirstOrThrow())
        .confirmedAt
    const reader = aReader(served)
    const page = await (await reader.get(link)).text()
    expect([page, await confirmedAt()]).toEqual([expect.stringContaining('Confirm my address'), null])
    expect(await (await reader.press(page)).text()).toContain('Your address is confirmed')
    expect(await confirmedAt()).toBe(house.clock.now())
    expect((await reader.get('/-/confirm/nothing')).status).toBe(404)
  })

  test("an address leaves by the button behind a mail's last line, or by its mail program, and may come back", async () => {
    await using house = await aHouse(engine)
    await using served = await serve(house)
    const reader = aReader(served)
    const mails: string[] = []
    const ask = async () => {
      await requestConfirmation(house, {
        address: 'ines@example.org',
        purpose: { kind: 'test', subject: '' },
        readerId: newReaderId(),
        from: undefined,
        words: { subject: 'Please confirm', text: (link) => link },
      })
      await house.queue.drain()
      house.clock.advance(3_600_000)
      mails.push(
        ...(await house.db
          .selectFrom('mails')
          .select('outcome')
          .orderBy('id', 'desc')
          .limit(1)
          .execute()
          .then((rows) => rows.map(({ outcome }) => outcome ?? ''))),
      )
    }
    await ask()
    const { id } = await house.db.selectFrom('addresses').select('id').executeTakeFirstOrThrow()
    const path = `/-/leave/${leaveToken(house, id)}`
    const form = await (await reader.get(path)).text()
    expect(form).toContain('Send me no more mail')
    await ask()
    const left = await (await reader.press(form)).text()
    expect(left).toContain('This address gets no more mail')
    await ask()
    await reader.press(left)
    await ask()
    // RFC 8058: the mailbox provider's server posts, which has no cookie and no Origin.
    expect(
      (
        await fetch(served.origin + path, {
          method: 'POST',
          body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
        })
      ).status,
    ).toBe(200)
    await ask()
    expect(mails).toEqual(['outbox', 'outbox', 'suppressed', 'outbox', 'suppressed'])
    expect((await reader.get('/-/leave/1.x.y')).status).toBe(404)
  })
})
