import { describe, expect, test } from 'vitest'
import { aDatabase, engines, type TestDatabase } from '../../tests/databases.ts'
import { openPostgres } from './db/postgres.ts'
import { system, type Tx } from './db/schema.ts'
import { openSqlite } from './db/sqlite.ts'
import { eraseDetails, recordDeed, verifyLedger } from './ledger.ts'

/** Five deeds about two subjects, each with words in its detail. */
async function fiveDeeds(database: TestDatabase): Promise<void> {
  for (let index = 1; index <= 5; index++) {
    await database.write({ kind: 'operator', id: 'ines' }, (tx) =>
      recordDeed(tx, {
        deed: 'article.save',
        subject: `article:${index % 2}`,
        detail: { headline: `Bridge ${index}` },
        at: index * 1000,
      }),
    )
  }
}

function tamper(database: TestDatabase, work: (tx: Tx) => Promise<unknown>): Promise<unknown> {
  return database.write(system, work)
}

describe.each(engines)('the ledger on %s', (engine) => {
  test('is whole when it is empty, and when deeds were done', async () => {
    await using database = await aDatabase(engine)
    expect(await verifyLedger(database.db)).toEqual({ ok: true, entries: 0 })
    await fiveDeeds(database)
    expect(await verifyLedger(database.db)).toEqual({ ok: true, entries: 5 })
    const first = await database.db
      .selectFrom('ledger')
      .select(['seq', 'at', 'actor', 'deed', 'subject', 'detail'])
      .where('seq', '=', 1)
      .executeTakeFirst()
    expect(first).toEqual({
      seq: 1,
      at: 1000,
      actor: 'operator:ines',
      deed: 'article.save',
      subject: 'article:1',
      detail: '{"headline":"Bridge 1"}',
    })
  })

  test('is walked in pages', async () => {
    await using database = await aDatabase(engine)
    await database.write(system, async (tx) => {
      for (let index = 1; index <= 1001; index++)
        await recordDeed(tx, { deed: 'vote.cast', subject: `poll:${index}`, at: index })
    })
    expect(await verifyLedger(database.db)).toEqual({ ok: true, entries: 1001 })
    await tamper(database, (tx) =>
      tx.updateTable('ledger').set({ subject: 'poll:0' }).where('seq', '=', 1001).execute(),
    )
    expect(await verifyLedger(database.db)).toEqual({ ok: false, seq: 1001, what: 'was changed' })
  })

  test('a deed that failed leaves no entry', async () => {
    await using database = await aDatabase(engine)
    await fiveDeeds(database)
    const failed = database.write(system, async (tx) => {
      await recordDeed(tx, { deed: 'article.save', subject: 'article:9', at: 1 })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await verifyLedger(database.db)).toEqual({ ok: true, entries: 5 })
  })

  test.each([
    [
      'was changed',
      [
        { actor: 'staff:somebody' },
        { deed: 'article.withdraw' },
        { subject: 'article:77' },
        { at: 1 },
        { detail: '{}', salt: '', digest: '0' },
        { hash: 'f'.repeat(64) },
      ],
    ],
    // The last one pretends to have been erased.
    [
      'has a changed detail',
      [{ detail: '{"headline":"Bridge opens"}' }, { salt: 'ab' }, { detail: '{"headline":"Bridge opens"}', salt: '' }],
    ],
  ])('an entry that %s is named', async (what, changes) => {
    await using database = await aDatabase(engine)
    await fiveDeeds(database)
    const entry = await database.db
      .selectFrom('ledger')
      .select(['at', 'actor', 'deed', 'subject', 'detail', 'salt', 'digest', 'hash'])
      .where('seq', '=', 3)
      .executeTakeFirstOrThrow()
    for (const change of changes) {
      await tamper(database, (tx) =>
        tx
          .updateTable('ledger')
          .set({ ...entry, ...change })
          .where('seq', '=', 3)
          .execute(),
      )
      expect(await verifyLedger(database.db), Object.keys(change).join()).toEqual({ ok: false, seq: 3, what })
    }
  })

  test.each([1, 3])('a removed entry %i is named', async (seq) => {
    await using database = await aDatabase(engine)
    await fiveDeeds(database)
    await tamper(database, (tx) => tx.deleteFrom('ledger').where('seq', '=', seq).execute())
    expect(await verifyLedger(database.db)).toEqual({ ok: false, seq, what: 'is missing' })
  })

  test('an entry that was removed with the gap closed behind it is named', async () => {
    await using database = await aDatabase(engine)
    await fiveDeeds(database)
    await tamper(database, async (tx) => {
      await tx.deleteFrom('ledger').where('seq', '=', 3).execute()
      for (const seq of [4, 5])
        await tx
          .updateTable('ledger')
          .set({ seq: seq - 1 })
          .where('seq', '=', seq)
          .execute()
    })
    expect(await verifyLedger(database.db)).toEqual({ ok: false, seq: 3, what: 'does not follow the entry before it' })
  })

  test('two entries that changed places are named', async () => {
    await using database = await aDatabase(engine)
    await fiveDeeds(database)
    await tamper(database, async (tx) => {
      for (const [from, to] of [
        [2, 99],
        [3, 2],
        [99, 3],
      ])
        await tx
          .updateTable('ledger')
          .set({ seq: to })
          .where('seq', '=', from ?? 0)
          .execute()
    })
    expect(await verifyLedger(database.db)).toEqual({ ok: false, seq: 2, what: 'does not follow the entry before it' })
  })

  test('an erasure empties the details of its subject alone, and the chain holds and goes on', async () => {
    await using database = await aDatabase(engine)
    await fiveDeeds(database)
    await database.write(system, (tx) => eraseDetails(tx, 'article:1'))
    const details = await database.db.selectFrom('ledger').select(['detail', 'salt']).orderBy('seq').execute()
    expect(details.map(({ detail }) => detail)).toEqual([
      '{}',
      '{"headline":"Bridge 2"}',
      '{}',
      '{"headline":"Bridge 4"}',
      '{}',
    ])
    expect(details.map(({ salt }) => salt === '')).toEqual([true, false, true, false, true])
    await fiveDeeds(database)
    expect(await verifyLedger(database.db)).toEqual({ ok: true, entries: 10 })
  })

  test('equal details have unequal digests, so that an erased one cannot be guessed', async () => {
    await using database = await aDatabase(engine)
    for (const subject of ['a:1', 'a:2'])
      await database.write(system, (tx) => recordDeed(tx, { deed: 'note', subject, detail: { name: 'Ines' }, at: 1 }))
    const digests = await database.db.selectFrom('ledger').select('digest').execute()
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(2)
  })

  test('deeds at the same moment, from two processes, make one unbroken chain', async () => {
    await using database = await aDatabase(engine)
    const other = engine === 'sqlite' ? openSqlite(database.location) : openPostgres(database.location)
    const deeds = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? database : other).write(system, async (tx) => {
        await tx
          .insertInto('readers')
          .values({ id: `r${index}`, first_seen_at: 1 })
          .execute()
        await recordDeed(tx, { deed: 'note', subject: `note:${index}`, at: index })
        if (index % 10 === 9) throw new Error('no')
      }),
    )
    const results = await Promise.allSettled(deeds)
    await other.close()
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4)
    expect(await verifyLedger(database.db)).toEqual({ ok: true, entries: 36 })
  })
})
