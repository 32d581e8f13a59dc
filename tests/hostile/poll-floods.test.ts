import { describe, expect, test } from 'vitest'
import { system } from '../../src/kit/db/schema.ts'
import { done } from '../../src/kit/outcome.ts'
import { castBallotsIn } from '../../src/polls/cast-ballots.ts'
import { changeVote } from '../../src/polls/change-vote.ts'
import { pollChecks } from '../../src/polls/checks.ts'
import { closePoll, createPoll } from '../../src/polls/deeds.ts'
import { maxChanges } from '../../src/polls/poll.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { castVote } from '../../src/polls/vote.ts'
import { newReaderId } from '../../src/readers/readers.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'

const actor = { kind: 'operator', id: 'test' } as const

async function aPoll(house: TestHouse, mayChange: boolean) {
  const definition = {
    question: 'Open at rush hour?',
    options: ['Yes', 'No'],
    minChoices: 1,
    maxChoices: 1,
    opensAt: null,
    closesAt: null,
    results: 'always',
    rotates: false,
    mayChange,
  } as const
  const saved = await createPoll(house, actor, { definition })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  return { poll, choices: poll.options.map(({ id }) => [String(id)]) }
}

async function changesKept(house: TestHouse): Promise<number> {
  return (await house.db.selectFrom('ballot_changes').select('number').execute()).length
}

describe.each(engines)('a poll on %s', (engine) => {
  test('takes so many changes of a ballot, each of them kept, and then no more', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { poll, choices } = await aPoll(house, true)
    const readerId = newReaderId()
    await castVote(house, { poll, choices: choices[0] ?? [], readerId })
    const outcomes: string[] = []
    for (let change = 1; change <= maxChanges + 2; change++)
      outcomes.push((await changeVote(house, { poll, choices: choices[change % 2] ?? [], readerId })).outcome)
    expect(outcomes).toEqual([...Array<string>(maxChanges).fill('changed'), 'already-voted', 'already-voted'])
    expect(await changesKept(house)).toBe(maxChanges)
    expect((await pollByPublicId(house.db, poll.publicId))?.tally.counted).toBe(1)
    expect((await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()).toEqual([])
    const certificate = await (await site.get(`/polls/${poll.publicId}/certificate`)).text()
    expect(certificate).toContain('Possible until the close, 20 times at most for each ballot; each change is recorded')
  })

  test('hands its list of receipts out at a rate, where it is too long to be kept ready', async () => {
    await using house = await aHouse(engine, { CRIER_PAGE_CACHE_MB: '1', CRIER_PAGE_SHELF_MB: '0' })
    await using site = await serve(house)
    const { poll, choices } = await aPoll(house, false)
    const optionIds = [Number(choices[0]?.[0])]
    for (let batch = 0; batch < 25; batch++) {
      const castings = Array.from({ length: 200 }, () => ({
        readerId: newReaderId(),
        optionIds,
        castAt: house.clock.now(),
      }))
      await house.write(system, (tx) => castBallotsIn(tx, poll.id, castings))
    }
    await closePoll(house, actor, { publicId: poll.publicId })
    const statuses: number[] = []
    for (let times = 0; times < 45; times++) {
      const answer = await site.get(`/polls/${poll.publicId}/receipts.json`)
      await answer.arrayBuffer()
      statuses.push(answer.status)
    }
    expect(statuses.slice(0, 20)).toEqual(Array<number>(20).fill(200))
    expect(statuses.at(-1)).toBe(429)
  })
})
