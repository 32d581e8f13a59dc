import { articleTag } from '../articles/tags.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { nextShortTime } from '../kit/times.ts'
import { editionFor } from '../layout/editions.ts'
import { toFirst } from '../layout/paging.ts'
import { absolute, localeOf } from '../layout/publication.ts'
import { renderSimplePage } from '../layout/render-simple-page.ts'
import { wordsOf } from '../layout/words.ts'
import { closesAt, conversationPath, isBehind, threadOf, type ThreadPlace } from './comment.ts'
import { conversationPhrases } from './phrases.ts'
import { publishedComment } from './published-store.ts'
import { isOpenTo } from './state.ts'
import { commentedArticle, type CommentedArticle } from './store.ts'
import { endOfFirstPage, forerunner, placeBefore, threadPage } from './thread-store.ts'
import { threadPageOf } from './views.ts'

/** `GET /articles/:id/comments?after=…`: what the story's own page has no room for, page by page. */
export async function showConversation(house: House, request: PageRequest): Promise<Answer> {
  const story = await commentedArticle(house.db, { publicId: request.params.id ?? '' })
  if (story === undefined) throw new Refusal('not-found', conversationPhrases(localeOf(house).language).unknownStory)
  const after = placeAt(request, 'after')
  const page = after === undefined || after === 'odd' ? undefined : await pageBehind(house, story, after)
  if (page === undefined || page.shown.length === 0) return toFirst(`${story.path}#conversation`)
  const edition = editionFor(house, story.language)
  const locale = localeOf(house, edition)
  const now = house.clock.now()
  const href = (at: ThreadPlace | undefined) => at && conversationPath(story.publicId, at)
  const title = wordsOf(locale.language).feed.comments(story.headline)
  const main = threadPageOf({
    threads: threadOf(page.rows),
    open: isOpenTo(house, story),
    story,
    earlier: href(page.before) ?? `${story.path}#conversation`,
    later: href(page.next),
    locale,
  })
  const closing = closesAt(story, house.settings.current().comments)
  const times = page.shown.map(({ submittedAt }) => submittedAt)
  const moments = [nextShortTime(times, now), closing].filter((moment) => moment !== undefined && moment > now)
  return renderSimplePage(house, {
    status: 200,
    title,
    heading: title,
    main,
    edition,
    // Anybody can make up places in it.
    isEphemeral: true,
    tags: [articleTag(story.id)],
    until: moments.sort((a = 0, b = 0) => a - b)[0],
    shared: { description: '', canonical: absolute(house, story.path) },
  })
}

async function pageBehind(house: House, story: CommentedArticle, after: ThreadPlace) {
  const { rows, next } = await threadPage(house.db, story.id, after)
  const shown = rows.filter(({ isPublished, isElsewhere }) => isPublished && isElsewhere !== true)
  const [first] = shown
  return { rows, next, shown, before: first && (await placeBefore(house.db, story.id, first)) }
}

/** `GET /comments/:id`: to where it stands in its conversation. */
export async function redirectToComment(house: House, { params }: PageRequest): Promise<Answer> {
  const comment = await publishedComment(house.db, params.id ?? '')
  const story = comment && (await commentedArticle(house.db, { id: comment.articleId }))
  if (comment === undefined || story === undefined)
    throw new Refusal('not-found', conversationPhrases(localeOf(house).language).unknown)
  const end = await endOfFirstPage(house.db, story.id)
  const before = end && isBehind(comment, end) ? await forerunner(house.db, story.id, comment) : undefined
  const page = before === undefined ? story.path : conversationPath(story.publicId, before)
  return {
    kind: 'redirect',
    status: 302,
    location: `${page}#comment-${comment.publicId}`,
    tags: [articleTag(story.id)],
  }
}

/** `?after=` of a page; 'odd' for what is none. */
function placeAt({ query }: PageRequest, name: 'after'): ThreadPlace | 'odd' | undefined {
  const [asked, ...more] = query.getAll(name)
  if (asked === undefined) return undefined
  const row = /^(-?(?:0|[1-9]\d{0,14}))-([1-9]\d{0,14})$/u.exec(asked)
  return row === null || more.length > 0 ? 'odd' : { submittedAt: Number(row[1]), id: Number(row[2]) }
}
