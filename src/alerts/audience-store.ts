import type { Db } from '../kit/db/schema.ts'

export async function lastSubscriber(db: Db): Promise<number> {
  const row = await db.selectFrom('subscribers').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}
