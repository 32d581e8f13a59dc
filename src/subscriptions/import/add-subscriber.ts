import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { recordDeed } from '../../kit/ledger.ts'
import type { Failure } from '../../kit/outcome.ts'
import { addressHash, normaliseAddress } from '../../readers/addresses.ts'
import { assertCan } from '../../staff/acts.ts'
import { notSubscribed } from '../refusals.ts'
import type { Choices } from '../subscriber.ts'
import { bringBatchIn, choicesFault, consentOf, refusals, type Standing } from './import-subscribers.ts'

export type Added = { outcome: 'added' } | Failure

/** One person who has agreed elsewhere, such as on paper; the same rules hold as for a list. */
export async function addSubscriber(
  house: House,
  actor: Actor,
  { address: typed, consent: said, choices }: { address: string; consent: string; choices: Choices },
): Promise<Added> {
  assertCan(actor, 'subscriber.manage')
  const address = normaliseAddress(typed)
  if (address === undefined) return notSubscribed('bad-address', 'invalid', 'Mail cannot be sent to this address.')
  const consent = consentOf(said)
  if (typeof consent !== 'string') return consent
  const fault = choicesFault(choices)
  if (fault !== undefined) return fault
  const at = house.clock.now()
  const hash = addressHash(house, address)
  const line = { line: 1, address, hash, standing: 'on', language: undefined, consentAt: undefined } as const
  return house.write(actor, async (tx): Promise<Added> => {
    const { added, refused } = await bringBatchIn(tx, house, { choices, consent }, [line])
    const [reason] = refused
    if (reason !== undefined) return standsAgainst(reason.reason)
    if (added === 0) return standsAgainst('known')
    const detail = { consent }
    await recordDeed(tx, { deed: 'subscribers.add', subject: 'subscribers', detail, at })
    return { outcome: 'added' }
  })
}

function standsAgainst(reason: Standing): Failure {
  return notSubscribed(`subscriber-${reason}`, 'conflict', `This address ${refusals[reason]}.`)
}
