import { CompiledQuery } from 'kysely'
import { expect, test } from 'vitest'
import { readersDue } from '../src/alerts/digests/due-store.ts'
import { system } from '../src/kit/db/schema.ts'
import { engines } from './databases.ts'
import { aHouse } from './house.ts'
import { growSubscribers } from './subscriber-rows.ts'

const people = 3_000

test.each(engines)('of many readers of digests a sample says how many there are, on %s', async (engine) => {
  await using house = await aHouse(engine)
  await house.write(system, async (tx) => {
    const run = (sql: string) => tx.getExecutor().executeQuery(CompiledQuery.raw(sql))
    await growSubscribers(people, run)
    // Who came in with one list stands together: the weekly ones. Twenty have a moment of their own, and the rest none.
    await run(`update subscribers set pace = case when id <= 600 then 'weekly' else 'daily' end,
      next_digest_at = case when id <= 600 then 3000 when id <= 1400 and id % 40 = 9 then 4000
        when (id * 7919) % 101 < 60 then 1000 when (id * 7919) % 101 < 80 then 2000 end`)
  })
  const rows = await house.db
    .selectFrom('subscribers')
    .select(({ fn }) => ['next_digest_at as dueAt', 'pace', fn.countAll<number>().as('count')])
    .where('next_digest_at', 'is not', null)
    .groupBy(['next_digest_at', 'pace'])
    .orderBy('next_digest_at')
    .execute()
  const there = rows.map((row) => ({ ...row, count: Number(row.count) }))
  expect(there.slice(2)).toMatchObject([{ count: 600 }, { count: 20 }])

  const asking = { after: 0, moments: 100, counted: 50 }
  const exact = await readersDue(house.db, { ...asking, sample: people })
  expect(exact).toEqual(there.map((row) => ({ ...row, isEstimate: false })))
  const sampled = await readersDue(house.db, { ...asking, sample: 800 })
  expect(sampled.map(({ dueAt, pace, isEstimate }) => [dueAt, pace, isEstimate])).toEqual([
    [1_000, 'daily', true],
    [2_000, 'daily', true],
    [3_000, 'weekly', true],
    [4_000, 'daily', false],
  ])
  for (const [index, { count }] of sampled.entries()) {
    const real = there[index]?.count ?? 0
    expect(Math.abs(count - real) / real, `${count} for ${real}`).toBeLessThan(0.25)
  }
  const few = await readersDue(house.db, { ...asking, after: 1_000, moments: 2, sample: people })
  expect(few.map(({ dueAt }) => dueAt)).toEqual([2_000, 3_000])
})
