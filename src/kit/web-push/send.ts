import { isIP, type LookupFunction } from 'node:net'
import { openTurns } from '../http/turns.ts'
import { checkedAddresses, type Policy } from '../net.ts'
import { encryptMessage, browserKeysFault, maxMessageBytes, type OneTimeKey } from './encrypt.ts'
import { endpointFault } from './endpoint.ts'
import { NotSent, Unanswered, type Patience } from './exchange.ts'
import { openKeysAhead } from './keys-ahead.ts'
import { outcomeOf, type PushOutcome } from './outcome.ts'
import { openService, type Service, type ServiceOptions } from './service.ts'
import { vapidAuthorization, type VapidKey } from './vapid.ts'

/** How soon a phone in power-saving mode should be woken for it (RFC 8030, 5.3). */
export type Urgency = 'very-low' | 'low' | 'normal' | 'high'

/**
 * A message for one browser. `body` is the plain text, at most `maxMessageBytes`; `ttl` in seconds: how long the
 * service keeps it for a browser that is away; `topic`, at most 32 characters of base64url: it takes the place of a
 * message of the same topic that still waits there (RFC 8030, 5.4).
 */
export type PushMessage = {
  endpoint: string
  p256dh: Uint8Array
  auth: Uint8Array
  vapidKeyId: string
  body: Uint8Array
  ttl: number
  urgency: Urgency
  topic?: string
}

export type PushSender = {
  /** Hands one message over, once; any number may be in flight. Errors are reported as outcomes. */
  push(message: PushMessage, signal?: AbortSignal): Promise<PushOutcome>
  close(): void
}

/**
 * `keyOf`: the paper's key of an id, as long as there is one. `subject`: see vapidSubject. `ca` and `patience` are for
 * tests.
 */
export type SenderOptions = Policy & {
  keyOf(vapidKeyId: string): VapidKey | undefined
  subject(): string
  now(): number
  ca?: string
  maxParallel?: number
  patience?: Partial<Patience>
}

/** A service is given up on within half a minute. Idle connections close before most services close them. */
const usualPatience: Patience = { sendMs: 10_000, answerMs: 20_000, idleMs: 4000 }
/** Subscribers choose the service, so there may be very many; connections to idle ones are closed. */
const maxServices = 64

/** Then other work of the thread gets a turn: readers ask for pages meanwhile. */
const encryptedAtOnce = 8

/** Sends push messages (RFC 8030, 8291, 8292) to whatever services browsers have chosen, on the public internet. */
export function openPushSender(options: SenderOptions): PushSender {
  const services = new Map<string, Service>()
  const serviceOptions: ServiceOptions = {
    lookup: judgingLookup(options),
    ca: options.ca,
    maxParallel: options.maxParallel ?? 200,
    patience: { ...usualPatience, ...options.patience },
  }
  const ahead = openKeysAhead()
  const turns = openTurns({ atOnce: encryptedAtOnce, longestWaitMs: Infinity })
  const serviceOf = (url: URL) => {
    const known = services.get(url.origin)
    if (known !== undefined) return known
    if (services.size >= maxServices) closeIdle(services)
    const opened = openService(new URL(url.origin), serviceOptions)
    services.set(url.origin, opened)
    return opened
  }
  return {
    async push(message, signal) {
      const fault = messageFault(message, options.allowLoopback ?? false)
      if (fault !== undefined) return fault
      const url = new URL(message.endpoint)
      const key = options.keyOf(message.vapidKeyId)
      if (key === undefined) return { outcome: 'refused', status: 0, reason: `No VAPID key ${message.vapidKeyId}.` }
      const authorization = vapidAuthorization(key, url.origin, options.subject(), options.now())
      const headers = { ...headersOf(message), authorization }
      const body = await turns(async () => encrypted(message, ahead.take()))
      if (body === undefined) return { outcome: 'gone', reason: browserKeysFault(message) ?? 'Its keys are none.' }
      try {
        return outcomeOf(await serviceOf(url).post({ url, headers, body, signal }), options.now())
      } catch (error) {
        if (error instanceof Unanswered) return { outcome: 'unanswered', reason: error.message }
        if (error instanceof NotSent) return laterOf(error, signal?.aborted === true)
        throw error
      }
    },
    close() {
      ahead.stop()
      for (const service of services.values()) service.close()
      services.clear()
    },
  }
}

const unreachableMs = 30_000
const turnedAwayMs = 1_000

function laterOf({ message: reason, isTurnedAway }: NotSent, isStopped: boolean): PushOutcome {
  const isOfAll = !isTurnedAway && !isStopped
  return { outcome: 'later', afterMs: isTurnedAway ? turnedAwayMs : unreachableMs, isOfAll, reason }
}

/** Undefined if the browser's keys are not valid. */
function encrypted(message: PushMessage, own: OneTimeKey): Buffer | undefined {
  try {
    return encryptMessage(message.body, message, own)
  } catch {
    return undefined
  }
}

/** Answers without asking any service. A subscription with such an address never accepts anything. */
function messageFault(message: PushMessage, allowLoopback: boolean): PushOutcome | undefined {
  const reason = endpointFault(message.endpoint, allowLoopback)
  if (reason !== undefined) return { outcome: 'gone', reason }
  if (message.body.length <= maxMessageBytes) return undefined
  return { outcome: 'too-large', reason: `A push message has at most ${maxMessageBytes} bytes.` }
}

function headersOf({ ttl, urgency, topic }: PushMessage): Record<string, string> {
  if (topic !== undefined && !/^[\w-]{1,32}$/u.test(topic)) throw new RangeError(`No topic of a push message: ${topic}`)
  return {
    'content-type': 'application/notification+json',
    'content-encoding': 'aes128gcm',
    ttl: String(Math.max(0, Math.trunc(ttl))),
    urgency,
    ...(topic !== undefined && { topic }),
  }
}

/** All addresses of a name are judged, and exactly those are connected to, as in net.ts. */
function judgingLookup(policy: Policy): LookupFunction {
  return (host, wanted, answer) => {
    const url = new URL(`https://${isIP(host) === 6 ? `[${host}]` : host}`)
    checkedAddresses(url, policy, AbortSignal.timeout(10_000)).then(
      (addresses) => {
        const [first] = addresses
        if (wanted.all === true) answer(null, addresses)
        else answer(null, first?.address ?? '', first?.family)
      },
      (error: unknown) => answer(error instanceof Error ? error : new Error(String(error)), '', 0),
    )
  }
}

function closeIdle(services: Map<string, Service>): void {
  for (const [origin, service] of services) {
    if (!service.isIdle()) continue
    service.close()
    services.delete(origin)
  }
}
