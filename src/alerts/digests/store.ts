import type { DeliveryState, PauseCode, SendingState } from '../../deliveries/tables.ts'
/** Digests as rows: one for each moment and pace at which some were due. */
import { lockRow } from '../../kit/db/database.ts'
import type { Db, Tx } from '../../kit/db/schema.ts'
import type { DigestPace } from './digest.ts'
import type { Slot } from './readers-store.ts'

/** Undefined where there is one: whoever else looks after it just now has made it. */
export async function insertDigest(tx: Tx, { pace, dueAt }: Slot, note: string): Promise<number | undefined> {
  const row = await tx
    .insertInto('digests')
    .values({ pace, due_at: dueAt, note })
    .onConflict((known) => known.columns(['pace', 'due_at']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function noteDigestSending(tx: Tx, id: number, sendingId: number): Promise<void> {
  await tx.updateTable('digests').set({ sending_id: sendingId }).where('id', '=', id).execute()
}

export async function sendingOfDigest(db: Db, { pace, dueAt }: Slot): Promise<number | undefined> {
  const row = await db
    .selectFrom('digests')
    .select('sending_id as sendingId')
    .where('pace', '=', pace)
    .where('due_at', '=', dueAt)
    .executeTakeFirst()
  return row?.sendingId ?? undefined
}

/** By the public id of its sending. */
export async function digestSendingBy(db: Db, publicId: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('sendings')
    .innerJoin('digests', 'digests.sending_id', 'sendings.id')
    .select('sendings.id')
    .where('sendings.public_id', '=', publicId)
    .executeTakeFirst()
  return row?.id
}

export type ListedDigest = {
  id: number
  pace: DigestPace
  dueAt: number
  note: string
  sendingId: number
  publicId: string
  state: SendingState
  pauseReason: string | null
  pauseCode: PauseCode | null
  pauseParams: string | null
  createdAt: number
  doneAt: number | null
}

/** Newest first. */
export async function listedDigests(
  db: Db,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<ListedDigest[]> {
  const rows = db
    .selectFrom('digests')
    .innerJoin('sendings', 'sendings.id', 'digests.sending_id')
    .select(['digests.id', 'digests.pace', 'digests.due_at as dueAt', 'digests.note', 'sendings.id as sendingId'])
    .select(['sendings.public_id as publicId', 'sendings.state', 'sendings.pause_reason as pauseReason'])
    .select(['sendings.pause_code as pauseCode', 'sendings.pause_params as pauseParams'])
    .select(['sendings.created_at as createdAt', 'sendings.done_at as doneAt'])
  const below = before === undefined ? rows : rows.where('digests.id', '<', before)
  return below.orderBy('digests.id', 'desc').limit(limit).execute()
}

/** How many mails of each are in which state; states without any are left out. */
export async function digestCounts(
  db: Db,
  sendingIds: readonly number[],
): Promise<Map<number, { state: DeliveryState; count: number }[]>> {
  if (sendingIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('delivery_counts')
    .select(['sending_id as sendingId', 'state', 'count'])
    .where('sending_id', 'in', [...sendingIds])
    .where('channel', '=', 'email')
    .where('count', '>', 0)
    .execute()
  return Map.groupBy(rows, ({ sendingId }) => sendingId)
}

export type DigestNote = { pace: DigestPace; words: string; madeBy: string; madeAt: number }

export async function digestNotes(db: Db): Promise<DigestNote[]> {
  return db
    .selectFrom('digest_notes')
    .select(['pace', 'words', 'made_by as madeBy', 'made_at as madeAt'])
    .orderBy('pace')
    .execute()
}

export async function noteFor(db: Db, pace: DigestPace): Promise<DigestNote | undefined> {
  return (await digestNotes(db)).find((note) => note.pace === pace)
}

/** Locked until the write ends; where there is none, somebody may write one meanwhile. */
export async function heldNote(tx: Tx, pace: DigestPace): Promise<{ madeAt: number } | undefined> {
  const row = tx.selectFrom('digest_notes').select('made_at as madeAt').where('pace', '=', pace)
  return lockRow(tx, row).executeTakeFirst()
}

/** Whether it was done. `instead`: only where there is none, or one that was made then. */
export async function replaceNote(
  tx: Tx,
  { pace, words, madeBy, madeAt }: DigestNote,
  instead: number | undefined,
): Promise<boolean> {
  const row = { words, made_by: madeBy, made_at: madeAt }
  const done = await tx
    .insertInto('digest_notes')
    .values({ pace, ...row })
    .onConflict((known) => {
      const updated = known.column('pace').doUpdateSet(row)
      return instead === undefined ? updated : updated.where('digest_notes.made_at', '=', instead)
    })
    .returning('pace')
    .executeTakeFirst()
  return done !== undefined
}

export async function deleteNote(tx: Tx, pace: DigestPace): Promise<void> {
  await tx.deleteFrom('digest_notes').where('pace', '=', pace).execute()
}

/** Of those that are going out: their sendings. */
export async function liveDigestSendings(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('sendings')
    .select('id')
    .where('done_at', 'is', null)
    .where('kind', '=', 'digest')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
