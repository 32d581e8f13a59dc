import { defineChannel } from '../kit/db/commits.ts'
import { announce } from '../kit/db/database.ts'
import type { Tx } from '../kit/db/schema.ts'

/** Told after each commit that has changed a working copy. `by`: the live copy that has made the change itself. */
export const copiesChanged = defineChannel<{ articleId: number; by?: object }>('copies')

/** Other servers hear which copy it is, where they can. */
export async function announceCopy(tx: Tx, articleId: number, by?: object): Promise<void> {
  await announce(tx, copiesChanged, { articleId, by }, String(articleId))
}

/** Of names and carets, which stand in no row. */
export const presenceChanged = defineChannel('presence')
