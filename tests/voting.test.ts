import { describe, expect, test } from 'vitest'
import { saveArticleIn } from '../src/articles/save.ts'
import { system } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { closePoll, createPoll } from '../src/polls/deeds.ts'
import type { PollDefinition, PollWithTally } from '../src/polls/poll.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { aReader } from './reader.ts'

const actor = { kind: 'operator', id: 'test' } as const
const json = { accept: 'application/json' }

async function anOpenPoll(house: TestHouse, definition: Partial<PollDefinition> = {}) {
  const saved = await createPoll(house, actor, {
    definition: {
      question: 'Open at rush hour?',
      options: ['Yes, always', 'No'],
      minChoices: 1,
      maxChoices: 1,
      opensAt: null,
      closesAt: null,
      results: 'always',
      rotates: false,
      ...definition,
    },
  })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  const [first, second] = poll.options.map(({ id }) => String(id))
  return {
    publicId: poll.publicId,
    votes: `/polls/${poll.publicId}/votes`,
    mine: `/polls/${poll.publicId}/mine`,
    first: first ?? '',
    second: second ?? '',
  }
}

async function tally(house: TestHouse, publicId: string): Promise<PollWithTally['tally'] | undefined> {
  return (await pollByPublicId(house.db, publicId))?.tally
}

