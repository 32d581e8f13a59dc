import type { CompiledQuery, QueryResult } from 'kysely'
import type { Db } from './schema.ts'

/** Runs a compiled query without waiting, as only a database in this process can. */
export type RunQuery = (query: CompiledQuery) => QueryResult<unknown>

const direct = new WeakMap<object, RunQuery>()

/** SQLite: queries compiled beforehand (`prepared`) run on the connection itself, past Kysely's queue for it. */
export function answerDirectly(db: Db, run: RunQuery): void {
  direct.set(db.getExecutor(), run)
}

export function directRun(db: Db): RunQuery | undefined {
  return direct.get(db.getExecutor())
}
