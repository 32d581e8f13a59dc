/** What a passkey signs: made here, for one purpose and member, within five minutes, and answered once. */
import { randomBytes } from 'node:crypto'
import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'
import { insertAnswer } from './passkey-store.ts'

export const challengeMs = 5 * 60_000

/** `register:ID` of a member, or `sign-in`. */
export type ChallengeFor = `register:${string}` | 'sign-in'

/** Nothing is kept of it until it is answered: anybody may ask for as many as they like. */
export function newChallenge(house: Pick<House, 'secrets' | 'clock'>, purpose: ChallengeFor): string {
  const data = `${randomBytes(16).toString('base64url')}.${house.clock.now()}`
  return `${data}.${sign(house.secrets, 'passkey', `${purpose}\n${data}`)}`
}

/** `answered`: as browsers give it back, base64url of the bytes. */
export function isChallenge(house: Pick<House, 'secrets' | 'clock'>, purpose: ChallengeFor, answered: string): boolean {
  const challenge = Buffer.from(answered, 'base64url').toString('utf8')
  const [random = '', madeAt = '', ...signature] = challenge.split('.')
  const age = house.clock.now() - Number(madeAt)
  if (!(age >= 0 && age < challengeMs)) return false
  return verify(house.secrets, 'passkey', `${purpose}\n${random}.${madeAt}`, signature.join('.'))
}

/** False when it was answered before. */
export async function answerOnceIn(tx: Tx, answered: string, at: number): Promise<boolean> {
  return insertAnswer(tx, answered, at + challengeMs)
}
