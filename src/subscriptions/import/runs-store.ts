/** Lists that the newsroom has sent, and how far they are. */
import { sql } from 'kysely'
import { lockRow } from '../../kit/db/database.ts'
import { jsonRows, rowsJson } from '../../kit/db/json-rows.ts'
import type { Db, Tx } from '../../kit/db/schema.ts'
import { publicId } from '../../kit/ids.ts'
import type { ImportState } from '../tables.ts'
import type { RefusalReason } from './import-subscribers.ts'

const columns = [
  'id',
  'public_id as publicId',
  'file_name as fileName',
  'bytes',
  'storage_key as storageKey',
  'state',
  'wanted',
  'report',
  'total_lines as totalLines',
  'fault',
  'fault_code as faultCode',
  'fault_line as faultLine',
  'created_by as createdBy',
  'created_at as createdAt',
  'ended_at as endedAt',
] as const

export type ImportRow = {
  id: number
  publicId: string
  fileName: string
  bytes: number
  storageKey: string | null
  state: ImportState
  wanted: string | null
  report: string | null
  totalLines: number | null
  fault: string | null
  faultCode: string | null
  faultLine: number | null
  createdBy: string
  createdAt: number
  endedAt: number | null
}

type NewImport = { fileName: string; bytes: number; storageKey: string; createdBy: string; at: number }

export async function insertImport(tx: Tx, made: NewImport): Promise<{ id: number; publicId: string }> {
  return tx
    .insertInto('subscriber_imports')
    .values({
      public_id: publicId(),
      file_name: made.fileName,
      bytes: made.bytes,
      storage_key: made.storageKey,
      state: 'checking',
      created_by: made.createdBy,
      created_at: made.at,
    })
    .returning(['id', 'public_id as publicId'])
    .executeTakeFirstOrThrow()
}

export async function importById(db: Db, id: number): Promise<ImportRow | undefined> {
  return db.selectFrom('subscriber_imports').select(columns).where('id', '=', id).executeTakeFirst()
}

export async function importByPublicId(db: Db, id: string): Promise<ImportRow | undefined> {
  return db.selectFrom('subscriber_imports').select(columns).where('public_id', '=', id).executeTakeFirst()
}

/** Nobody else changes it until the transaction ends. */
export async function heldImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  const held = lockRow(tx, tx.selectFrom('subscriber_imports').select('id').where('public_id', '=', id))
  return (await held.executeTakeFirst()) === undefined ? undefined : importByPublicId(tx, id)
}

export async function newestImports(db: Db, limit: number): Promise<ImportRow[]> {
  return db.selectFrom('subscriber_imports').select(columns).orderBy('id', 'desc').limit(limit).execute()
}

/** Files that lie here since before then. */
export async function importsBefore(db: Db, before: number, limit: number): Promise<ImportRow[]> {
  return db
    .selectFrom('subscriber_imports')
    .select(columns)
    .where('storage_key', 'is not', null)
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
    .execute()
}

type Change = Partial<{
  state: ImportState
  wanted: string
  report: string
  total_lines: number
  fault: string
  fault_code: string
  fault_line: number
  ended_at: number
  storage_key: null
}>

/** Only while it is in this state; whether it was. */
export async function changeImport(tx: Tx, id: number, from: ImportState, change: Change): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('subscriber_imports')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function forgetFile(tx: Tx, id: number): Promise<void> {
  await tx.updateTable('subscriber_imports').set({ storage_key: null }).where('id', '=', id).execute()
}

export async function deleteLines(tx: Tx, importId: number): Promise<void> {
  await tx.deleteFrom('subscriber_import_lines').where('import_id', '=', importId).execute()
}

export type RefusedLine = { line: number; reason: RefusalReason }

export async function insertLines(tx: Tx, importId: number, lines: readonly RefusedLine[]): Promise<void> {
  if (lines.length === 0) return
  const given = rowsJson(lines.map(({ line, reason }) => [line, reason]))
  const shape = { line: 'integer', reason: 'text' } as const
  await sql`insert into subscriber_import_lines (import_id, line, reason)
    select cast(${importId} as bigint), line, reason from ${jsonRows(tx, 'given', shape, given)} where true
    on conflict (import_id, line) do nothing`.execute(tx)
}

export async function refusedLines(
  db: Db,
  importId: number,
  { after, limit }: { after: number; limit: number },
): Promise<{ line: number; reason: string }[]> {
  return db
    .selectFrom('subscriber_import_lines')
    .select(['line', 'reason'])
    .where('import_id', '=', importId)
    .where('line', '>', after)
    .orderBy('line')
    .limit(limit)
    .execute()
}
