import type { Limit } from '../kit/http/limits.ts'

export const searchLimit: Limit = {
  name: 'search',
  reader: { burst: 20, perMinute: 60 },
  network: { burst: 300, perMinute: 600 },
}
