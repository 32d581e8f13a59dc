import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { aDatabase, engines } from '../../../tests/databases.ts'
import { afterCommit } from './database.ts'
import { system, type Tx } from './schema.ts'

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

  test('a watcher hears of a commit', async () => {
    await using database = await aDatabase(engine)
    const heard = Promise.withResolvers<void>()
    const stop = database.watch(() => heard.resolve())
    await database.write(system, (tx) => insertReader(tx, 'a'))
    if (engine === 'sqlite') await heard.promise
    stop()
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
