import type { Tx } from '../kit/db/schema.ts'
import type { SubscriberState } from './tables.ts'

const noEndpoint = { endpoint: null, endpoint_origin: null, p256dh: null, auth: null } as const

export type Ended = { id: number; publicId: string; addressHash: string | null }

/** Those of them that had not ended; a browser's subscription is of no use any more. */
export async function markEnded(
  tx: Tx,
  { ids, state, at }: { ids: readonly number[]; state: Exclude<SubscriberState, 'waiting' | 'active'>; at: number },
): Promise<Ended[]> {
  if (ids.length === 0) return []
  const ended = await tx
    .updateTable('subscribers')
    .set({
      state,
      ended_at: at,
      next_digest_at: null,
      paused_until: null,
      ...(state === 'gone' && { ...noEndpoint }),
    })
    .where('id', 'in', [...ids])
    .where('state', 'in', ['waiting', 'active'])
    .returning(['id', 'public_id as publicId', 'address_id as addressId'])
    .execute()
  const addressIds = ended.flatMap(({ addressId }) => addressId ?? [])
  const hashes = new Map(
    addressIds.length === 0
      ? []
      : (
          await tx
            .selectFrom('addresses')
            .select(['id', 'address_hash as hash'])
            .where('id', 'in', addressIds)
            .execute()
        ).map(({ id, hash }) => [id, hash] as const),
  )
  return ended.map(({ addressId, ...one }) => ({ ...one, addressHash: hashes.get(addressId ?? 0) ?? null }))
}
