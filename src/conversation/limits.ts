import type { Limit } from '../kit/http/limits.ts'

export const commentLimit: Limit = {
  name: 'comment',
  reader: { burst: 5, perMinute: 4 },
  network: { burst: 60, perMinute: 60 },
}
