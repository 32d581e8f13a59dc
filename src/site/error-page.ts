import type { Answer } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { messageAnswer, missingPage } from './missing-page.ts'
import { placeOf } from './publication.ts'
import { wordsOf } from './words.ts'

const headings: Record<number, keyof ReturnType<typeof wordsOf>['fault']> = {
  400: 'unreadable', 403: 'notDone', 405: 'notThisWay', 409: 'notNow', 413: 'tooLong', 414: 'tooLong', 415: 'unreadable', 422: 'missing', 429: 'tooOften', 503: 'unavailable',
}

/** What a reader sees of a refusal or a fault. */
export async function errorPage(house: House, { status, message }: { status: number; message: string }): Promise<Answer> {
  if (status === 404 || status === 410) return missingPage(house, status)
  return messageAnswer(house, { status, heading: wordsOf(placeOf(house).language).fault[headings[status] ?? 'broken'], text: message })
}
