import { articleById } from '../articles/store.ts'
import { withdrawArticle } from '../articles/withdraw.ts'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'

/** Withdraws a story that has expired. One that was given more time stays. */
export async function expireStory(house: House, articleId: number): Promise<void> {
  const row = await articleById(house.db, articleId)
  if (row?.state !== 'published' || row.expiresAt === null || row.expiresAt > house.clock.now()) return
  await withdrawArticle(house, system, { articleId, expectedRevision: row.revision })
}
