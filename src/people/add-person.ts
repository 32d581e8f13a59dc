import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { assertCan } from '../staff/acts.ts'
import { ensurePerson, peopleCalled, personById, type Person } from './store.ts'

export type PersonAdded = Person & { outcome: 'created' | 'unchanged' }

/** Whoever is called so already, whatever the capitals, is meant. */
export async function addPerson(
  house: House,
  actor: Actor,
  { name, role }: { name: string; role: string },
): Promise<PersonAdded> {
  assertCan(actor, 'article.write')
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<PersonAdded> => {
    const [known] = await peopleCalled(tx, name)
    if (known !== undefined) return { outcome: 'unchanged', ...known }
    const person = await personById(tx, await ensurePerson(tx, { name, role }, at))
    if (person === undefined) throw new Error('a person that was just added cannot be found')
    await recordDeed(tx, { deed: 'person.add', subject: `person:${person.slug}`, detail: { name }, at })
    return { outcome: 'created', ...person }
  })
}