describe('voting', () => {
  test('without a script: one press more, then thanks, the own choice and the result on a private page', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await anOpenPoll(house)
    const reader = aReader(served)
    const first = await reader.post(poll.votes, { choice: poll.first })
    expect(first.status).toBe(200)
    expect(first.headers.get('cache-control')).toContain('no-store')
    const page = await first.text()
    expect(page).toContain('Confirm my vote')
    expect((await tally(house, poll.publicId))?.counted).toBe(0)
    const second = await reader.press(page)
    expect([second.status, second.headers.get('location')]).toEqual([303, poll.mine])
    const mine = await reader.get(poll.mine)
    expect(mine.headers.get('cache-control')).toContain('no-store')
    expect(await mine.text()).toMatch(
      /Votes are checked before they count; <a[\s\S]*Yes, always[\s\S]*100%[\s\S]*Receipt/u,
    )
    const again = await reader.post(poll.votes, { choice: poll.second })
    expect([again.status, again.headers.get('location')]).toEqual([303, `${poll.mine}?again=yes`])
    expect(await (await reader.get(`${poll.mine}?again=yes`)).text()).toContain('your first vote stands')
    expect(await tally(house, poll.publicId)).toMatchObject({ counted: 1, votes: [{ votes: 1 }, { votes: 0 }] })
    expect(await (await aReader(served).get(poll.mine)).text()).toContain('has not voted')
  })

  test('with a script: a pass, then the result in the answer', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await anOpenPoll(house)
    const reader = aReader(served)
    const leave = await reader.get(`/forms/pass?for=vote:${poll.publicId}`)
    expect(leave.headers.get('cache-control')).toContain('no-store')
    const { pass } = (await leave.json()) as { pass: string }
    const vote = await reader.post(poll.votes, { choice: poll.second, pass }, json)
    expect([vote.status, await vote.json()]).toMatchObject([
      200,
      {
        outcome: 'received',
        message: 'Vote recorded. 1 vote.',
        tally: { voters: 1, rows: [{ votes: 0 }, { votes: 1, own: true }] },
        html: expect.stringContaining('100%'),
      },
    ])
    expect(await (await reader.post(poll.votes, { choice: poll.first, pass }, json)).json()).toMatchObject({
      outcome: 'already-voted',
    })
    expect((await tally(house, poll.publicId))?.counted).toBe(1)
    expect((await reader.get('/forms/pass?for=everything')).status).toBe(422)
  })

  test('a pass of another reader, of another poll, forged or run out counts nothing, and the reader may confirm', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const [poll, other] = [await anOpenPoll(house), await anOpenPoll(house)]
    const [reader, stranger] = [aReader(served), aReader(served)]
    const passFor = async (who: typeof reader, publicId: string) =>
      ((await (await who.get(`/forms/pass?for=vote:${publicId}`)).json()) as { pass: string }).pass
    const own = await passFor(reader, poll.publicId)
    for (const pass of [
      await passFor(stranger, poll.publicId),
      await passFor(reader, other.publicId),
      `${own}x`,
      'x',
      'a.b.c',
    ]) {
      const answer = await reader.post(poll.votes, { choice: poll.first, pass })
      expect([200, 403]).toContain(answer.status)
      expect(await answer.text()).toContain('Confirm my vote')
    }
    house.clock.advance(3 * 3_600_000)
    expect((await reader.post(poll.votes, { choice: poll.first, pass: own })).status).toBe(200)
    expect((await tally(house, poll.publicId))?.counted).toBe(0)
  })

  test('a choice that does not do is answered with the form, the fault in words and the choice kept', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const [poll, other] = [
      await anOpenPoll(house, { options: ['A', 'B', 'C'], maxChoices: 2 }),
      await anOpenPoll(house),
    ]
    const reader = aReader(served)
    const faulty = async (choice: string | string[]) => {
      const answer = await reader.post(poll.votes, { choice })
      expect(answer.status).toBe(422)
      return answer.text()
    }
    expect(await faulty([])).toContain('Nothing was chosen')
    expect(await faulty(other.first)).toContain('no such answer')
    expect(await faulty([poll.first, poll.first])).toContain('sent twice')
    expect(await faulty([poll.first, 'x'])).toMatch(new RegExp(`value="${poll.first}"[^>]* checked`, 'u'))
    expect(await (await reader.post(poll.votes, {}, json)).json()).toMatchObject({
      outcome: 'refused',
      html: expect.stringContaining('<form'),
    })
    expect((await tally(house, poll.publicId))?.counted).toBe(0)
  })

  test('a closed poll says so, an unknown one is not found, and a GET never votes', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await anOpenPoll(house)
    await closePoll(house, actor, { publicId: poll.publicId })
    const reader = aReader(served)
    const late = await reader.post(poll.votes, { choice: poll.first })
    expect([late.status, await late.text()]).toEqual([409, expect.stringContaining('Voting closed')])
    expect([
      (await reader.post('/polls/nothing/votes', { choice: '1' })).status,
      (await reader.get('/polls/nothing')).status,
      (await reader.get('/polls/nothing/mine')).status,
    ]).toEqual([404, 404, 404])
    expect((await reader.get(`${poll.votes}?choice=${poll.first}`)).status).toBe(405)
  })

  test('the private page leads back to the place in the story', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await anOpenPoll(house)
    await house.write(system, (tx) =>
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
          commentsOpen: false,
          pinned: false,
          version: {
            headline: 'Bridge to stay shut',
            kicker: '',
            standfirst: '',
            document: { version: 1, blocks: [{ id: 'b001', type: 'poll', poll: poll.publicId }] },
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
    const anyone = await served.get('/bridge')
    expect([anyone.headers.get('set-cookie'), await anyone.text()]).toEqual([
      null,
      expect.stringContaining(`action="${poll.votes}"`),
    ])
    const reader = aReader(served)
    await reader.press(await (await reader.post(poll.votes, { choice: poll.first })).text())
    expect(await (await reader.get(poll.mine)).text()).toContain(`href="/bridge#poll-${poll.publicId}"`)
    const titled = [
      await reader.get(poll.mine),
      await aReader(served).get(poll.mine),
      await aReader(served).post(poll.votes, {}),
    ]
    for (const answer of titled)
      expect((await answer.text()).match(/<h1[^>]*/gu)).toEqual([
        expect.stringContaining(`id="poll-${poll.publicId}-question"`),
      ])
    await expect
      .poll(async () => (await served.get('/bridge')).text(), { timeout: 10_000 })
      .toContain('1 reader has voted')
  })

  test('the page of a poll is the same for all and shows new votes', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serve(house)
    const poll = await anOpenPoll(house)
    const path = `/polls/${poll.publicId}`
    const before = await served.get(path)
    expect([before.status, before.headers.get('set-cookie'), await before.text()]).toEqual([
      200,
      null,
      expect.stringContaining('Open at rush hour?'),
    ])
    const reader = aReader(served)
    await reader.press(await (await reader.post(poll.votes, { choice: poll.first })).text())
    await expect.poll(async () => (await reader.get(path)).text(), { timeout: 10_000 }).toContain('100%')
  })
})
