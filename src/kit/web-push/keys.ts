import type { Secrets } from '../secrets.ts'
import { vapidKeyOf, type VapidKey } from './vapid.ts'

/** What browsers subscribe with from now on; whoever keeps a subscription notes the id with it. */
export function currentVapidKey(secrets: Pick<Secrets, 'current'>): { keyId: string; publicKey: string } {
  const { keyId, material } = secrets.current('vapid')
  return { keyId, publicKey: vapidKeyOf(material).publicKey }
}

/** A subscription takes messages under the key that it was made with and no other (RFC 8292, 4.2). */
export function vapidKeyById(secrets: Pick<Secrets, 'byId'>, keyId: string): VapidKey | undefined {
  const secret = secrets.byId(keyId)
  return secret?.purpose === 'vapid' ? vapidKeyOf(secret.material) : undefined
}

/**
 * The id of the key that a browser says it subscribed with (base64url); undefined where it is none of ours, or one that
 * was destroyed. A page that was opened before a rotation still says the one before.
 */
export function vapidKeyIdOf(secrets: Pick<Secrets, 'all'>, publicKey: string): string | undefined {
  return secrets.all('vapid').find(({ material }) => vapidKeyOf(material).publicKey === publicKey)?.keyId
}
