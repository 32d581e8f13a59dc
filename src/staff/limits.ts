import type { Limit } from '../kit/http/limits.ts'

/** Of one token, and of a network: whoever guesses tokens is a network. */
export const apiLimit: Limit = {
  name: 'api',
  reader: { burst: 120, perMinute: 600 },
  network: { burst: 300, perMinute: 1_200 },
}
