/** Questions for the test of long reads: a module that a thread can load. */
import { CompiledQuery } from 'kysely'
import type { LongQuestion } from '../src/kit/db/long-reads.ts'

const { url } = import.meta

export const countRows: LongQuestion<{ table: string }, { rows: number }> = {
  url,
  name: 'countRows',
  async answer(db, { table }) {
    const { rows } = await db
      .getExecutor()
      .executeQuery<{ rows: number }>(CompiledQuery.raw(`select count(*) as rows from ${table}`))
    return { rows: rows[0]?.rows ?? -1 }
  },
}

export const forgetMigrations: LongQuestion<object, void> = {
  url,
  name: 'forgetMigrations',
  async answer(db) {
    await db.getExecutor().executeQuery(CompiledQuery.raw('delete from migrations'))
  },
}

export const failInWords: LongQuestion<{ words: string }, never> = {
  url,
  name: 'failInWords',
  async answer(_, { words }) {
    throw new Error(words)
  },
}

export const dieAtOnce: LongQuestion<object, never> = { url, name: 'dieAtOnce', answer: async () => process.exit(3) }

export const spinFor: LongQuestion<{ ms: number }, number> = {
  url,
  name: 'spinFor',
  async answer(_, { ms }) {
    const until = performance.now() + ms
    while (performance.now() < until);
    return ms
  },
}
