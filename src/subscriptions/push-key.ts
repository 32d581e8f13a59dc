import { createECDH } from 'node:crypto'
import type { House } from '../kit/house.ts'

/** What a browser subscribes with (RFC 8292, 3.2): the public point of the paper's key, uncompressed, base64url. */
export function pushKey({ secrets }: Pick<House, 'secrets'>): string {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(secrets.current('vapid').material)
  return pair.getPublicKey('base64url')
}
