import type { Limit } from '../kit/http/limits.ts'

/** Passes are fetched on the first touch of every form. */
export const passLimit: Limit = {
  name: 'pass',
  reader: { burst: 60, perMinute: 60 },
  network: { burst: 2_000, perMinute: 6_000 },
}

export const mailLimit: Limit = {
  name: 'mail',
  reader: { burst: 5, perMinute: 2 },
  network: { burst: 30, perMinute: 20 },
}

export const confirmLimit: Limit = {
  name: 'confirm',
  reader: { burst: 20, perMinute: 20 },
  network: { burst: 200, perMinute: 200 },
}

export const ownDataLimit: Limit = {
  name: 'own-data',
  reader: { burst: 10, perMinute: 10 },
  network: { burst: 200, perMinute: 200 },
}
