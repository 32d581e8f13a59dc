import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../tests/databases.ts'
import { fakeClock } from '../kit/clock.ts'
import type { Engine } from '../kit/db/schema.ts'
import { done } from '../kit/outcome.ts'
import { openSecrets } from '../kit/secrets.ts'
import { insertMedia } from '../media/store.ts'
import { newReaderId } from '../readers/readers.ts'
import { createPoll, ensurePollFromStory, type PollSaved } from './deeds.ts'
import type { PollDefinition } from './poll.ts'
import { pollByPublicId, pollsForArticle } from './store.ts'
import { castVote } from './vote.ts'

const start = Date.UTC(2026, 10, 24, 12)
const actor = { kind: 'operator', id: 'test' } as const

type TestHouse = Awaited<ReturnType<typeof aHouse>>

async function aHouse(engine: Engine) {
  const database = await aDatabase(engine)
  const clock = fakeClock(start)
  return { ...database, clock, secrets: await openSecrets(database, clock) }
}
const definition: PollDefinition & { key: string } = {
  key: 'bridge-hours',
  question: 'Open at rush hour?',
  options: ['Yes', 'No'],
  minChoices: 1,
  maxChoices: 1,
  opensAt: null,
  closesAt: null,
  results: 'always',
  rotates: false,
}

function ensure(house: TestHouse, change: Partial<PollDefinition> = {}): Promise<PollSaved> {
  return house.write(actor, (tx) => ensurePollFromStory(tx, { ...definition, ...change }, house.clock.now()))
}

async function published(house: TestHouse, saved: PollSaved) {
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  return poll
}

describe.each(engines)('a poll of a story on %s', (engine) => {
  test('is made once, and the same again changes nothing', async () => {
    await using house = await aHouse(engine)
    const created = await ensure(house)
    house.clock.advance(60_000)
    expect([created.outcome, await ensure(house)]).toEqual(['created', { ...created, outcome: 'unchanged' }])
    expect((await published(house, created)).opensAt).toBe(start)
    const rivals = await Promise.all(
      Array.from({ length: 8 }, () =>
        house.write(actor, (tx) => ensurePollFromStory(tx, { ...definition, key: 'rivals' }, start)),
      ),
    )
    expect(rivals.map(({ outcome }) => outcome).sort()).toEqual(['created', ...Array(7).fill('unchanged')])
  })

  test('has pictures beside its options, with words for them, until the story has them no more', async () => {
    await using house = await aHouse(engine)
    const file = {
      publicId: 'ship',
      kind: 'image',
      storageKey: 'originals/ship/ship.png',
      fileName: 'ship.png',
      mime: 'image/png',
      bytes: 1,
      width: 1,
      height: 1,
      alt: '',
      caption: '',
      credit: '',
      focusX: 0.5,
      focusY: 0.5,
      sha256: 'x',
      copyright: '',
      sourceUrl: null,
    } as const
    const { id: mediaId } = await house.write(actor, (tx) => insertMedia(tx, file, start))
    const picture = { mediaId, alt: ' A container  ship' }
    const created = await ensure(house, { pictures: [picture, null] })
    expect((await published(house, created)).options).toMatchObject([
      { label: 'Yes', picture: { mediaId, alt: 'A container ship' } },
      { label: 'No' },
    ])
    expect(await ensure(house, { pictures: [picture, null] })).toMatchObject({ outcome: 'unchanged' })
    expect(await ensure(house)).toMatchObject({ outcome: 'unchanged' })
    expect(await ensure(house, { pictures: [{ mediaId, alt: ' ' }, null] })).toMatchObject({
      outcome: 'invalid',
      words: 'the picture of an option needs words for readers who cannot see it',
    })
    expect(await ensure(house, { pictures: [null, null] })).toMatchObject({ outcome: 'updated' })
    expect((await published(house, created)).options.map(({ picture: shown }) => shown)).toEqual([undefined, undefined])
    expect(await house.db.selectFrom('poll_changes').select(['what', 'was', 'became']).execute()).toEqual([
      { what: 'picture', was: 'A container ship', became: '' },
    ])
  })

  test('may be reworded before the first vote; options that stay keep their ids', async () => {
    await using house = await aHouse(engine)
    const before = await published(house, await ensure(house))
    const saved = await ensure(house, {
      question: 'Open in the morning?',
      options: ['Never', 'No', 'Maybe'],
      maxChoices: 2,
    })
    expect(saved.outcome).toBe('updated')
    const after = await published(house, saved)
    expect([after.question, after.maxChoices, after.options.map(({ label }) => label)]).toEqual([
      'Open in the morning?',
      2,
      ['Never', 'No', 'Maybe'],
    ])
    expect(after.options[1]?.id).toBe(before.options[1]?.id)
    expect(after.tally.votes).toHaveLength(3)
  })

  test('loses no option and keeps its rule once readers have voted, and may still gain one', async () => {
    await using house = await aHouse(engine)
    const poll = await published(house, await ensure(house))
    await castVote(house, { poll, choices: [String(poll.options[1]?.id)], readerId: newReaderId() })
    expect(await ensure(house, { options: ['Yes', 'Perhaps'] })).toMatchObject({
      outcome: 'invalid',
      code: 'poll-voted',
      words: 'readers have voted, so "No" must stay as it was worded',
    })
    expect(await ensure(house, { maxChoices: 2 })).toMatchObject({ outcome: 'invalid' })
    const saved = await ensure(house, { options: ['Perhaps', 'No', 'Yes'] })
    expect(saved.outcome).toBe('updated')
    const after = await published(house, saved)
    expect([after.options.map(({ label }) => label), after.tally.votes.map(({ votes }) => votes)]).toEqual([
      ['Perhaps', 'No', 'Yes'],
      [0, 1, 0],
    ])
  })

  test('says what is wrong with it', async () => {
    await using house = await aHouse(engine)
    expect(await ensure(house, { options: ['Yes'] })).toMatchObject({
      outcome: 'invalid',
      words: 'a poll has 2 to 20 options',
    })
    expect(await createPoll(house, actor, { definition: { ...definition, question: ' ' } })).toMatchObject({
      outcome: 'invalid',
      words: 'the question is missing',
    })
  })

  test('that closed before it was published is a closed poll', async () => {
    await using house = await aHouse(engine)
    const poll = await published(house, await ensure(house, { opensAt: start - 2000, closesAt: start - 1000 }))
    expect([poll.opensAt, poll.closesAt]).toEqual([start - 2000, start - 1000])
  })

  test('several are read in the order asked for, unknown ones left out', async () => {
    await using house = await aHouse(engine)
    const [first, second] = [
      await published(house, await ensure(house)),
      await published(house, await createPoll(house, actor, { definition })),
    ]
    const polls = await pollsForArticle(house.db, [second.publicId, 'nothing', first.publicId, second.publicId])
    expect(polls.map(({ publicId }) => publicId)).toEqual([second.publicId, first.publicId])
  })
})
