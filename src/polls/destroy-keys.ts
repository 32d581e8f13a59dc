import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'

const keptMs = 30 * 86_400_000

/**
 * Thirty days after a poll closed its key goes, and with it whatever could lead a kept hash back to a network or an
 * address.
 */
export async function destroyPollKeys(house: Pick<House, 'write' | 'clock'>): Promise<number> {
  const at = house.clock.now()
  return house.write(system, async (tx) => {
    const due = await tx
      .selectFrom('poll_keys')
      .innerJoin('polls', 'polls.id', 'poll_keys.poll_id')
      .select('polls.id')
      .where('poll_keys.material', 'is not', null)
      .where('polls.closes_at', '<=', at - keptMs)
      .limit(100)
      .execute()
    for (const { id } of due) {
      await tx.updateTable('poll_keys').set({ material: null, destroyed_at: at }).where('poll_id', '=', id).execute()
      await tx.deleteFrom('poll_networks').where('poll_id', '=', id).execute()
      await recordDeed(tx, { deed: 'poll.destroy-key', subject: `poll:${id}`, at })
    }
    return due.length
  })
}
