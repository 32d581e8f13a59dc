import { sql, type RawBuilder } from 'kysely'
import { engineOf } from './database.ts'
import type { Db } from './schema.ts'

/** What a column of the list is in both engines. */
export type JsonColumn = 'text' | 'integer'

/**
 * Many rows as one parameter: `select ... from ${jsonRows(tx, 'given', { id: 'text', at: 'integer' }, rowsJson([['a',
 * 1]]))}` writes or asks for a list in one statement whatever its length. Values stand in the order of the columns.
 */
export function jsonRows(db: Db, name: string, columns: Record<string, JsonColumn>, json: string): RawBuilder<unknown> {
  const names = Object.entries(columns)
  if (engineOf(db) === 'sqlite') {
    const list = sql.join(names.map(([column], index) => sql`value ->> ${sql.lit(index)} as ${sql.ref(column)}`))
    return sql`(select ${list} from json_each(${json})) as ${sql.ref(name)}`
  }
  const list = sql.join(
    names.map(
      ([column, type], index) =>
        sql`(value ->> ${sql.lit(index)})::${sql.raw(type === 'text' ? 'text' : 'bigint')} as ${sql.ref(column)}`,
    ),
  )
  return sql`(select ${list} from jsonb_array_elements(${json}::jsonb)) as ${sql.ref(name)}`
}

export function rowsJson(rows: readonly (readonly (string | number | null)[])[]): string {
  return JSON.stringify(rows)
}
