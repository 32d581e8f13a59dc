import { defineChannel } from '../kit/db/commits.ts'

/** Told after each commit that has changed a working copy. `by`: the live copy that has made the change itself. */
export const copiesChanged = defineChannel<{ articleId: number; by?: object }>('copies')

/** Of names and carets, which stand in no row. */
export const presenceChanged = defineChannel('presence')
