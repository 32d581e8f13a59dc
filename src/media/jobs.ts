import { z } from 'zod'
import type { JobHandler } from '../kit/queue/queue.ts'
import { deriveMedia } from './derive-media.ts'

export const mediaJobs: Record<string, JobHandler> = {
  'media.derive': {
    concurrency: 1,
    run: (house, payload, context) => deriveMedia(house, z.object({ mediaId: z.int() }).parse(payload).mediaId, context),
  },
}
