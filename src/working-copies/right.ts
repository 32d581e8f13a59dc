import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { can } from '../staff/acts.ts'
import type { Right } from './wire.ts'

/** What somebody may do in the working copy of a story; undefined: not even read it. */
export async function rightTo(_house: House, actor: Actor, _articleId: number): Promise<Right | undefined> {
  if (can(actor, 'article.publish')) return 'write'
  return can(actor, 'article.read') ? 'read' : undefined
}
