import { createHmac, hash } from 'node:crypto'

const blockBytes = 64
/** Longer data is rare and goes the way of Node's own HMAC. */
const maxDataBytes = 1024

const inner = Buffer.alloc(blockBytes + maxDataBytes)
const outer = Buffer.alloc(blockBytes + 32)

/**
 * HMAC-SHA256 (RFC 2104), 32 bytes. Two plain hashes of Node's, with the key worked in: an object of `createHmac` costs
 * several times as much as hashing something short (Node 24.21, 2026-11; bench/RESULTS.md), and a vote has four, a push
 * message five.
 */
export function hmacSha256(key: Uint8Array, data: string | Uint8Array): Buffer {
  const length = typeof data === 'string' ? Buffer.byteLength(data) : data.length
  if (key.length > blockBytes || length > maxDataBytes) return createHmac('sha256', key).update(data).digest()
  inner.fill(0x36, 0, blockBytes)
  outer.fill(0x5c, 0, blockBytes)
  for (let at = 0; at < key.length; at++) {
    inner[at]! ^= key[at]!
    outer[at]! ^= key[at]!
  }
  if (typeof data === 'string') inner.write(data, blockBytes)
  else inner.set(data, blockBytes)
  outer.set(hash('sha256', inner.subarray(0, blockBytes + length), 'buffer'), blockBytes)
  return hash('sha256', outer, 'buffer')
}
