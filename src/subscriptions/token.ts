import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'

/** What a message's links name its recipient by: the subscriber's public id, signed. It does not run out. */
export function subscriberToken(house: Pick<House, 'secrets'>, publicId: string): string {
  return `${publicId}.${sign(house.secrets, 'subscriber', publicId)}`
}

/** The public id that a token names; undefined unless it was made here. */
export function publicIdOfToken(house: Pick<House, 'secrets'>, token: string): string | undefined {
  const [publicId = '', ...signature] = token.split('.')
  return /^[a-z2-7]{16}$/u.test(publicId) && verify(house.secrets, 'subscriber', publicId, signature.join('.'))
    ? publicId
    : undefined
}

/** Where they change what they get. */
export function preferencesPath(house: Pick<House, 'secrets'>, publicId: string): string {
  return `/-/alerts/${subscriberToken(house, publicId)}`
}
