import type { Tx } from '../kit/db/schema.ts'
import { pushRefused } from './pause.ts'
import { hasOverdue, originsPutOff } from './row-store.ts'
import { countsOf, setSendingState, type Sending } from './sending-store.ts'

/** Rows looked at, the first to come up again: rows that only wait would come up sooner than these. */
const looked = 1_000

/**
 * Pauses a sending that has nothing left but notifications for services that refuse everything: a person has to fix
 * that. `refusing`: what they say, by origin. Returns whether it was paused.
 */
export async function pauseIfRefusedIn(
  tx: Tx,
  sending: Sending,
  refusing: ReadonlyMap<string, string>,
  at: number,
): Promise<boolean> {
  if (refusing.size === 0 || sending.state !== 'sending') return false
  const { email, push } = await countsOf(tx, sending.id)
  if (email.planned + email.handing + push.handing > 0 || push.planned === 0) return false
  if (await hasOverdue(tx, sending.id, at)) return false
  const origins = await originsPutOff(tx, sending.id, looked)
  if (origins.length === 0 || origins.some((origin) => !refusing.has(origin))) return false
  const [first = ''] = origins
  const hosts = origins.map((origin) => new URL(origin).host)
  const pause = pushRefused(hosts, refusing.get(first) ?? '')
  await setSendingState(tx, sending.id, { state: 'paused', pause, at })
  return true
}
