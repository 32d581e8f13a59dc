import { Kysely, PostgresDialect, type QueryCompiler } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCommits } from './commits.ts'
import { openCondition, type Condition } from './condition.ts'
import { refuseInsideWrite, runWork, type Database, type DatabaseOptions, type Work } from './database.ts'
import { openListening } from './listening.ts'
import { queryCompiler } from './literals.ts'
import { poolReads } from './pool-reads.ts'
import { openLines } from './postgres-lines.ts'
import type { Schema } from './schema.ts'

/**
 * Opens PostgreSQL: a pool for everything, each write a transaction of its own (READ COMMITTED), one connection that
 * listens.
 */
export function openPostgres(url: string, options: DatabaseOptions = {}): Database {
  const guard = options.guard ?? false
  const lines = openLines(url, options.patience ?? 'readers', () => condition)
  const condition: Condition = openCondition(lines.probe, 'unreachable')
  const kysely = new Kysely<Schema>({ dialect: new LiteralsDialect({ pool: lines }) })
  const listening = openListening(url, condition, (signal, of) => commits.tellElsewhere(signal, of))
  const commits = openCommits({ begin: listening.begin, condition, onFault: options.onFault })
  return {
    engine: 'postgres',
    db: guard ? guarded(kysely) : kysely,
    write: (actor, work) => writeOnce(kysely, { actor, work, guard, commits }),
    longReads: poolReads(kysely),
    condition,
    commits,
    async close() {
      condition.stop()
      commits.stop()
      await listening.stop()
      // The pool is asked to end by Kysely, which knows it from the first query on.
      await kysely.destroy()
      await lines.end()
    },
  }
}

/** A deadlock's loser was rolled back whole by the server: the same work may simply run again. */
async function writeOnce<T>(kysely: Kysely<Schema>, work: Work<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { value, afterwards } = await kysely.transaction().execute((tx) => runWork(tx, work))
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
