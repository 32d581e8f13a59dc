import { subjectFor } from '../../articles/own-store.ts'
/** The story that an address names, for whoever may read it. */
import { noStory } from '../../articles/refusals.ts'
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { isFailure, type Failure } from '../../kit/outcome.ts'
import { assertCan } from '../../staff/acts.ts'
import { readCopy, type ReadCopy } from '../../working-copies/read-copy.ts'
import { idOf } from './shapes.ts'

export async function readable(house: House, actor: Actor, publicId = ''): Promise<{ id: number } | Failure> {
  const row = await idOf(house.db, publicId)
  if (isFailure(row)) return row
  assertCan(actor, 'article.read', await subjectFor(house.db, actor, 'article.read', row.id))
  return row
}

export async function copyFor(
  house: House,
  actor: Actor,
  publicId = '',
): Promise<{ id: number; copy: ReadCopy } | Failure> {
  const row = await readable(house, actor, publicId)
  if (isFailure(row)) return row
  const copy = await readCopy(house, row.id)
  return copy === undefined ? noStory(publicId) : { id: row.id, copy }
}

/** A number in an address; 0, which nothing has, where it is none. */
export function numberIn(number = ''): number {
  return /^[1-9]\d{0,8}$/u.test(number) ? Number(number) : 0
}
