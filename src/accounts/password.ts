/** Passwords, for papers where no passkey and no mail can be had: kept as scrypt (RFC 7914) makes them. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { openTurns } from '../kit/http/turns.ts'
import { perHouse } from '../kit/per-house.ts'

export type Scrypted = {
  salt: Uint8Array
  hash: Uint8Array
  cost: number
  blockSize: number
  parallel: number
}

/** One of the settings that OWASP advises: 32 MB, some 250 ms of a core. */
const usual = { cost: 2 ** 15, blockSize: 8, parallel: 3 }
const hashBytes = 32

/** What a hash costs in a house; tests, which make hundreds, make it less. */
export const hashWork = perHouse(() => ({ ...usual }))

/** Two at a time: each takes 32 MB and a core. */
const turnsOf = perHouse(() => openTurns({ atOnce: 2, longestWaitMs: 10_000 }))

export async function scrypted(house: Pick<House, 'write'>, password: string): Promise<Scrypted> {
  const salt = randomBytes(16)
  const work = { ...hashWork(house) }
  return { salt, hash: await derive(house, password, { salt, ...work }), ...work }
}

/** Takes as long without one as with one: that somebody has no password must not show. */
export async function isPassword(
  house: Pick<House, 'write'>,
  password: string,
  kept: Scrypted | undefined,
): Promise<boolean> {
  const hash = await derive(house, password, kept ?? { salt: Buffer.alloc(16), ...hashWork(house) })
  return kept !== undefined && timingSafeEqual(hash, kept.hash)
}

type Work = Omit<Scrypted, 'hash'>

async function derive(house: Pick<House, 'write'>, password: string, work: Work): Promise<Buffer> {
  const hash = await turnsOf(house)(() => deriveNow(password, work))
  if (hash === undefined)
    throw new Refusal('too-many', 'Too many people are signing in just now. Try again.', { retryAfterSeconds: 5 })
  return hash
}

function deriveNow(password: string, { salt, cost, blockSize, parallel }: Work): Promise<Buffer> {
  const options = { N: cost, r: blockSize, p: parallel, maxmem: 256 * cost * blockSize }
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFC'), salt, hashBytes, options, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    ),
  )
}
