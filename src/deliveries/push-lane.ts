import type { House } from '../kit/house.ts'
import type { PushMessage } from '../kit/web-push/send.ts'
import type { PushWords } from './composer.ts'
import { retryAfterMs, type Marked, type Outcome } from './delivery.ts'
import type { Lane } from './lane.ts'
import { noteRefusal, noteTaken, refusingServices } from './push-refusals.ts'
import type { Rate } from './rate-store.ts'

/** Messages of one chunk in flight: what a service takes at once over a few connections (kit/web-push). */
const window = 200
/** How long until a service that refuses everything is asked again. */
const refusedMs = 60_000

/** Each browser names its own push service, and each service has its own rate. */
export function openPushLane(house: House): Lane {
  const { perSecond } = house.settings.current().push
  const rateOf = (origin: string): Rate => ({ name: `push:${origin}`, perSecond })
  return {
    window,
    pace: { rate: undefined, rateOf: ({ endpoint }) => (endpoint === null ? undefined : rateOf(originOf(endpoint))) },
    refusing: () => refusingServices(house),
    async hand({ composed, row }, signal) {
      const message = messageFor(composed.push?.(row), row)
      if (message === undefined) return { kind: 'failed', fault: 'there is no notification for this' }
      const origin = originOf(message.endpoint)
      const outcome = await house.push.push(message, signal)
      if (outcome.outcome === 'accepted') {
        noteTaken(house, origin)
        return { kind: 'accepted' }
      }
      // Anybody who knows an endpoint can reach the browser.
      const fault = outcome.reason.replaceAll(message.endpoint, '(endpoint)')
      switch (outcome.outcome) {
        case 'gone':
          return { kind: 'bounced', fault }
        case 'too-large':
          return { kind: 'failed', fault }
        case 'unanswered':
          return { kind: 'uncertain', fault }
        case 'later':
          return laterOf(rateOf(origin), row, { ...outcome, fault })
        case 'refused':
          return noteRefusal(house, origin, fault)
            ? {
                kind: 'later',
                fault,
                afterMs: retryAfterMs(row.attempts + 1),
                holds: { ...rateOf(origin), ms: refusedMs },
              }
            : { kind: 'later', fault }
      }
    },
  }
}

/**
 * A name that leads nowhere, or inward, shows only when it is contacted: so the pauses between tries grow and
 * eventually end, whatever the service says.
 */
function laterOf(
  rate: Rate,
  { attempts }: Marked,
  { fault, afterMs, isOfAll }: { fault: string; afterMs: number; isOfAll: boolean },
): Outcome {
  const longer = Math.max(afterMs, retryAfterMs(attempts + 1))
  return { kind: 'later', fault, afterMs: longer, ...(isOfAll && { holds: { ...rate, ms: afterMs } }) }
}

function messageFor(words: PushWords | undefined, row: Marked): PushMessage | undefined {
  const { endpoint, p256dh, auth, vapidKeyId } = row
  if (words === undefined || endpoint === null || p256dh === null || auth === null || vapidKeyId === null)
    return undefined
  const { message: body, ttl, urgency, topic } = words
  return { endpoint, p256dh, auth, vapidKeyId, body, ttl, urgency, ...(topic !== undefined && { topic }) }
}

/** An endpoint is checked before it is used; nothing is known about one that is not an address. */
function originOf(endpoint: string): string {
  return URL.parse(endpoint)?.origin ?? 'null'
}
