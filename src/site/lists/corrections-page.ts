import { newestCorrections } from '../../articles/archive-store.ts'
import { articleTag, correctionsTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { listAnswer } from '../../layout/list-answer.ts'
import { cursorOf, perPage, toFirst } from '../../layout/paging.ts'
import { localeOf } from '../../layout/publication.ts'
import { wordsOf } from '../../layout/words.ts'
import { correctionsPage } from './views/corrections.ts'

/** `GET /-/corrections`: what was wrong in the paper and was put right, newest first, paged by key. */
export async function showCorrections(house: House, request: PageRequest): Promise<Answer> {
  const before = cursorOf(request)
  if (before === 'odd') return toFirst('/-/corrections')
  const after = before && { madeAt: before.at, id: before.id }
  const found = await newestCorrections(house.db, { limit: perPage + 1, after })
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
    paging: { newer: after && '/-/corrections', older: last && `/-/corrections?before=${last.madeAt}-${last.id}` },
    publicEmail: house.settings.current().identity.publicEmail,
  }
  const { title, text: description } = wordsOf(localeOf(house).language).corrections
  const head = { title, description, href: '/-/corrections', number: after === undefined ? 1 : 0, structuredData: [] }
  return listAnswer(house, head, (publication) => correctionsPage(view, publication.locale), [
    correctionsTag,
    ...shown.map(({ articleId }) => articleTag(articleId)),
  ])
}
