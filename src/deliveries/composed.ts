import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { Composed, Composers } from './composer.ts'
import { contentOf, type Sending } from './sending-store.ts'

/** `changed`: that edition no longer exists. */
type Composing = Promise<Composed | 'changed' | undefined>
type Known = Map<string, { composing: Composing; madeAt: number }>

/** Editions that are going out right now. */
const maxKnown = 8
/**
 * What they tell of may be withdrawn or put right meanwhile, and no edition of the sending says so: most of all where
 * quiet hours lie between two messages.
 */
const trueForMs = 10_000
const knownOf = perHouse((): Known => new Map())

/** The messages of one edition, composed every few seconds for all chunks of it. */
export function composedOf(
  house: House,
  composers: Composers,
  { id, kind, edition }: Sending,
  channel: Channel,
): Composing {
  const known = knownOf(house)
  const key = `${id} ${edition} ${channel}`
  const before = known.get(key)
  const now = house.clock.now()
  if (before !== undefined && Math.abs(now - before.madeAt) < trueForMs) return before.composing
  const composing: Composing = contentOf(house.db, id).then(async (found) => {
    if (found?.edition !== edition) return 'changed'
    return composers[kind](house, { sendingId: id, kind, ...found, channel })
  })
  known.delete(key)
  known.set(key, { composing, madeAt: now })
  composing.catch(() => known.delete(key))
  const [oldest] = known.keys()
  if (known.size > maxKnown && oldest !== undefined) known.delete(oldest)
  return composing
}
