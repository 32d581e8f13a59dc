import type { Db, Tx } from '../kit/db/schema.ts'
import type { Scrypted } from './password.ts'

export async function passwordOf(db: Db, memberId: number): Promise<Scrypted | undefined> {
  return db
    .selectFrom('passwords')
    .select(['salt', 'hash', 'cost', 'block_size as blockSize', 'parallel'])
    .where('member_id', '=', memberId)
    .executeTakeFirst()
}

export async function hasPasswords(db: Db): Promise<boolean> {
  return (await db.selectFrom('passwords').select('member_id').limit(1).executeTakeFirst()) !== undefined
}

export async function putPassword(
  tx: Tx,
  memberId: number,
  { blockSize, ...kept }: Scrypted,
  at: number,
): Promise<void> {
  const row = { ...kept, block_size: blockSize, changed_at: at }
  await tx
    .insertInto('passwords')
    .values({ member_id: memberId, ...row })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(row))
    .execute()
}
