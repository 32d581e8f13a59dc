/** Room for so many stories in one second. */
const perSecond = 2 ** 21
const lastSecond = 2 ** 32 - 1

/**
 * A story's number in the index: the second of its publication, then its id, so that the order of numbers is the order
 * of time. A whole number below 2^53.
 */
export function placeOf(publishedAt: number, articleId: number): number {
  return firstPlaceAt(publishedAt) + (articleId % perSecond)
}

export function placesOf({ fromAt, beforeAt }: { fromAt: number | undefined; beforeAt: number | undefined }): {
  from: number
  before: number
} {
  return {
    from: fromAt === undefined ? -Number.MAX_SAFE_INTEGER : firstPlaceAt(fromAt),
    before: beforeAt === undefined ? Number.MAX_SAFE_INTEGER : firstPlaceAt(beforeAt),
  }
}

function firstPlaceAt(at: number): number {
  return Math.max(-lastSecond, Math.min(lastSecond, Math.floor(at / 1000))) * perSecond
}

export function yearOfPlace(place: number): number {
  return yearOf(Math.floor(place / perSecond) * 1000)
}

export function yearOf(at: number): number {
  return new Date(at).getUTCFullYear()
}
