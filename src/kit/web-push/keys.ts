import type { Secrets } from '../secrets.ts'
import { vapidKeyOf, type VapidKey } from './vapid.ts'

/** The key browsers subscribe with from now on; whoever stores a subscription stores the id with it. */
export function currentVapidKey(secrets: Pick<Secrets, 'current'>): { keyId: string; publicKey: string } {
  const { keyId, material } = secrets.current('vapid')
  return { keyId, publicKey: vapidKeyOf(material).publicKey }
}

/** A subscription accepts messages only under the key it was made with (RFC 8292, 4.2). */
export function vapidKeyById(secrets: Pick<Secrets, 'byId'>, keyId: string): VapidKey | undefined {
  const secret = secrets.byId(keyId)
  return secret?.purpose === 'vapid' ? vapidKeyOf(secret.material) : undefined
}

/**
 * The id of the key a browser says it subscribed with (base64url); undefined if it is not ours, or was destroyed. A
 * page opened before a rotation still reports the old one.
 */
export function vapidKeyIdOf(secrets: Pick<Secrets, 'all'>, publicKey: string): string | undefined {
  return secrets.all('vapid').find(({ material }) => vapidKeyOf(material).publicKey === publicKey)?.keyId
}
