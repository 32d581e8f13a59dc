import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../../tests/databases.ts'
import { defineChannel } from './commits.ts'
import { afterCommit, announce } from './database.ts'
import { openPostgres } from './postgres.ts'
import { system, type Tx } from './schema.ts'
import { openSqlite } from './sqlite.ts'

function insertReader(tx: Tx, id: string): Promise<unknown> {
  return tx.insertInto('readers').values({ id, first_seen_at: 1 }).execute()
}

describe.each(engines)('writing on %s', (engine) => {
  test('a failed write among others takes nothing of theirs with it', async () => {
    await using database = await aDatabase(engine)
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        database.write(system, async (tx) => {
          await insertReader(tx, `r${index}`)
          if (index % 3 === 0) throw new Error('no')
          return index
        }),
      ),
    )
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(await database.db.selectFrom('readers').select('id').execute()).toHaveLength(20)
  })

  test('a violated key fails that write alone', async () => {
    await using database = await aDatabase(engine)
    const results = await Promise.allSettled(
      ['a', 'a', 'b'].map((id) => database.write(system, (tx) => insertReader(tx, id))),
    )
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  })

  test('reading through the house inside a write is refused', async () => {
    await using database = await aDatabase(engine)
    const write = database.write(system, async () => database.db.selectFrom('readers').select('id').execute())
    await expect(write).rejects.toThrow('use the tx')
  })

  test('what waits for the commit runs after it, and not when the write failed', async () => {
    await using database = await aDatabase(engine)
    const seen: string[] = []
    await database.write(system, async (tx) => {
      afterCommit(tx, () => seen.push('kept'))
      await insertReader(tx, 'a')
      seen.push('worked')
    })
    await database
      .write(system, async (tx) => {
        afterCommit(tx, () => seen.push('lost'))
        throw new Error('no')
      })
      .catch(() => {})
    expect(seen).toEqual(['worked', 'kept'])
  })

  test('who listens hears of a commit: here with its detail, elsewhere by its name, nobody of a failed one', async () => {
    await using database = await aDatabase(engine)
    const other = engine === 'sqlite' ? openSqlite(database.location) : openPostgres(database.location)
    const [told, others] = [defineChannel<string>('told'), defineChannel('others')]
    const [here, elsewhere] = [[] as string[], Promise.withResolvers<void>()]
    const begun = Promise.withResolvers<void>()
    let isBegun = false
    other.commits.on(told, {
      here: () => expect.unreachable(),
      elsewhere: () => (isBegun ? elsewhere.resolve() : begun.resolve()),
    })
    database.commits.on(told, { here: (detail) => void here.push(detail), elsewhere: () => {} })
    database.commits.on(others, { here: () => expect.unreachable(), elsewhere: () => {} })
    await begun.promise
    isBegun = true
    const failing = database.write(system, async (tx) => {
      await announce(tx, told, 'lost')
      throw new Error('no')
    })
    await failing.catch(() => {})
    await database.write(system, async (tx) => {
      await announce(tx, told, 'kept')
      await insertReader(tx, 'a')
      expect(here).toEqual([])
    })
    expect(here).toEqual(['kept'])
    await elsewhere.promise
    await other.close()
  })
})

test('SQLite commits are durable: WAL with synchronous FULL', async () => {
  await using database = await aDatabase('sqlite')
  const [synchronous, journal] = await database.write(
    system,
    async (tx) =>
      [
        await sql<{ synchronous: number }>`pragma synchronous`.execute(tx),
        await sql<{ journal_mode: string }>`pragma journal_mode`.execute(tx),
      ] as const,
  )
  expect(synchronous.rows).toEqual([{ synchronous: 2 }])
  expect(journal.rows).toEqual([{ journal_mode: 'wal' }])
})
