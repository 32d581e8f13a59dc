import { z } from 'zod'
import { defineJob } from '../kit/queue/job.ts'

/** `memberId`: null where nobody has the address that was typed, so that both cost the same. */
export const signInLinkJob = defineJob('accounts.sign-in-link', z.object({ memberId: z.int().nullable() }), {
  priority: 10,
})
