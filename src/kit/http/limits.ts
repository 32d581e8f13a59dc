import { randomBytes } from 'node:crypto'
import { prefixHash } from '../prefix-hash.ts'

/** So many at once, then so many a minute. */
type Rate = { burst: number; perMinute: number }

/**
 * For one reader, and for one network (/24, /48). A network may be a whole town behind one mobile operator: those
 * figures stop machines, not a rush. What a vote or comment is worth is decided by the rooms' own rules.
 */
const limits: Record<string, { reader: Rate; network: Rate }> = {
  vote: { reader: { burst: 20, perMinute: 20 }, network: { burst: 2_000, perMinute: 6_000 } },
  comment: { reader: { burst: 5, perMinute: 4 }, network: { burst: 60, perMinute: 60 } },
  report: { reader: { burst: 10, perMinute: 6 }, network: { burst: 60, perMinute: 60 } },
  pass: { reader: { burst: 60, perMinute: 60 }, network: { burst: 2_000, perMinute: 6_000 } },
  mail: { reader: { burst: 5, perMinute: 2 }, network: { burst: 30, perMinute: 20 } },
  confirm: { reader: { burst: 20, perMinute: 20 }, network: { burst: 200, perMinute: 200 } },
  me: { reader: { burst: 10, perMinute: 10 }, network: { burst: 200, perMinute: 200 } },
  // A long list of receipts takes a second of work each time; whoever proves a count needs it once.
  list: { reader: { burst: 20, perMinute: 20 }, network: { burst: 40, perMinute: 60 } },
  search: { reader: { burst: 20, perMinute: 60 }, network: { burst: 300, perMinute: 600 } },
}

/** An address that is not known (proxies.ts) would be everybody's: no network is counted then. */
export type Asking = { readerId: string | undefined; address: string | undefined }

export type Limits = {
  /** Whether this request is one too many, and if so how long to wait. */
  secondsToWait(name: string, asking: Asking): number
}

/** Ten megabytes. */
const mostBuckets = 50_000

/** Token buckets in this process's memory. Networks are kept as hashes under a key that ends with the process. */
export function openLimits(now: () => number): Limits {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const key = randomBytes(32)

  function take(name: string, rate: Rate): number {
    const time = now()
    const known = buckets.get(name)
    const gained = known === undefined ? rate.burst : (Math.max(0, time - known.at) / 60_000) * rate.perMinute
    const tokens = Math.min(rate.burst, (known?.tokens ?? 0) + gained)
    buckets.delete(name)
    buckets.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at: time })
    if (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value ?? '')
    return tokens < 1 ? Math.ceil(((1 - tokens) / rate.perMinute) * 60) : 0
  }

  return {
    secondsToWait(name, { readerId, address }) {
      const limit = limitOf(name)
      const ofReader = readerId === undefined ? 0 : take(`${name} reader ${readerId}`, limit.reader)
      if (ofReader > 0 || address === undefined) return ofReader
      return take(`${name} network ${prefixHash(key, address) ?? 'unknown'}`, limit.network)
    },
  }
}

/** @throws when no route may use this name */
export function limitOf(name: string): { reader: Rate; network: Rate } {
  const limit = limits[name]
  if (limit === undefined)
    throw new Error(`there is no rate limit called ${name}; there are ${Object.keys(limits).join(', ')}`)
  return limit
}
