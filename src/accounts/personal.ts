import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { addressHash } from '../readers/addresses.ts'
import { eraseUnconfirmed } from '../readers/personal.ts'

/**
 * The address to which a member's links were sent, once it is theirs no longer, with the words of those mails. One that
 * somebody has confirmed as a reader is that reader's, and stays.
 */
export async function eraseMemberAddress(
  tx: Tx,
  house: Pick<House, 'secrets'>,
  { email, at }: { email: string | null; at: number },
): Promise<void> {
  if (email === null) return
  const known = tx.selectFrom('addresses').select('id').where('address_hash', '=', addressHash(house, email))
  const address = await known.executeTakeFirst()
  if (address !== undefined) await eraseUnconfirmed(tx, { id: address.id, at })
}
