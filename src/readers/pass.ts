import { hash, randomBytes } from 'node:crypto'
import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'

const ttlSeconds = 2 * 60 * 60

/** `hash`: of a good pass, for telling the same form sent twice from two forms. */
export type CheckedPass = { verdict: 'ok'; hash: string } | { verdict: 'missing' | 'expired' | 'foreign' | 'forged' }

/**
 * A short-lived signed leave to post one form: bound to the reader and to the subject (`vote:ID`), so that no page
 * needs a token in it and no other site can post. Readable: expiry, nonce, key id, signature.
 */
export function issuePass(house: Pick<House, 'secrets' | 'clock'>, readerId: string, subject: string): string {
  const head = `${Math.floor(house.clock.now() / 1000) + ttlSeconds}.${randomBytes(9).toString('base64url')}`
  return `${head}.${sign(house.secrets, 'form-pass', `${head}\n${readerId}\n${subject}`)}`
}

type Sent = { pass: string; readerId: string; subject: string }

export function checkPass(house: Pick<House, 'secrets' | 'clock'>, { pass, readerId, subject }: Sent): CheckedPass {
  if (pass === '') return { verdict: 'missing' }
  const [expiry = '', nonce = '', keyId = '', ...signature] = pass.split('.')
  if (!/^\d{1,12}$/u.test(expiry) || !/^[\w-]{12}$/u.test(nonce)) return { verdict: 'forged' }
  const head = `${expiry}.${nonce}`
  // A pass of another reader or another form has a signature that fits neither: to us it is not this reader's.
  if (!verify(house.secrets, 'form-pass', `${head}\n${readerId}\n${subject}`, [keyId, ...signature].join('.'))) {
    return { verdict: house.secrets.byId(keyId) ? 'foreign' : 'forged' }
  }
  if (Number(expiry) * 1000 <= house.clock.now()) return { verdict: 'expired' }
  return { verdict: 'ok', hash: hashOf(head) }
}

/** Of what the signature vouches for, not of the text that was sent: that might be written in other ways. */
function hashOf(head: string): string {
  return hash('sha256', head, 'base64url')
}
