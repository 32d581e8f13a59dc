import { CompiledQuery, Kysely, PostgresDialect, type QueryCompiler } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCondition, type Condition } from './condition.ts'
import { refuseInsideWrite, runWork, type Database, type DatabaseOptions } from './database.ts'
import { channel, openListening } from './listening.ts'
import { poolReads } from './pool-reads.ts'
import { openLines } from './postgres-lines.ts'
import { queryCompiler } from './literals.ts'
import type { Actor, Schema, Tx } from './schema.ts'

/**
 * Opens PostgreSQL: a pool for everything, each write a transaction of its own (READ COMMITTED), one connection that
 * listens.
 */
export function openPostgres(url: string, options: DatabaseOptions = {}): Database {
  const guard = options.guard ?? false
  const lines = openLines(url, options.patience ?? 'readers', () => condition)
  const condition: Condition = openCondition(lines.probe, 'unreachable')
  const kysely = new Kysely<Schema>({ dialect: new LiteralsDialect({ pool: lines }) })
  const listening = openListening(url, condition)
  return {
    engine: 'postgres',
    db: guard ? guarded(kysely) : kysely,
    write: (actor, work) => writeOnce(kysely, actor, work, guard),
    longReads: poolReads(kysely),
    condition,
    watch: listening.watch,
    async close() {
      condition.stop()
      await listening.stop()
      // The pool is asked to end by Kysely, which knows it from the first query on.
      await kysely.destroy()
      await lines.end()
    },
  }
}

/** Tells every process that something was committed, when it is. PostgreSQL only; SQLite's processes watch the file. */
export async function notify(tx: Tx): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(`notify ${channel}`))
}

/** A deadlock's loser was rolled back whole by the server: the same work may simply run again. */
async function writeOnce<T>(
  kysely: Kysely<Schema>,
  actor: Actor,
  work: (tx: Tx) => Promise<T>,
  guard: boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { value, afterwards } = await kysely.transaction().execute((tx) => runWork(tx, actor, work, guard))
      for (const callback of afterwards) callback()
      return value
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (attempt >= 5 || (code !== '40P01' && code !== '40001')) throw error
      await sleep(attempt * 5)
    }
  }
}

function guarded(kysely: Kysely<Schema>): Kysely<Schema> {
  return kysely.withPlugin({
    transformQuery({ node }) {
      refuseInsideWrite()
      return node
    },
    transformResult: async ({ result }) => result,
  })
}

class LiteralsDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return queryCompiler('postgres')
  }
}
