import { cardsInLanguage } from '../articles/language-list-store.ts'
import { newestCards } from '../articles/list-store.ts'
import { frontTag, pathsTag } from '../articles/tags.ts'
import type { House } from '../kit/house.ts'
import type { Answer } from '../kit/http/answers.ts'
import type { FormAgain } from '../kit/http/plain-page.ts'
import { storyCards } from './cards.ts'
import type { Edition } from './editions.ts'
import { publicationOf } from './publication.ts'
import { gonePage, messagePage, notFoundPage } from './views/messages.ts'
import { renderPage } from './views/page.ts'
import type { Page } from './views/publication.ts'
import { wordsOf } from './words.ts'

const newestShown = 5

/**
 * 404 for what never was, 410 for what was withdrawn; both show what is new instead. `edition`: whose frame and
 * language it is in, the main one's where none is given.
 */
export async function renderMissingPage(house: House, status: 404 | 410, edition?: Edition): Promise<Answer> {
  const publication = await publicationOf(house, edition)
  const { language, prefix = '' } = edition ?? {}
  const newest =
    language === undefined || prefix === ''
      ? await newestCards(house.db, { limit: newestShown })
      : await cardsInLanguage(house.db, { language, limit: newestShown })
  const { cards, tags } = await storyCards(house.db, newest, prefix)
  const words = wordsOf(publication.locale.language)
  const { title } = status === 404 ? words.notFound : words.gone
  const main = (status === 404 ? notFoundPage : gonePage)(cards, publication.locale)
  return {
    kind: 'html',
    status,
    html: renderPage(publication, pageOf(title, publication.locale.language), main),
    tags: [frontTag, pathsTag, ...tags],
  }
}

type Message = { status: number; heading: string; text: string; edition?: Edition; again?: FormAgain | undefined }

/** A refusal or a fault as a page in the publication's look. */
export async function messageAnswer(house: House, { status, heading, text, edition, again }: Message): Promise<Answer> {
  const publication = await publicationOf(house, edition)
  return {
    kind: 'html',
    status,
    html: renderPage(
      publication,
      pageOf(heading, publication.locale.language),
      messagePage({ heading, text, again }, publication.locale),
    ),
  }
}

function pageOf(title: string, language: string): Page {
  return { title, description: '', language, noindex: true, kind: 'plain' }
}
