import type { House } from '../kit/house.ts'
import type { Answer } from '../kit/http/answers.ts'
import type { FormAgain } from '../kit/http/plain-page.ts'
import { editionAt } from './editions.ts'
import { messageAnswer, renderMissingPage } from './missing-page.ts'
import { wordsOf } from './words.ts'

/** The language in which requests for this path are answered. */
export function languageAt(house: House, path: string): string {
  return editionAt(house, path).language
}

const headings: Record<number, keyof ReturnType<typeof wordsOf>['fault']> = {
  400: 'unreadable',
  403: 'notDone',
  405: 'notThisWay',
  409: 'notNow',
  413: 'tooLong',
  414: 'tooLong',
  415: 'unreadable',
  422: 'missing',
  429: 'tooOften',
  503: 'unavailable',
}

type Fault = { status: number; message: string; path: string; again?: FormAgain | undefined }

/** What a reader sees of a refusal or a fault at this path. */
export async function errorPage(house: House, { status, message, path, again }: Fault): Promise<Answer> {
  const edition = editionAt(house, path)
  if (status === 404 || status === 410) return renderMissingPage(house, status, edition)
  return messageAnswer(house, {
    status,
    heading: wordsOf(edition.language).fault[headings[status] ?? 'broken'],
    text: message,
    edition,
    again,
  })
}
