import type { House } from '../kit/house.ts'
import { sign, verify } from '../kit/secrets.ts'

/** How a message's links name its recipient: the subscriber's public id, signed. It does not expire. */
export function subscriberToken(house: Pick<House, 'secrets'>, publicId: string): string {
  return `${publicId}.${sign(house.secrets, 'subscriber', publicId)}`
}

/** The public id in a token; undefined unless it was made here. */
export function publicIdOfToken(house: Pick<House, 'secrets'>, token: string): string | undefined {
  const [publicId = '', ...signature] = token.split('.')
  return /^[a-z2-7]{16}$/u.test(publicId) && verify(house.secrets, 'subscriber', publicId, signature.join('.'))
    ? publicId
    : undefined
}

/** The path of their preferences. */
export function preferencesPath(house: Pick<House, 'secrets'>, publicId: string): string {
  return `/-/alerts/${subscriberToken(house, publicId)}`
}
