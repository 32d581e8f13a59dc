import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { can, mayEver } from '../staff/acts.ts'
import { isInByline } from './right-store.ts'
import type { Right } from './wire.ts'

/** What somebody may do in the working copy of a story; undefined: not even read it. */
export async function rightTo(house: House, actor: Actor, articleId: number): Promise<Right | undefined> {
  if (can(actor, 'article.write')) return 'write'
  const isOwn = mayEver(actor, 'article.write') && (await isInByline(house.db, articleId, actor.id))
  if (can(actor, 'article.write', { isOwn })) return 'write'
  return can(actor, 'article.read', { isOwn }) ? 'read' : undefined
}
