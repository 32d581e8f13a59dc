/** What is told of a poll whose results are kept back, and at the moment when it closes. */
import { describe, expect, test, vi } from 'vitest'
import type { PageRequest } from '../../src/kit/http/answers.ts'
import { done } from '../../src/kit/outcome.ts'
import { changeRules } from '../../src/polls/change-rules.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { showCertificate, serveCertificate, serveResults } from '../../src/polls/pages/proof.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { pollTag, termsTag } from '../../src/polls/tags.ts'
import { castVote } from '../../src/polls/vote.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { engines } from '../databases.ts'
import { aHouse, noon, serve, type Served, type TestHouse } from '../house.ts'

const actor = { kind: 'operator', id: 'test' } as const
const closesAt = noon + 60_000
const doors = ['', '/certificate', '/certificate.json', '/results.json', '/embed', '/receipts.json', '/card.png']

async function aPoll(house: TestHouse, results: 'after-close' | 'staff' | 'always') {
  const definition = {
    question: 'Open at rush hour?',
    options: ['Yes', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt,
    results,
    rotates: false,
  } as const
  const saved = await createPoll(house, actor, { definition })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  const vote = (option: number) =>
    castVote(house, { poll, choices: [String(poll.options[option]?.id)], readerId: newReaderId() })
  return { poll, vote, href: `/polls/${poll.publicId}` }
}

type Asked = Awaited<ReturnType<typeof aPoll>>

function requestFor({ publicId }: { publicId: string }): PageRequest {
  return { params: { id: publicId }, query: new URLSearchParams() } as unknown as PageRequest
}

/** Without what names the poll itself: ids of the poll, of its options, and the hash of its card in no other. */
async function answerAt(site: Served, { poll, href }: Asked, door: string) {
  const answer = await site.get(href + door)
  const body = Buffer.from(await answer.arrayBuffer()).toString('latin1')
  const withoutIds = poll.options.reduce(
    (text, { id }, index) =>
      text.replaceAll(`value="${id}"`, `value="option ${index}"`).replaceAll(`"id":${id},`, `"id":"option ${index}",`),
    body.replaceAll(poll.publicId, 'POLL'),
  )
  return { status: answer.status, body: withoutIds }
}

describe.each(engines)('a poll on %s', (engine) => {
  test.each(['after-close', 'staff'] as const)(
    'with results for later (%s) has no certificate made anew by a vote: its moment would tell of each',
    async (results) => {
      await using house = await aHouse(engine)
      const { poll } = await aPoll(house, results)
      for (const answerOf of [showCertificate, serveCertificate, serveResults]) {
        const answer = await answerOf(house, requestFor(poll))
        expect(answer).toMatchObject({ status: 200, until: closesAt })
        expect('tags' in answer && answer.tags).toContain(termsTag(poll.id))
        expect('tags' in answer && answer.tags).not.toContain(pollTag(poll.id))
      }
      house.clock.set(closesAt)
      const closed = await serveCertificate(house, requestFor(poll))
      expect('tags' in closed && closed.tags?.includes(pollTag(poll.id))).toBe(results === 'after-close')
    },
  )

  test.each(['after-close', 'staff'] as const)(
    'with results for later (%s) answers alike for 30 to 30 and for 60 to none',
    async (results) => {
      await using house = await aHouse(engine)
      await using site = await serve(house)
      const [level, lopsided] = [await aPoll(house, results), await aPoll(house, results)]
      await Promise.all(Array.from({ length: 60 }, (_, index) => [level.vote(index % 2), lopsided.vote(0)]).flat())
      for (const door of doors) {
        const told = await Promise.all([level, lopsided].map((each) => answerAt(site, each, door)))
        expect(told[1], door).toEqual(told[0])
      }
    },
  )

  test('shows rules that were changed in its certificate, also where no ballot is judged otherwise', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { poll, href } = await aPoll(house, 'after-close')
    const floor = async () =>
      ((await (await site.get(`${href}/certificate.json`)).json()) as { rules: { networkFloor: number } }).rules
        .networkFloor
    // Twice from one making: it stands in the cache, and what made the poll has been heard of.
    await vi.waitFor(
      async () => {
        const { renders } = house.pages.stats()
        expect(await floor()).toBe(30)
        expect(house.pages.stats().renders).toBe(renders)
      },
      { timeout: 10_000, interval: 100 },
    )
    await changeRules(house, actor, { publicId: poll.publicId, change: { networkFloor: 99 } })
    await vi.waitFor(async () => expect(await floor()).toBe(99), { timeout: 10_000, interval: 100 })
  })

  test('takes a vote until the millisecond before it closes, and one at that moment no more', async () => {
    await using house = await aHouse(engine)
    const { poll, vote } = await aPoll(house, 'after-close')
    house.clock.set(closesAt - 1)
    const last = await Promise.all([vote(0), vote(1)])
    expect(last.map(({ outcome }) => outcome)).toEqual(['counted', 'counted'])
    house.clock.set(closesAt)
    expect((await vote(0)).outcome).toBe('closed')
    house.clock.set(closesAt + 1)
    expect((await vote(0)).outcome).toBe('closed')
    expect((await pollByPublicId(house.db, poll.publicId))?.tally.counted).toBe(2)
  })

  test('that closes while its certificate is made has no open one kept beyond that', async () => {
    await using house = await aHouse(engine)
    const { poll } = await aPoll(house, 'after-close')
    // Time goes on while it is made: it is past the close from the first, second, … looking at the clock on.
    for (const turnsAfter of [0, 1, 2, 3, 4])
      for (const answerOf of [serveCertificate, serveResults]) {
        let looked = 0
        const clock = { now: () => (looked++ < turnsAfter ? closesAt - 1 : closesAt) }
        const answer = await answerOf({ ...house, clock }, requestFor(poll))
        const body = 'body' in answer ? String(answer.body) : ''
        const tellsOfOpen = body.includes('"closed":false') || body.includes('"withheld":"until-close"')
        if (tellsOfOpen) expect(answer).toMatchObject({ status: 200, until: closesAt })
      }
  })
})
