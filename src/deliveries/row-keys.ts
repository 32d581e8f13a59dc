/** How rows of the audience are named in one statement for many. */
import { rowsJson } from '../kit/db/json-rows.ts'

export const idColumn = { id: 'integer' } as const
export const idsJson = (ids: readonly number[]) => rowsJson(ids.map((id) => [id]))

/**
 * Rows to be changed carry their sending's number too: with that as a value beside them, SQLite's planner would go
 * through all rows of the sending for each of them.
 */
export const rowKey = { sending_id: 'integer', id: 'integer' } as const
