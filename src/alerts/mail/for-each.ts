/** What is the same for everybody is made once; only the recipient's links are filled in for each. */
import type { House } from '../../kit/house.ts'
import { subscriberToken } from '../../subscriptions/token.ts'

/** Placeholder for the recipient's token; no text can contain it. */
export const tokenPlace = '\0'

/** Fills in the recipient's token. */
export function withTokens(text: string): (token: string) => string {
  const pieces = text.split(tokenPlace)
  return (token) => pieces.join(token)
}

export function tokenOf(house: Pick<House, 'secrets'>, publicId: string): string {
  return subscriberToken(house, publicId)
}

export function preferencesUrl({ config }: Pick<House, 'config'>): string {
  return `${config.origin}/-/alerts/${tokenPlace}`
}

export function leaveUrl(house: Pick<House, 'config'>): string {
  return `${preferencesUrl(house)}/leave`
}
