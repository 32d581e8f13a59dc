import type { Limit } from '../kit/http/limits.ts'

export const followLimit: Limit = {
  name: 'follow',
  reader: { burst: 5, perMinute: 2 },
  network: { burst: 30, perMinute: 20 },
}

export const pushLimit: Limit = {
  name: 'push',
  reader: { burst: 20, perMinute: 10 },
  network: { burst: 200, perMinute: 200 },
}

/** One-click unsubscribing comes from the few networks of large mail providers, for all their users. */
export const preferencesLimit: Limit = {
  name: 'preferences',
  reader: { burst: 30, perMinute: 30 },
  network: { burst: 3_000, perMinute: 6_000 },
}
