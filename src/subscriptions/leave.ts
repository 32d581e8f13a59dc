/** How subscribers go because nothing reaches them, or is not to. */
import type { Tx } from '../kit/db/schema.ts'
import { recordDeeds } from '../kit/ledger.ts'
import { suppressAddress } from '../readers/suppression-store.ts'
import { markEnded } from './state-store.ts'

export type Ending = {
  ids: readonly number[]
  /** `bounced`: the mailbox is gone. `complained`, to their provider. `gone`: the browser's subscription has ended. */
  how: 'bounced' | 'complained' | 'gone'
  at: number
}

/**
 * Nothing reaches them any more, or is not to: for deliveries. An address that bounced or complained gets no mail of
 * whatever kind. Those that had ended stay as they are; how many had not.
 */
export async function endSubscriptionsIn(tx: Tx, { ids, how, at }: Ending): Promise<number> {
  const ended = await markEnded(tx, { ids, state: how, at })
  for (const { addressHash } of ended) if (addressHash !== null) await suppressAddress(tx, addressHash, how, at)
  await recordDeeds(
    tx,
    ended.map(({ publicId }) => ({ deed: 'subscriber.end', subject: `subscriber:${publicId}`, detail: { how }, at })),
  )
  return ended.length
}
