import type { Tx } from '../kit/db/schema.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { holdNames, markMerged, personById, type Person } from '../people/store.ts'
import { personTag, personNameTag } from '../people/tags.ts'
import { noteUsesLater } from './change-names.ts'
import { moveUses } from './store.ts'
import { pathsTag } from './tags.ts'

/**
 * Two spellings of one name become one person: whatever the other wrote or said is theirs, and the other's addresses
 * lead to them. Both are read anew, as another merge may have come first. False: they are one already.
 */
export async function mergePeopleIn(
  tx: Tx,
  asked: { from: Pick<Person, 'id'>; into: Pick<Person, 'id'>; at: number },
): Promise<boolean> {
  const { at } = asked
  await holdNames(tx)
  const [from, into] = [await personById(tx, asked.from.id), await personById(tx, asked.into.id)]
  if (from === undefined || into === undefined || from.id === into.id) return false
  const moved = await moveUses(tx, from.id, into.id)
  await markMerged(tx, from.id, into.id)
  await invalidate(tx, [personNameTag(from.id), personTag(from.id), personTag(into.id), pathsTag], { hard: true })
  await noteUsesLater(tx, { kind: 'author', id: into.id }, at)
  await recordDeed(tx, {
    deed: 'person.merge',
    subject: `person:${into.id}`,
    detail: { from: from.id, slug: from.slug, name: from.name, ...moved },
    at,
  })
  return true
}
