import type { Answer } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { messageAnswer, missingPage } from './missing-page.ts'

const headings: Record<number, string> = {
  400: 'This could not be read', 403: 'Not done', 405: 'Not in this way', 409: 'Not now', 413: 'Too long', 414: 'Too long', 415: 'This could not be read',
  422: 'Something is missing', 429: 'One moment, please', 503: 'Not available just now',
}

/** What a reader sees of a refusal or a fault. */
export async function errorPage(house: House, { status, message }: { status: number; message: string }): Promise<Answer> {
  if (status === 404 || status === 410) return missingPage(house, status)
  return messageAnswer(house, { status, heading: headings[status] ?? 'Something went wrong', text: message })
}
