import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { deleteNetworks, destroyKey, keptKeys } from './voter-store.ts'

const keptMs = 30 * 86_400_000

/**
 * Thirty days after a poll closed its key goes, and with it whatever could lead a kept hash back to a network or an
 * address.
 */
export async function destroyPollKeys(house: Pick<House, 'write' | 'clock'>): Promise<number> {
  const at = house.clock.now()
  return house.write(system, async (tx) => {
    const due = await keptKeys(tx, { closedBefore: at - keptMs, limit: 100 })
    for (const id of due) {
      await destroyKey(tx, id, at)
      await deleteNetworks(tx, id)
      await recordDeed(tx, { deed: 'poll.destroy-key', subject: `poll:${id}`, at })
    }
    return due.length
  })
}
