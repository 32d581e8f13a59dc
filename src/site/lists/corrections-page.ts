import { newestCorrections } from '../../articles/archive-store.ts'
import { articleTag, correctionsTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import type { Edition } from '../../layout/editions.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { cursorOf, perPage, toFirst } from '../../layout/paging.ts'
import { localeOf } from '../../layout/publication.ts'
import { wordsOf } from '../../layout/words.ts'
import { correctionsPage } from './views/corrections.ts'

/**
 * `GET /-/corrections`: what was wrong in the paper and was put right, newest first, paged by key; below a further
 * language's prefix in its stories.
 */
export async function showCorrections(house: House, request: PageRequest, edition?: Edition): Promise<Answer> {
  const href = `${edition?.prefix ?? ''}/-/corrections`
  const before = cursorOf(request)
  if (before === 'odd') return toFirst(href)
  const after = before && { madeAt: before.at, id: before.id }
  const found = await newestCorrections(house.db, { limit: perPage + 1, after, language: edition?.language })
  const shown = found.slice(0, perPage)
  const last = found.length > perPage ? shown.at(-1) : undefined
  const view = {
    corrections: shown.map(({ kind, madeAt, words: text, headline, language, path }) => ({
      kind,
      madeAt,
      words: text,
      language,
      story: { label: headline, href: path },
    })),
    paging: { newer: after && href, older: last && `${href}?before=${last.madeAt}-${last.id}` },
    feed: `${href}/feed.xml`,
    publicEmail: house.settings.current().identity.publicEmail,
  }
  const { title, text: description } = wordsOf(localeOf(house, edition).language).corrections
  const number = after === undefined ? 1 : 0
  const head = { title, description, href, number, structuredData: [], feedsPath: href }
  const tags = [correctionsTag, ...shown.map(({ articleId }) => articleTag(articleId))]
  return listAnswer(house, head, (publication) => correctionsPage(view, publication.locale), tags, edition)
}
