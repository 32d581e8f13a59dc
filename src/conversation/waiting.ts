/** What waits to be read: how much of it a reader, a network, a story and the house may have at once. */

/** Who or what has as many waiting as it may. */
export type Crowd = 'reader' | 'network' | 'story' | 'house'
export type WaitingCounts = Record<Crowd, number>

/**
 * A network may be a town behind one mobile operator: as in polls its share grows with what waits. The house's figure
 * is what one person can still look through and clear in an evening. What an import brought is not counted.
 */
export const maxWaiting: WaitingCounts = { reader: 10, network: 40, story: 300, house: 3_000 }
const networkShare = 0.08

/** How many of one network may wait when so many wait in all. */
export function networkMost(house: number): number {
  return Math.max(maxWaiting.network, Math.floor(house * networkShare))
}

/** Which figure one more comment would pass; undefined when there is room. */
export function crowdOf({ reader, network, story, house }: WaitingCounts): Crowd | undefined {
  if (house >= maxWaiting.house) return 'house'
  if (story >= maxWaiting.story) return 'story'
  if (reader >= maxWaiting.reader) return 'reader'
  return network >= networkMost(house) ? 'network' : undefined
}

/**
 * A network as staff and its own reader see it: no address can be read from it, and after two months nothing at all.
 */
export function networkLabel(networkHash: string): string {
  return Buffer.from(networkHash, 'base64url').toString('hex').slice(0, 10)
}
