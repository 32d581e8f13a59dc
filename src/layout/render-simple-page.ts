import type { House } from '../kit/house.ts'
import type { Answer } from '../kit/http/answers.ts'
import type { Markup } from '../kit/markup.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import type { Edition } from './editions.ts'
import { publicationOf } from './publication.ts'
import { plainPage } from './views/messages.ts'
import { renderPage } from './views/page.ts'
import type { Page } from './views/publication.ts'

type PlainPage = {
  status: number
  title: string
  heading?: string
  main: Markup
  tags?: readonly Tag[]
  /** See `Answer`. */
  until?: number | undefined
  /** See `Answer`. */
  isEphemeral?: boolean
  /** Of the story that it belongs to; the main one where it belongs to none. */
  edition?: Edition
  /** What other sites are told of it, where they may show it. */
  shared?: Pick<Page, 'description' | 'canonical' | 'openGraph' | 'otherForms'>
  /** A script and a stylesheet of its own. */
  own?: Page['own']
}

/**
 * A fragment of a room as a page of its own. With `tags` it is the same for everybody and may be kept; search engines
 * are asked to leave it alone.
 */
export async function renderSimplePage(house: House, page: PlainPage): Promise<Answer> {
  const publication = await publicationOf(house, page.edition)
  const about = {
    title: page.title,
    description: '',
    language: publication.locale.language,
    noindex: true,
    kind: 'plain',
    ...page.shared,
    own: page.own,
  } as const
  return {
    kind: 'html',
    status: page.status,
    html: renderPage(publication, about, plainPage(page.heading, page.main)),
    ...(page.tags === undefined ? {} : { tags: page.tags, until: page.until, isEphemeral: page.isEphemeral ?? false }),
  }
}
