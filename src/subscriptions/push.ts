/** Browsers that take notifications. */
import { subjectHash, takeIn, type Taking } from '../kit/allowances.ts'
import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { networkPrefix } from '../kit/prefix-hash.ts'
import { browserKeysFault } from '../kit/web-push/encrypt.ts'
import { endpointFault } from '../kit/web-push/endpoint.ts'
import { vapidKeyIdOf } from '../kit/web-push/keys.ts'
import { ensureReader } from '../readers/store.ts'
import { byLink } from './leave.ts'
import { dropDevice, heldDevices, moveDevice, putDevice, type Device } from './state-store.ts'
import { followedThreads, replaceFollowed } from './store.ts'
import { choiceFaults, threadDays, timeZoneOf, type ChoiceFaults, type Choices } from './subscriber.ts'

/** A subscription as the browser reports it (Push API); all but `endpoint` in base64url. */
export type PushSubscription = {
  endpoint: string
  keys: { p256dh: string; auth: string }
  /** The key it subscribed with (RFC 8292, 4.1). */
  applicationServerKey: string
}

type By = { readerId: string; from: string | undefined }

export type PushSubscribing = By & { subscription: PushSubscription; choices: Choices }

/** `words`, in English: why nothing can be sent there. */
type NotTaken = { outcome: 'not-taken'; words: string }
type TooOften = { outcome: 'too-often'; againAt: number }

export type PushSubscribed =
  | { outcome: 'subscribed'; publicId: string }
  | { outcome: 'refused'; faults: ChoiceFaults }
  | NotTaken
  | TooOften

/** Limits per reader and per network: each browser is an address that we send to. */
const allowances = { 'push-reader': { hour: 20, day: 60 }, 'push-network': { hour: 600, day: 3_000 } } as const

/** A browser agrees to notifications, or updates its choices. */
export async function subscribePush(house: House, request: PushSubscribing): Promise<PushSubscribed> {
  const { readerId } = request
  const choices = { ...request.choices, timeZone: timeZoneOf(request.choices.timeZone) ?? '' }
  const faults = choiceFaults(choices, 'push')
  if (Object.keys(faults).length > 0) return { outcome: 'refused', faults }
  const device = deviceOf(house, request.subscription)
  if ('words' in device) return device
  const at = house.clock.now()
  return house.write({ kind: 'reader', id: readerId }, async (tx): Promise<PushSubscribed> => {
    const refused = await takeIn(tx, takingsOf(house, request), at)
    if (refused !== undefined) return { outcome: 'too-often', againAt: refused.againAt }
    await ensureReader(tx, readerId, at)
    const { id, publicId } = await putDevice(tx, { ...device, readerId }, { choices, at })
    // A browser that updates its topics keeps the stories it follows.
    const followed = (await followedThreads(tx, id)).map(({ articleId }) => articleId)
    const threadIds = [...followed, ...choices.threadIds]
    await replaceFollowed(tx, id, { ...choices, threadIds, until: at + threadDays * 86_400_000 })
    return { outcome: 'subscribed', publicId }
  })
}

/** Where a name resolves to is checked when something is sent. */
function deviceOf({ config, secrets }: House, given: PushSubscription): Omit<Device, 'readerId'> | NotTaken {
  const { endpoint } = given
  const [p256dh, auth] = [Buffer.from(given.keys.p256dh, 'base64url'), Buffer.from(given.keys.auth, 'base64url')]
  const words = endpointFault(endpoint, config.allowLoopbackFetch) ?? browserKeysFault({ p256dh, auth })
  if (words !== undefined) return { outcome: 'not-taken', words }
  const vapidKeyId = vapidKeyIdOf(secrets, given.applicationServerKey)
  if (vapidKeyId === undefined)
    return { outcome: 'not-taken', words: 'The browser subscribed with a key that is not this paper’s.' }
  return { endpoint, p256dh, auth, vapidKeyId }
}

function takingsOf(house: House, { readerId, from }: By): Taking[] {
  const network = from === undefined ? undefined : (networkPrefix(from) ?? 'unknown')
  const whos = [
    ['push-reader', readerId],
    ['push-network', network],
  ] as const
  return whos.flatMap(([name, who]) =>
    who === undefined ? [] : [{ name, subject: subjectHash(house, who), allowance: allowances[name] }],
  )
}

export type PushReplacing = By & { subscription: PushSubscription; replaces: string }

/** `unknown`: the earlier subscription is not active, so there is nothing to continue. */
export type PushReplaced = { outcome: 'subscribed'; publicId: string } | { outcome: 'unknown' } | NotTaken | TooOften

/**
 * A subscription replaces another of the same browser, which the push service or a new key has ended, and takes over
 * its choices; or itself, with new keys. Whoever knows a browser's endpoint is that browser.
 */
export async function replacePush(house: House, request: PushReplacing): Promise<PushReplaced> {
  const device = deviceOf(house, request.subscription)
  if ('words' in device) return device
  const at = house.clock.now()
  return house.write(byLink, async (tx): Promise<PushReplaced> => {
    const held = await heldDevices(tx, [request.replaces, device.endpoint])
    const [old, own] = [request.replaces, device.endpoint].map((at) => held.find(({ endpoint }) => endpoint === at))
    // The page and the worker may both have noticed, and both report it.
    if (own?.state === 'active' && (old?.state !== 'active' || isSame(own, device)))
      return { outcome: 'subscribed', publicId: own.publicId }
    if (old?.state !== 'active') return { outcome: 'unknown' }
    const refused = await takeIn(tx, takingsOf(house, request), at)
    if (refused !== undefined) return { outcome: 'too-often', againAt: refused.againAt }
    if (own !== undefined && own.id !== old.id) await dropIn(tx, device.endpoint, at)
    await moveDevice(tx, old.id, device)
    return { outcome: 'subscribed', publicId: old.publicId }
  })
}

type Keys = { p256dh: Uint8Array | null; vapidKeyId: string | null }

function isSame(a: Keys, b: Keys): boolean {
  return a.vapidKeyId === b.vapidKeyId && Buffer.from(a.p256dh ?? []).equals(b.p256dh ?? new Uint8Array())
}

/** Whoever knows a browser's endpoint is that browser. */
export async function stopPush(house: House, { endpoint }: { endpoint: string }): Promise<{ outcome: 'stopped' }> {
  await house.write(byLink, (tx) => dropIn(tx, endpoint, house.clock.now()))
  return { outcome: 'stopped' }
}

async function dropIn(tx: Tx, endpoint: string, at: number): Promise<void> {
  const publicId = await dropDevice(tx, endpoint, at)
  if (publicId !== undefined) await recordDeed(tx, { deed: 'subscriber.leave', subject: `subscriber:${publicId}`, at })
}
