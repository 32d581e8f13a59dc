import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { saveContext } from './save-context.ts'
import { saveArticleIn } from './save.ts'
import { heldSnapshot, inputOf } from './snapshot.ts'

/**
 * Publishes a scheduled story whose time has come. One that was moved, published or withdrawn meanwhile stays as it is.
 */
export async function publishDue(house: House, articleId: number): Promise<void> {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const found = await heldSnapshot(tx, articleId)
    const due = found?.row.state === 'scheduled' ? inputOf(found) : undefined
    if (due === undefined || due.publishedAt === null || due.publishedAt > at) return
    const { publishedAt } = due
    await saveArticleIn(tx, articleId, { ...due, state: 'published', updatedAt: publishedAt }, saveContext(house, at))
  })
}
