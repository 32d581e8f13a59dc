import { CompiledQuery, Kysely, PostgresDialect, type QueryCompiler } from 'kysely'
import { Client, Pool, types } from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { refuseInsideWrite, runWork, type Database, type DatabaseOptions } from './database.ts'
import { poolReads } from './pool-reads.ts'
import { queryCompiler } from './literals.ts'
import type { Actor, Schema, Tx } from './schema.ts'

const channel = 'crier'
const int8 = 20
const numeric = 1700

/** Opens PostgreSQL: a pool for everything, each write a transaction of its own (READ COMMITTED), one connection that listens. */
export function openPostgres(url: string, options: DatabaseOptions = {}): Database {
  const guard = options.guard ?? false
  const pool = new Pool({ connectionString: url, max: 12, types: { getTypeParser: parserOf as typeof types.getTypeParser } })
  // An idle connection that the server ends (restart, fail-over) must not end the process: the pool opens another.
  pool.on('error', () => {})
  const kysely = new Kysely<Schema>({ dialect: new LiteralsDialect({ pool }) })
  return {
    engine: 'postgres',
    db: guard ? guarded(kysely) : kysely,
    write: (actor, work) => writeOnce(kysely, actor, work, guard),
    longReads: poolReads(kysely),
    watch: (onCommit) => listen(url, onCommit),
    close: () => kysely.destroy(),
  }
}

/** Tells every process that something was committed, when it is. PostgreSQL only; SQLite's processes watch the file. */
export async function notify(tx: Tx): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(`notify ${channel}`))
}

function parserOf(oid: number, format?: 'text' | 'binary') {
  // bigint and numeric arrive as strings; all of ours (ids, times, counts) fit a number.
  return oid === int8 || oid === numeric ? Number : types.getTypeParser(oid, format as 'text')
}

/** A deadlock's loser was rolled back whole by the server: the same work may simply run again. */
async function writeOnce<T>(kysely: Kysely<Schema>, actor: Actor, work: (tx: Tx) => Promise<T>, guard: boolean): Promise<T> {
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

function listen(url: string, onCommit: (signal: { missed: boolean }) => void): () => void {
  let stopped = false
  let client: Client | undefined
  void (async () => {
    for (let first = true; !stopped; first = false) {
      client = new Client({ connectionString: url })
      const ended = new Promise<void>((resolve) => client?.on('error', () => resolve()).on('end', () => resolve()))
      try {
        await client.connect()
        client.on('notification', () => onCommit({ missed: false }))
        await client.query(`listen ${channel}`)
        onCommit({ missed: !first })
        await ended
      } catch {
        // Not reachable now: the polling behind every reader of this signal carries on meanwhile.
      }
      await client.end().catch(() => {})
      if (!stopped) await sleep(1_000, undefined, { ref: false })
    }
  })()
  return () => {
    stopped = true
    void client?.end().catch(() => {})
  }
}

class LiteralsDialect extends PostgresDialect {
  override createQueryCompiler(): QueryCompiler {
    return queryCompiler('postgres')
  }
}
