/**
 * The outcome of handing a message to a push service. `gone`: this subscription will never accept another. `later`: not
 * accepted, may be retried after that time; `isOfAll`: nor would the service accept any other until then. `refused`:
 * the service objected to what we sent or who we are, which applies to every other message too. `unanswered`: the
 * service received all of it and did not answer, and the reader may have it.
 */
export type PushOutcome =
  | { outcome: 'accepted' }
  | { outcome: 'gone'; reason: string }
  | { outcome: 'too-large'; reason: string }
  | { outcome: 'later'; afterMs: number; isOfAll: boolean; reason: string }
  | { outcome: 'refused'; status: number; reason: string }
  | { outcome: 'unanswered'; reason: string }

/** `words`: the beginning of the body, if the service said more than its status. */
export type ServiceAnswer = { status: number; retryAfter: string | undefined; words: string }

const second = 1000
const usualMs = new Map([
  [429, 60 * second],
  [503, 60 * second],
])
const longest = 24 * 3600 * second

/** RFC 8030, 5, 8.4, and how services interpret them. */
export function outcomeOf(answer: ServiceAnswer, now: number): PushOutcome {
  const { status } = answer
  const reason = answer.words === '' ? `${status}` : `${status}: ${answer.words}`
  if (status >= 200 && status < 300) return { outcome: 'accepted' }
  if (status === 404 || status === 410) return { outcome: 'gone', reason }
  if (status === 413) return { outcome: 'too-large', reason }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const wanted = retryAfterMs(answer.retryAfter, now)
    const afterMs = wanted ?? usualMs.get(status) ?? 30 * second
    return { outcome: 'later', afterMs, isOfAll: status === 429 || status === 503, reason }
  }
  return { outcome: 'refused', status, reason }
}

/** Seconds or a date (RFC 9110, 10.2.3), at least a second and at most a day. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  const wanted = /^\d{1,10}$/u.test(text) ? Number(text) * second : Date.parse(text) - now
  return Number.isNaN(wanted) ? undefined : Math.min(Math.max(wanted, second), longest)
}
