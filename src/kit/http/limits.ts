import { randomBytes } from 'node:crypto'
import { prefixHash } from '../prefix-hash.ts'

/** So many at once, then so many a minute. */
type Rate = { burst: number; perMinute: number }

/**
 * How often something may be asked for: by one reader, and by one network (/24, /48). A network may be a whole town
 * behind one mobile operator: its figures stop machines, not a rush. What a vote or comment is worth is decided by the
 * rooms' own rules. Each room has its limits in `limits.ts`; routes of one limit are counted together.
 */
export type Limit = { readonly name: string; readonly reader: Rate; readonly network: Rate }

/** An address that is not known (proxies.ts) would be everybody's: no network is counted then. */
export type Asking = { readerId: string | undefined; address: string | undefined }

export type Limits = {
  /** Whether this request is one too many, and if so how long to wait. */
  secondsToWait(limit: Limit, asking: Asking): number
}

/** Ten megabytes. */
const maxBuckets = 50_000

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
    if (buckets.size > maxBuckets) buckets.delete(buckets.keys().next().value ?? '')
    return tokens < 1 ? Math.ceil(((1 - tokens) / rate.perMinute) * 60) : 0
  }

  return {
    secondsToWait(limit, { readerId, address }) {
      const { name } = limit
      const ofReader = readerId === undefined ? 0 : take(`${name} reader ${readerId}`, limit.reader)
      if (ofReader > 0 || address === undefined) return ofReader
      return take(`${name} network ${prefixHash(key, address) ?? 'unknown'}`, limit.network)
    },
  }
}
