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

const minCharacters = 12
const maxCharacters = 200

/** What is wrong with a password, in words; undefined when it is good. */
export function passwordFault(password: string, known: readonly string[]): string | undefined {
  const length = Array.from(password.slice(0, 2 * maxCharacters + 2)).length
  if (length < minCharacters)
    return `A password needs at least ${minCharacters} characters: three or four words will do.`
  if (length > maxCharacters) return `A password has at most ${maxCharacters} characters.`
  if (new Set(password.toLowerCase()).size < 5) return 'This password repeats itself: whoever guesses tries that first.'
  const bare = bareOf(password)
  const guessed = known
    .map(bareOf)
    .find((word) => word.length >= 4 && bare.includes(word) && bare.length < word.length + 8)
  if (guessed !== undefined) return 'This password is nearly the name, the address or the paper: those are tried first.'
  return often.some((one) => bare.includes(one) && bare.length < one.length + 6)
    ? 'This password is one of those that are tried first.'
    : undefined
}

function bareOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Of what long passwords are most often made. */
const often = [
  'password',
  'passwort',
  'contraseña',
  'motdepasse',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  '1234567890',
  '0987654321',
  'abcdefghij',
  'iloveyou',
  'letmein',
  'welcome',
  'administrator',
  'trustno1',
]

/** Two at a time: each takes 32 MB and a core. */
const turnsOf = perHouse(() => openTurns({ atOnce: 2, longestWaitMs: 10_000 }))

export async function scrypted(house: Pick<House, 'write'>, password: string): Promise<Scrypted> {
  const salt = randomBytes(16)
  return { salt, hash: await derive(house, password, { salt, ...usual }), ...usual }
}

/** Takes as long without one as with one: that somebody has no password must not show. */
export async function isPassword(
  house: Pick<House, 'write'>,
  password: string,
  kept: Scrypted | undefined,
): Promise<boolean> {
  const hash = await derive(house, password, kept ?? { salt: Buffer.alloc(16), ...usual })
  return kept !== undefined && timingSafeEqual(hash, kept.hash)
}

type Work = Omit<Scrypted, 'hash'>

async function derive(house: Pick<House, 'write'>, password: string, work: Work): Promise<Buffer> {
  const hash = await turnsOf(house)(() => deriveNow(password, work))
  if (hash === undefined)
    throw new Refusal('too-many', 'Too many people sign in just now. Try again.', { retryAfterSeconds: 5 })
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
