import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { recordDeed } from '../../kit/ledger.ts'
import { failed, type Failure } from '../../kit/outcome.ts'
import { addressHash, normaliseAddress } from '../../readers/addresses.ts'
import { assertCan } from '../../staff/acts.ts'
import { choiceFaults, type Choices } from '../subscriber.ts'
import { bringBatchIn, refusals } from './import-subscribers.ts'

export type Added = { outcome: 'added' } | Failure

/** One person who has agreed elsewhere, such as on paper; the same rules hold as for a list. */
export async function addSubscriber(
  house: House,
  actor: Actor,
  { address: typed, consent, choices }: { address: string; consent: string; choices: Choices },
): Promise<Added> {
  assertCan(actor, 'subscriber.manage')
  const address = normaliseAddress(typed)
  if (address === undefined) return failed('invalid', 'Mail cannot be sent to this address.')
  if (consent.trim() === '') return failed('invalid', 'Say where they agreed to get mail: it is stored with them.')
  if (Object.keys(choiceFaults(choices, 'email')).length > 0)
    return failed('invalid', 'Say what they should get: topics or everything, and a known pace.')
  const at = house.clock.now()
  const hash = addressHash(house, address)
  const line = { line: 1, address, hash, standing: 'on', language: undefined, consentAt: undefined } as const
  return house.write(actor, async (tx): Promise<Added> => {
    const { added, refused } = await bringBatchIn(tx, house, { choices, consent: consent.trim() }, [line])
    const [reason] = refused
    if (reason !== undefined) return failed('conflict', `This address ${refusals[reason.reason]}.`)
    if (added === 0) return failed('conflict', 'This address is already subscribed.')
    const detail = { consent: consent.trim() }
    await recordDeed(tx, { deed: 'subscribers.add', subject: 'subscribers', detail, at })
    return { outcome: 'added' }
  })
}
