import type { House } from '../kit/house.ts'
import type { Answer } from '../kit/http/answers.ts'
import type { Markup } from '../kit/markup.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import type { Edition } from './editions.ts'
import { absolute, listFeedsAt, publicationOf } from './publication.ts'
import { renderPage } from './views/page.ts'
import type { Page, Publication } from './views/publication.ts'
import { wordsOf } from './words.ts'

/** `number` 0: somewhere in a list that is paged by key; only its first page is for search engines to find. */
export type ListHead = {
  title: string
  description: string
  href: string
  number: number
  structuredData: readonly unknown[]
  currentHref?: string
  type?: 'profile'
  /** Where its own feeds are. */ feedsPath?: string
}

export async function listAnswer(
  house: House,
  head: ListHead,
  main: (publication: Publication) => Markup,
  tags: readonly Tag[],
  edition?: Edition,
): Promise<Answer> {
  const publication = await publicationOf(house, edition)
  const isFirst = head.number === 1
  const page: Page = {
    title: head.number > 1 ? `${head.title}, ${wordsOf(publication.locale.language).page(head.number)}` : head.title,
    description: isFirst ? head.description : '',
    noindex: head.number === 0,
    canonical: absolute(house, head.number > 1 ? `${head.href}?page=${head.number}` : head.href),
    language: publication.locale.language,
    kind: 'list',
    currentHref: head.currentHref ?? head.href,
    openGraph: head.type === undefined ? undefined : { type: head.type, title: head.title },
    structuredData: head.structuredData,
    otherForms:
      head.feedsPath === undefined
        ? []
        : listFeedsAt(head.feedsPath, { heading: head.title, language: publication.locale.language }),
  }
  return { kind: 'html', status: 200, html: renderPage(publication, page, main(publication)), tags }
}
