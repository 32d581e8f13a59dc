import { z } from 'zod'
import type { Tx } from '../kit/db/schema.ts'
import { defineJob, enqueue } from '../kit/queue/job.ts'

/** `quick`: the formats that make pages whole; `small`: the one with the fewest bytes, which takes most of the time. */
const derivingForm = z.object({ mediaId: z.int(), step: z.enum(['quick', 'small']) })
export type Deriving = z.infer<typeof derivingForm>

export const deriveJob = defineJob('media.derive', derivingForm, { concurrency: 1 })

/** All pictures of a paper are quickly there before the first is made smaller still. */
const priorities: Record<Deriving['step'], number> = { quick: -5, small: -6 }

/** Has a picture's renditions made in one or the other way. */
export async function deriveLater(tx: Tx, { mediaId, step }: Deriving, at: number): Promise<void> {
  const uniqueKey = step === 'quick' ? String(mediaId) : `${mediaId}.${step}`
  await enqueue(tx, deriveJob, { mediaId, step }, { at, uniqueKey, priority: priorities[step] })
}
