import { z } from 'zod'
import type { JobHandler } from '../kit/queue/queue.ts'

export const mediaJobs: Record<string, JobHandler> = {
  'media.derive': {
    concurrency: 1,
    // The picture library takes 25 MB: it is loaded with the first picture.
    run: async (house, payload, context) => (await import('./derive-media.ts')).deriveMedia(house, z.object({ mediaId: z.int() }).parse(payload).mediaId, context),
  },
}
