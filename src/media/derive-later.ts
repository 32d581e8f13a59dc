import { z } from 'zod'
import type { NewJob } from '../kit/queue/store.ts'

/** `quick`: the formats that make pages whole; `small`: the one with the fewest bytes, which takes most of the time. */
const steps = ['quick', 'small'] as const

export const derivingForm = z.object({ mediaId: z.int(), step: z.enum(steps).default('quick') })
export type Deriving = z.infer<typeof derivingForm>

/** All pictures of a paper are quickly there before the first is made smaller still. */
const priorities: Record<Deriving['step'], number> = { quick: -5, small: -6 }

/** The job that makes a picture's renditions in one or the other way. */
export function derivingLater(mediaId: number, step: Deriving['step']): NewJob {
  return {
    name: 'media.derive',
    payload: { mediaId, step },
    uniqueKey: step === 'quick' ? String(mediaId) : `${mediaId}.${step}`,
    priority: priorities[step],
  }
}
