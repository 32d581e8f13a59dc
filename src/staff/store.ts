import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'

export type StoredToken = {
  id: number
  publicId: string
  name: string
  scopes: string
  createdAt: number
  expiresAt: number | null
  lastUsedAt: number | null
  revokedAt: number | null
}

const columns = [
  'id',
  'public_id as publicId',
  'name',
  'scopes',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'last_used_at as lastUsedAt',
  'revoked_at as revokedAt',
] as const

export const tokenByHash: (db: Db, sha256: string) => Promise<StoredToken[]> = prepared((db, sha256: string) =>
  db.selectFrom('access_tokens').select(columns).where('sha256', '=', sha256),
)

export async function allTokens(db: Db): Promise<StoredToken[]> {
  return db.selectFrom('access_tokens').select(columns).orderBy('id').execute()
}

export async function insertToken(
  tx: Tx,
  token: {
    publicId: string
    name: string
    sha256: string
    scopes: readonly string[]
    at: number
    expiresAt: number | null
  },
): Promise<void> {
  const { publicId: public_id, name, sha256, scopes, at: created_at, expiresAt: expires_at } = token
  await tx
    .insertInto('access_tokens')
    .values({ public_id, name, sha256, scopes: JSON.stringify(scopes), created_at, expires_at })
    .execute()
}

/** Whether there was one that still opened something. */
export async function markRevoked(tx: Tx, publicId: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('access_tokens')
    .set({ revoked_at: at })
    .where('public_id', '=', publicId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function tokenExists(db: Db, publicId: string): Promise<boolean> {
  const found = db.selectFrom('access_tokens').select('id').where('public_id', '=', publicId)
  return (await found.executeTakeFirst()) !== undefined
}

export async function markUsed(tx: Tx, id: number, at: number): Promise<void> {
  await tx.updateTable('access_tokens').set({ last_used_at: at }).where('id', '=', id).execute()
}
