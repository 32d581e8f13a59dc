import { describe, expect, test } from 'vitest'
import { openTurnstile } from '../../src/kit/db/long-reads.ts'
import { engines } from '../databases.ts'
import { aHouse, serve } from '../house.ts'

describe.each(engines)('on %s', (engine) => {
  test('two hundred searches at once are all answered, and a page between them too', { timeout: 60_000 }, async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await (await site.get('/')).text()
    const statusOf = async (path: string) => {
      const answer = await site.get(path)
      await answer.arrayBuffer()
      return answer.status
    }
    const searches = Array.from({ length: 200 }, (_, number) => statusOf(`/search?q=bridge+${number}`))
    expect(await statusOf('/')).toBe(200)
    expect(new Set(await Promise.all(searches))).toEqual(new Set([200]))
  })
})

test('of hundreds that are turned away each has a round of the event loop to itself', async () => {
  const enter = openTurnstile(1, { maxWaiting: 0, longestWaitMs: 1_000, limitMs: 1_000 })
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const first = enter(() => over)
  let round = 0
  const rounds: number[] = []
  const count = () => (round++, rounds.length < 300 && setImmediate(count))
  count()
  const refused = Array.from({ length: 300 }, async () => {
    expect(await enter(async () => 'in')).toBeUndefined()
    rounds.push(round)
  })
  await Promise.all(refused)
  expect(new Set(rounds).size).toBeGreaterThan(290)
  end()
  await first
})
