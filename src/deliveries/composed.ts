import type { House } from '../kit/house.ts'
import { perHouse } from '../kit/per-house.ts'
import type { Channel } from '../subscriptions/tables.ts'
import type { Composed, Composers } from './composer.ts'
import { contentOf, type Sending } from './sending-store.ts'

/** `changed`: that edition no longer exists. */
type Composing = Promise<Composed | 'changed' | undefined>
type Known = Map<string, Composing>

/** Editions that are going out right now. */
const maxKnown = 8
const knownOf = perHouse((): Known => new Map())

/** The messages of one edition, composed once for all chunks of it. */
export function composedOf(
  house: House,
  composers: Composers,
  { id, kind, edition }: Sending,
  channel: Channel,
): Composing {
  const known = knownOf(house)
  const key = `${id} ${edition} ${channel}`
  const before = known.get(key)
  if (before !== undefined) return before
  const composing: Composing = contentOf(house.db, id).then(async (found) => {
    if (found?.edition !== edition) return 'changed'
    return composers[kind](house, { sendingId: id, kind, ...found, channel })
  })
  known.set(key, composing)
  composing.catch(() => known.delete(key))
  const [oldest] = known.keys()
  if (known.size > maxKnown && oldest !== undefined) known.delete(oldest)
  return composing
}
