/** What stops a whole channel, or a whole sending, for a while. */
import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import type { Channel } from '../subscriptions/tables.ts'
import { minute, type Outcome } from './delivery.ts'

/** Why nothing could be handed over at all, and until when nobody tries. */
type Away = { until: number; fault: string }

/** How long until a mail server that is away is tried again. */
const awayMs = 10_000
/** At most this long, whatever the server says; and a clock that was put back delays nothing for longer. */
export const longestAwayMs = 10 * minute

const aways = perHouse(() => new Map<Channel, Away>())

export function awayOf(house: House, channel: Channel): Away | undefined {
  return aways(house).get(channel)
}

export function noteAway(house: House, channel: Channel, outcome: Outcome): void {
  const known = aways(house)
  if (outcome.kind !== 'away') known.delete(channel)
  else
    known.set(channel, {
      until: house.clock.now() + Math.min(longestAwayMs, outcome.afterMs ?? awayMs),
      fault: outcome.fault,
    })
}
