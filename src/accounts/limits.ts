import type { Limit } from '../kit/http/limits.ts'

/** What strangers change, which is signing in: per network, perhaps a newsroom on a Monday morning. */
export const strangerLimit: Limit = {
  name: 'api-stranger',
  reader: { burst: 60, perMinute: 30 },
  network: { burst: 60, perMinute: 30 },
}
