/** What is shown once and then known only by its hash: sessions, links, recovery codes. */
import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Of random bits: there is nothing that a slow hash would protect. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
