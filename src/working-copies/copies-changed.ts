import { defineChannel } from '../kit/db/commits.ts'
import { announce } from '../kit/db/database.ts'
import type { Tx } from '../kit/db/schema.ts'

/** Announced after each commit that changed a working copy. `by`: the live copy that made the change. */
export const copiesChanged = defineChannel<{ articleId: number; by?: object }>('copies')

/** Other servers hear which copy it is, if they can. */
export async function announceCopy(tx: Tx, articleId: number, by?: object): Promise<void> {
  await announce(tx, copiesChanged, { articleId, by }, String(articleId))
}

/** Names and carets, which are in no row. */
export const presenceChanged = defineChannel('presence')
