import { subjectFor } from '../articles/own-store.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { can } from '../staff/acts.ts'
import type { Right } from './wire.ts'

/** What the actor may do in a story's working copy; undefined: not even read it. */
export async function rightTo(house: House, actor: Actor, articleId: number): Promise<Right | undefined> {
  const subject = await subjectFor(house.db, actor, 'article.write', articleId)
  if (can(actor, 'article.write', subject)) return 'write'
  return can(actor, 'article.read', subject) ? 'read' : undefined
}
