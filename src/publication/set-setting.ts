import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { assertCan } from '../staff/acts.ts'

/**
 * Changes one setting by its dotted key: `identity.name`.
 * @throws Refusal for a key that is none, and for a value that the setting cannot have
 */
export async function setSetting(
  house: Pick<House, 'write' | 'clock' | 'settings'>,
  actor: Actor,
  { key, value }: { key: string; value: unknown },
): Promise<void> {
  assertCan(actor, 'settings.change')
  const at = house.clock.now()
  await house.write(actor, (tx) => house.settings.changeIn(tx, { key, value, at }))
  await house.settings.reload()
}
