import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { holdNames, markMerged, personById, type Person } from '../people/store.ts'
import { personTag, personNameTag } from '../people/tags.ts'
import { assertCan } from '../staff/acts.ts'
import { reindexMentionsLater } from './change-names.ts'
import { moveUses } from './store.ts'
import { pathsTag } from './tags.ts'

export type Merged = { outcome: 'merged'; from: Person; into: Person } | Failure

/**
 * Two spellings of one name become one person: whatever the other wrote or said is theirs, and the other's addresses
 * lead to them. Both are read again, as another merge may have come first.
 */
export async function mergePeople(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  asked: { from: number; into: number },
): Promise<Merged> {
  assertCan(actor, 'name.change')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    await holdNames(tx)
    const [from, into] = [await personById(tx, asked.from), await personById(tx, asked.into)]
    if (from === undefined || into === undefined) return failed('unknown', 'There is no such person.')
    if (from.id === into.id)
      return failed('conflict', `They are one person already: ${into.name}, /people/${into.slug}.`)
    const moved = await moveUses(tx, from.id, into.id)
    await markMerged(tx, from.id, into.id)
    await invalidate(tx, [personNameTag(from.id), personTag(from.id), personTag(into.id), pathsTag], { hard: true })
    await reindexMentionsLater(tx, { kind: 'author', id: into.id }, at)
    await recordDeed(tx, {
      deed: 'person.merge',
      subject: `person:${into.id}`,
      detail: { from: from.id, slug: from.slug, name: from.name, ...moved },
      at,
    })
    return { outcome: 'merged', from, into }
  })
}
