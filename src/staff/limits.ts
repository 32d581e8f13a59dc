import type { Limit } from '../kit/http/limits.ts'

/** Per token, and per network, since only a network identifies somebody who guesses tokens. */
export const apiLimit: Limit = {
  name: 'api',
  reader: { burst: 120, perMinute: 600 },
  network: { burst: 300, perMinute: 1_200 },
}
