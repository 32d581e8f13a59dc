import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { addressHash, normaliseAddress } from '../readers/addresses.ts'
import { assertCan } from '../staff/acts.ts'
import { noSuchPoll } from './no-such-poll.ts'
import { pollIdByPublicId } from './store.ts'
import { insertVoters } from './voter-store.ts'

export type VotersListed = { outcome: 'listed'; addresses: number } | Failure

const shownFaults = 20

/**
 * Who may vote in a poll for listed readers. The addresses themselves are not kept: only what the house makes of them
 * to know them again.
 */
export async function listVoters(
  house: Pick<House, 'write' | 'clock' | 'secrets'>,
  actor: Actor,
  { publicId, addresses }: { publicId: string; addresses: readonly string[] },
): Promise<VotersListed> {
  assertCan(actor, 'poll.edit')
  const faults = addresses.flatMap((address, index) =>
    normaliseAddress(address) === undefined ? [`line ${index + 1}, "${address}", is not an email address`] : [],
  )
  if (faults.length > 0) return failed('invalid', faults.slice(0, shownFaults).join('; '))
  const hashes = [...new Set(addresses.map((address) => addressHash(house, normaliseAddress(address) ?? '')))]
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const pollId = await pollIdByPublicId(tx, publicId)
    if (pollId === undefined) return noSuchPoll(publicId)
    await insertVoters(tx, pollId, hashes)
    await recordDeed(tx, {
      deed: 'poll.list-voters',
      subject: `poll:${pollId}`,
      detail: { addresses: hashes.length },
      at,
    })
    return { outcome: 'listed', addresses: hashes.length }
  })
}
