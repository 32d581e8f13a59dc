import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

const keys = new WeakMap<Uint8Array, KeyObject>()

/**
 * HMAC-SHA256. A key that is handed over as bytes is made into an object each time, which is 24 of 29 µs (Node 24.21,
 * 2026-11): kept for as long as the bytes are.
 */
export function hmacSha256(key: Uint8Array, data: string): Buffer {
  let known = keys.get(key)
  if (known === undefined) keys.set(key, (known = createSecretKey(key)))
  return createHmac('sha256', known).update(data).digest()
}
