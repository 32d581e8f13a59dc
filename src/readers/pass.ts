import { createHash, randomBytes } from 'node:crypto'
import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'

const ttlSeconds = 2 * 60 * 60

export type PassVerdict = 'ok' | 'missing' | 'expired' | 'foreign' | 'forged'

/**
 * A short-lived signed leave to post one form: bound to the reader and to the subject (`vote:ID`), so that no page needs
 * a token in it and no other site can post. Readable: expiry, nonce, key id, signature.
 */
export function issuePass(house: Pick<House, 'secrets' | 'clock'>, readerId: string, subject: string): string {
  const head = `${Math.floor(house.clock.now() / 1000) + ttlSeconds}.${randomBytes(9).toString('base64url')}`
  return `${head}.${sign(house.secrets, 'form-pass', `${head}\n${readerId}\n${subject}`)}`
}

export function checkPass(house: Pick<House, 'secrets' | 'clock'>, { pass, readerId, subject }: { pass: string; readerId: string; subject: string }): PassVerdict {
  if (pass === '') return 'missing'
  const [expiry = '', nonce = '', keyId = '', signature = '', ...more] = pass.split('.')
  if (more.length > 0 || !/^\d{1,12}$/u.test(expiry) || !/^[\w-]{12}$/u.test(nonce)) return 'forged'
  // A pass of another reader or another form has a signature that fits neither: to us it is not this reader's.
  if (!verify(house.secrets, 'form-pass', `${expiry}.${nonce}\n${readerId}\n${subject}`, `${keyId}.${signature}`)) return house.secrets.byId(keyId) ? 'foreign' : 'forged'
  return Number(expiry) * 1000 <= house.clock.now() ? 'expired' : 'ok'
}

/** For telling the same form sent twice from two forms. */
export function passHash(pass: string): string {
  return createHash('sha256').update(pass).digest('base64url')
}
