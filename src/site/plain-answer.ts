import type { Answer } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import type { Markup } from '../kit/markup.ts'
import { publicationOf } from './publication.ts'
import { plainPage } from './views/messages.ts'
import { renderPage, type Page } from './views/page.ts'

/** A fragment of a room as a page of its own. With `tags` it is the same for everybody and may be kept; search engines are asked to leave it alone. */
export async function plainAnswer(house: House, page: { status: number; title: string; heading?: string; main: Markup; tags?: readonly string[]; alternates?: Page['alternates'] }): Promise<Answer> {
  const publication = await publicationOf(house)
  const about = { title: page.title, description: '', language: publication.place.language, noindex: true, kind: 'plain', alternates: page.alternates } as const
  return { kind: 'html', status: page.status, html: renderPage(publication, about, plainPage(page.heading, page.main)), ...(page.tags === undefined ? {} : { tags: page.tags }) }
}
