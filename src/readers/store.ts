/** Readers, their addresses, and the links by which they confirm them. */
import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

/** The row of a reader appears with the first deed; until then only the cookie knows them. */
export async function ensureReader(tx: Tx, id: string, at: number): Promise<void> {
  await tx
    .insertInto('readers')
    .values({ id, first_seen_at: at })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** By hash: the ids of the addresses. An erased one begins anew, unconfirmed and nobody's. */
export async function putAddresses(
  tx: Tx,
  addresses: ReadonlyMap<string, string>,
  at: number,
): Promise<Map<string, number>> {
  if (addresses.size === 0) return new Map()
  const rows = await insertAddresses(tx, at, rowsJson([...addresses].toSorted(([a], [b]) => (a < b ? -1 : 1))))
  return new Map(rows.map(({ hash, id }) => [hash, id]))
}

// In one order: two transactions with the same addresses then wait for each other, and not in a circle.
const insertAddresses = preparedWrite(
  (tx, at: number, rows: string) =>
    sql<{ id: number; hash: string }>`insert into addresses (address_hash, address, created_at)
      select hash, address, cast(${at} as bigint)
      from ${jsonRows(tx, 'given', { hash: 'text', address: 'text' }, rows)} where true
      on conflict (address_hash) do update set address = excluded.address, erased_at = null
      returning id, address_hash as hash`,
)

export async function hashOfAddress(db: Db, id: number): Promise<string | undefined> {
  const row = await db.selectFrom('addresses').select('address_hash as hash').where('id', '=', id).executeTakeFirst()
  return row?.hash
}

type Confirmed = { addressId: number; readerId: string; at: number }

export async function markConfirmed(tx: Tx, { addressId, readerId, at }: Confirmed): Promise<void> {
  await tx.updateTable('addresses').set({ confirmed_at: at, reader_id: readerId }).where('id', '=', addressId).execute()
}

/** What an address is to be confirmed for: to vote, in the poll of this public id. */
export type Purpose = { kind: string; subject: string }

type NewConfirmation = {
  tokenHash: string
  addressId: number
  purpose: Purpose
  readerId: string
  at: number
  expiresAt: number
}

export async function insertConfirmation(tx: Tx, confirmation: NewConfirmation): Promise<void> {
  await tx
    .insertInto('confirmations')
    .values({
      token_hash: confirmation.tokenHash,
      address_id: confirmation.addressId,
      purpose: confirmation.purpose.kind,
      subject: confirmation.purpose.subject,
      reader_id: confirmation.readerId,
      created_at: confirmation.at,
      expires_at: confirmation.expiresAt,
      used_at: null,
    })
    .execute()
}

export type Confirmation = {
  addressId: number
  address: string | null
  purpose: Purpose
  /** Whose browser asked; once it is used, whose browser confirmed. */
  readerId: string | null
  askedAt: number
  expiresAt: number
  usedAt: number | null
}

export async function confirmation(db: Db, tokenHash: string): Promise<Confirmation | undefined> {
  const row = await db
    .selectFrom('confirmations')
    .innerJoin('addresses', 'addresses.id', 'confirmations.address_id')
    .select([
      'confirmations.address_id as addressId',
      'addresses.address',
      'confirmations.purpose as kind',
      'confirmations.subject',
      'confirmations.reader_id as readerId',
      'confirmations.created_at as askedAt',
      'confirmations.expires_at as expiresAt',
      'confirmations.used_at as usedAt',
    ])
    .where('confirmations.token_hash', '=', tokenHash)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { kind, subject, ...found } = row
  return { ...found, purpose: { kind, subject } }
}

type Used = { tokenHash: string; readerId: string; at: number }

/** False when it was used before. */
export async function useConfirmation(tx: Tx, { tokenHash, readerId, at }: Used): Promise<boolean> {
  const used = await tx
    .updateTable('confirmations')
    .set({ used_at: at, reader_id: readerId })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return used.numUpdatedRows > 0n
}

/** Those that ran out by then, the oldest first. */
export async function expiredConfirmations(
  db: Db,
  { before, limit }: { before: number; limit: number },
): Promise<{ tokenHash: string; addressId: number }[]> {
  return db
    .selectFrom('confirmations')
    .select(['token_hash as tokenHash', 'address_id as addressId'])
    .where('expires_at', '<=', before)
    .orderBy('expires_at')
    .limit(limit)
    .execute()
}

export async function deleteConfirmations(tx: Tx, tokenHashes: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('confirmations')
    .where('token_hash', 'in', [...tokenHashes])
    .execute()
}
