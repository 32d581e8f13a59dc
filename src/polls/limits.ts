import type { Limit } from '../kit/http/limits.ts'

export const voteLimit: Limit = {
  name: 'vote',
  reader: { burst: 20, perMinute: 20 },
  network: { burst: 2_000, perMinute: 6_000 },
}

/** A long list of receipts takes a second of work each time; proving a count takes only one. */
export const receiptsLimit: Limit = {
  name: 'receipts',
  reader: { burst: 20, perMinute: 20 },
  network: { burst: 40, perMinute: 60 },
}
