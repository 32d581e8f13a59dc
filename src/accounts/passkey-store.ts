import type { Db, Tx } from '../kit/db/schema.ts'

export type StoredPasskey = {
  id: number
  publicId: string
  memberId: number
  credentialId: string
  publicKey: Uint8Array
  counter: number
  rpId: string
  transports: string
  name: string
  createdAt: number
  usedAt: number | null
}

const columns = [
  'id',
  'public_id as publicId',
  'member_id as memberId',
  'credential_id as credentialId',
  'public_key as publicKey',
  'counter',
  'rp_id as rpId',
  'transports',
  'name',
  'created_at as createdAt',
  'used_at as usedAt',
] as const

export async function passkeysOf(db: Db, memberId: number): Promise<StoredPasskey[]> {
  return db.selectFrom('passkeys').select(columns).where('member_id', '=', memberId).orderBy('id').execute()
}

export async function passkeyByCredential(db: Db, credentialId: string): Promise<StoredPasskey | undefined> {
  return db.selectFrom('passkeys').select(columns).where('credential_id', '=', credentialId).executeTakeFirst()
}

/** False when somebody has it already. */
export async function insertPasskey(
  tx: Tx,
  { memberId, at, ...key }: Omit<StoredPasskey, 'id' | 'createdAt' | 'usedAt'> & { at: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('passkeys')
    .values({
      public_id: key.publicId,
      member_id: memberId,
      credential_id: key.credentialId,
      public_key: key.publicKey,
      counter: key.counter,
      rp_id: key.rpId,
      transports: key.transports,
      name: key.name,
      created_at: at,
      used_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function notePasskeyUse(tx: Tx, id: number, counter: number, at: number): Promise<void> {
  await tx.updateTable('passkeys').set({ counter, used_at: at }).where('id', '=', id).execute()
}

export async function deletePasskey(tx: Tx, publicId: string, memberId: number): Promise<boolean> {
  const those = tx.deleteFrom('passkeys').where('public_id', '=', publicId).where('member_id', '=', memberId)
  return (await those.executeTakeFirst()).numDeletedRows === 1n
}

export async function insertAnswer(tx: Tx, challenge: string, expiresAt: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('passkey_answers')
    .values({ challenge, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}
