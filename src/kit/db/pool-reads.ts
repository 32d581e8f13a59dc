import { sql, type Kysely } from 'kysely'
import {
  openTurnstile,
  usualLimits,
  type Answered,
  type LongQuestion,
  type LongReadLimits,
  type LongReads,
} from './long-reads.ts'
import type { Schema } from './schema.ts'
import { Unavailable } from './trouble.ts'

/** A third of the pool: the paper's own pages always find a connection. */
const atOnce = 4

/**
 * Answers long questions on a connection of the pool, each in a transaction that only reads and that PostgreSQL breaks
 * off when its time is up.
 */
export function poolReads(kysely: Kysely<Schema>, limits: LongReadLimits = usualLimits): LongReads {
  const enter = openTurnstile(atOnce, limits)

  async function answerOnce<Input, Output>(
    { answer }: LongQuestion<Input, Output>,
    input: Input,
  ): Promise<Answered<Output>> {
    const value = await kysely
      .transaction()
      .setAccessMode('read only')
      .execute(async (tx) => {
        const timeout = sql`set_config('statement_timeout', ${String(limits.limitMs)}, true)`
        await sql`select ${timeout}, set_config('jit', 'off', true)`.execute(tx)
        return answer(tx, input)
      })
    return { outcome: 'answered', value }
  }

  return {
    async ask(question, input) {
      try {
        return (await enter(() => answerOnce(question, input))) ?? { outcome: 'unavailable' }
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
        // The transaction is; the server need not be.
        if (error.kind === 'read-only') throw error.cause
        return { outcome: error.kind === 'slow' ? 'too-long' : 'unavailable' }
      }
    },
    close: async () => {},
  }
}
