import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../../tests/databases.ts'
import { countRows, dieAtOnce, failInWords, forgetMigrations, spinFor } from '../../../tests/long-questions.ts'
import { threadReads } from './thread-reads.ts'

describe.each(engines)('long reads on %s', (engine) => {
  test('are answered from the database, with what they were given', async () => {
    await using database = await aDatabase(engine)
    expect(await database.longReads.ask(countRows, { table: 'migrations' })).toEqual({
      outcome: 'answered',
      value: { rows: expect.toSatisfy((rows: number) => rows > 5) },
    })
  })

  test('that fail say why', async () => {
    await using database = await aDatabase(engine)
    await expect(database.longReads.ask(failInWords, { words: 'there is no such thing' })).rejects.toThrow(
      'there is no such thing',
    )
    expect(await database.longReads.ask(countRows, { table: 'migrations' })).toMatchObject({ outcome: 'answered' })
  })

  test('cannot write', async () => {
    await using database = await aDatabase(engine)
    await expect(database.longReads.ask(forgetMigrations, {})).rejects.toThrow(/read.?only/iu)
    expect(await database.longReads.ask(countRows, { table: 'migrations' })).toMatchObject({ outcome: 'answered' })
  })
})

describe('the reading thread', () => {
  const limits = { limitMs: 200, maxWaiting: 2, longestWaitMs: 10_000 }

  test('that died in the middle of a question is replaced for the next', async () => {
    await using database = await aDatabase('sqlite')
    const reads = threadReads(database.location, limits)
    expect(await reads.ask(dieAtOnce, {})).toEqual({ outcome: 'unavailable' })
    expect(await reads.ask(countRows, { table: 'migrations' })).toMatchObject({ outcome: 'answered' })
    await reads.close()
  })

  test('gives up what takes too long, and the event loop goes on meanwhile', async () => {
    await using database = await aDatabase('sqlite')
    const reads = threadReads(database.location, limits)
    await reads.ask(countRows, { table: 'migrations' })
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    expect(await reads.ask(spinFor, { ms: 60_000 })).toEqual({ outcome: 'too-long' })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
    expect(await reads.ask(countRows, { table: 'migrations' })).toMatchObject({ outcome: 'answered' })
    await reads.close()
  })

  test('has so many wait and no more', async () => {
    await using database = await aDatabase('sqlite')
    const reads = threadReads(database.location, { ...limits, limitMs: 5_000 })
    const asked = Array.from({ length: 5 }, () => reads.ask(spinFor, { ms: 20 }))
    await sleep(0)
    expect((await Promise.all(asked)).map(({ outcome }) => outcome).sort()).toEqual([
      'answered',
      'answered',
      'answered',
      'unavailable',
      'unavailable',
    ])
    await reads.close()
  })
})
