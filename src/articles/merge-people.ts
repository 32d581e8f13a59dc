import type { Tx } from '../kit/db/schema.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { markMerged, type Person } from '../people/store.ts'
import { noteUsesLater, personNameTag } from './change-names.ts'
import { moveUses } from './store.ts'

/**
 * Two spellings of one name become one person: whatever the other wrote or said is theirs, and the other's addresses
 * lead to them.
 */
export async function mergePeopleIn(
  tx: Tx,
  { from, into, at }: { from: Person; into: Person; at: number },
): Promise<void> {
  const moved = await moveUses(tx, from.id, into.id)
  await markMerged(tx, from.id, into.id)
  await invalidate(tx, [personNameTag(from.id), `person:${from.id}`, `person:${into.id}`, 'paths'], { hard: true })
  await noteUsesLater(tx, { kind: 'author', id: into.id }, at)
  await recordDeed(tx, {
    deed: 'person.merge',
    subject: `person:${into.id}`,
    detail: { from: from.id, slug: from.slug, name: from.name, ...moved },
    at,
  })
}
