import type { SendingKind } from '../deliveries/tables.ts'
import type { Tx } from '../kit/db/schema.ts'
/** What goes out at once. */
import { publicId as newId } from '../kit/ids.ts'

export async function createSendingIn(
  tx: Tx,
  { kind, content, lastSubscriber, at }: { kind: SendingKind; content: unknown; lastSubscriber: number; at: number },
): Promise<{ id: number; publicId: string }> {
  const publicId = newId()
  const { id } = await tx
    .insertInto('sendings')
    .values({
      public_id: publicId,
      kind,
      state: 'freezing',
      content: JSON.stringify(content),
      frozen_last: lastSubscriber,
      created_at: at,
      moved_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, publicId }
}
