/** Browsers that take notifications. */
import { createECDH } from 'node:crypto'
import { subjectHash, takeIn, type Taking } from '../kit/allowances.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { addressFault } from '../kit/net-address.ts'
import { networkPrefix } from '../kit/prefix-hash.ts'
import { ensureReader } from '../readers/store.ts'
import { byLink } from './leave.ts'
import { dropDevice, putDevice } from './state-store.ts'
import { followedThreads, replaceFollowed } from './store.ts'
import { choiceFaults, threadDays, timeZoneOf, type ChoiceFaults, type Choices } from './subscriber.ts'

export type PushSubscribing = {
  endpoint: string
  /** As the browser gives them (Push API): base64url. */
  keys: { p256dh: string; auth: string }
  choices: Choices
  readerId: string
  from: string | undefined
}

export type PushSubscribed =
  | { outcome: 'subscribed'; publicId: string }
  | { outcome: 'refused'; faults: ChoiceFaults }
  | { outcome: 'not-an-endpoint' | 'not-a-key' }
  | { outcome: 'too-often'; againAt: number }

/** So many browsers are let in by one reader, and by one network: each is an address that we send to. */
const allowances = { 'push-reader': { hour: 20, day: 60 }, 'push-network': { hour: 600, day: 3_000 } } as const

/** A browser agrees to notifications, or says again which. */
export async function subscribePush(house: House, request: PushSubscribing): Promise<PushSubscribed> {
  const { endpoint, keys, readerId } = request
  const choices = { ...request.choices, timeZone: timeZoneOf(request.choices.timeZone) ?? '' }
  const faults = choiceFaults(choices, 'push')
  if (Object.keys(faults).length > 0) return { outcome: 'refused', faults }
  if (!isEndpoint(house, endpoint)) return { outcome: 'not-an-endpoint' }
  const [p256dh, auth] = [Buffer.from(keys.p256dh, 'base64url'), Buffer.from(keys.auth, 'base64url')]
  if (!isPoint(p256dh) || auth.length !== 16) return { outcome: 'not-a-key' }
  const at = house.clock.now()
  return house.write({ kind: 'reader', id: readerId }, async (tx): Promise<PushSubscribed> => {
    const refused = await takeIn(tx, takingsOf(house, request), at)
    if (refused !== undefined) return { outcome: 'too-often', againAt: refused.againAt }
    await ensureReader(tx, readerId, at)
    const vapidKeyId = house.secrets.current('vapid').keyId
    const device = await putDevice(tx, { endpoint, p256dh, auth, vapidKeyId, readerId }, { choices, at })
    // A browser that says its topics again still follows the stories that it did.
    const followed = (await followedThreads(tx, device.id)).map(({ articleId }) => articleId)
    const threadIds = [...followed, ...choices.threadIds]
    await replaceFollowed(tx, device.id, { ...choices, threadIds, until: at + threadDays * 86_400_000 })
    return { outcome: 'subscribed', publicId: device.publicId }
  })
}

function takingsOf(house: House, { readerId, from }: PushSubscribing): Taking[] {
  const network = from === undefined ? undefined : (networkPrefix(from) ?? 'unknown')
  const whos = [
    ['push-reader', readerId],
    ['push-network', network],
  ] as const
  return whos.flatMap(([name, who]) =>
    who === undefined ? [] : [{ name, subject: subjectHash(house, who), allowance: allowances[name] }],
  )
}

/** Whoever knows a browser's endpoint is that browser. */
export async function stopPush(house: House, { endpoint }: { endpoint: string }): Promise<{ outcome: 'stopped' }> {
  const at = house.clock.now()
  return house.write(byLink, async (tx) => {
    const publicId = await dropDevice(tx, endpoint, at)
    if (publicId !== undefined)
      await recordDeed(tx, { deed: 'subscriber.leave', subject: `subscriber:${publicId}`, at })
    return { outcome: 'stopped' }
  })
}

const longest = 2_000

/**
 * An address of a push service (RFC 8030): https, at a public name. Where a name leads is looked at when something is
 * sent.
 */
function isEndpoint({ config }: House, endpoint: string): boolean {
  if (endpoint.length > longest || !URL.canParse(endpoint)) return false
  const { protocol, hostname, username, password, hash, port } = new URL(endpoint)
  if (username !== '' || password !== '' || hash !== '') return false
  const isHere = hostname === '127.0.0.1' || hostname === 'localhost'
  if (isHere) return config.allowLoopbackFetch
  return protocol === 'https:' && port === '' && isPublicName(hostname)
}

function isPublicName(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/gu, '')
  if (bare.includes(':') || /^[\d.]+$/u.test(bare)) return addressFault(bare, false) === undefined
  return bare.includes('.') && !/\.(?:local|localhost|internal|home\.arpa)\.?$/u.test(bare)
}

/** An uncompressed point of P-256 (RFC 8291, 2.1) that lies on the curve. */
function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false
  const own = createECDH('prime256v1')
  own.generateKeys()
  try {
    own.computeSecret(bytes)
    return true
  } catch {
    return false
  }
}
