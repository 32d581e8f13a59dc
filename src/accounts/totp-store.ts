import type { Db, Tx } from '../kit/db/schema.ts'

export type StoredTotp = { secret: string; confirmedAt: number | null; lastStep: number }

export async function totpOf(db: Db, memberId: number): Promise<StoredTotp | undefined> {
  return db
    .selectFrom('totp_secrets')
    .select(['secret', 'confirmed_at as confirmedAt', 'last_step as lastStep'])
    .where('member_id', '=', memberId)
    .executeTakeFirst()
}

/** False when one is confirmed already. */
export async function startTotp(tx: Tx, memberId: number, secret: string, at: number): Promise<boolean> {
  const row = { secret, created_at: at, confirmed_at: null, last_step: 0 }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('totp_secrets')
    .values({ member_id: memberId, ...row })
    .onConflict((conflict) =>
      conflict.column('member_id').doUpdateSet(row).where('totp_secrets.confirmed_at', 'is', null),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function confirmTotp(tx: Tx, memberId: number, step: number, at: number): Promise<boolean> {
  const those = tx.updateTable('totp_secrets').set({ confirmed_at: at, last_step: step })
  const { numUpdatedRows } = await those
    .where('member_id', '=', memberId)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** False when a code of this step or a later one was taken before. */
export async function takeStep(tx: Tx, memberId: number, step: number): Promise<boolean> {
  const those = tx.updateTable('totp_secrets').set({ last_step: step }).where('member_id', '=', memberId)
  return (await those.where('last_step', '<', step).executeTakeFirst()).numUpdatedRows === 1n
}

export async function deleteTotp(tx: Tx, memberId: number): Promise<boolean> {
  await tx.deleteFrom('recovery_codes').where('member_id', '=', memberId).execute()
  const { numDeletedRows } = await tx.deleteFrom('totp_secrets').where('member_id', '=', memberId).executeTakeFirst()
  return numDeletedRows === 1n
}

export async function putRecoveryCodes(tx: Tx, memberId: number, hashes: readonly string[]): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('member_id', '=', memberId).execute()
  const rows = hashes.map((sha256) => ({ sha256, member_id: memberId, used_at: null }))
  await tx.insertInto('recovery_codes').values(rows).execute()
}

/** False when it is none of theirs, or was used before. */
export async function takeRecoveryCode(tx: Tx, memberId: number, sha256: string, at: number): Promise<boolean> {
  const those = tx.updateTable('recovery_codes').set({ used_at: at }).where('member_id', '=', memberId)
  const { numUpdatedRows } = await those.where('sha256', '=', sha256).where('used_at', 'is', null).executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function recoveryCodesLeft(db: Db, memberId: number): Promise<number> {
  const those = db.selectFrom('recovery_codes').select(({ fn }) => fn.countAll().as('count'))
  const row = those.where('member_id', '=', memberId).where('used_at', 'is', null)
  return Number((await row.executeTakeFirstOrThrow()).count)
}
