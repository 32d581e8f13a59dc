import type { JobHandler } from '../kit/queue/queue.ts'
import { derivingForm } from './derive-later.ts'
import { deriveMedia } from './derive-media.ts'

export const mediaJobs: Record<string, JobHandler> = {
  'media.derive': {
    concurrency: 1,
    run: (house, payload, context) => deriveMedia(house, derivingForm.parse(payload), context),
  },
}
