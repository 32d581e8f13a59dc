import { articleTag } from '../articles/tags.ts'
import { closesAt, isBehind, threadOf, type ThreadPlace } from '../conversation/comment.ts'
import { conversationPhrases } from '../conversation/phrases.ts'
import { commentedArticle, publishedComment, type CommentedArticle } from '../conversation/store.ts'
import { endOfFirstPage, forerunner, placeBefore, threadPage } from '../conversation/thread-store.ts'
import { threadPageOf } from '../conversation/views.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { nextShortTime } from '../kit/times.ts'
import { conversationPath } from './addresses.ts'
import { isOpenTo } from './conversation-state.ts'
import { editionFor } from './editions.ts'
import { placeAt, toFirst } from './paging.ts'
import { plainAnswer } from './plain-answer.ts'
import { absolute, placeOf } from './publication.ts'
import { wordsOf } from './words.ts'

/** `GET /articles/:id/comments?after=…`: what the story's own page has no room for, page by page. */
export async function conversationPage(house: House, request: PageRequest): Promise<Answer> {
  const story = await commentedArticle(house.db, { publicId: request.params.id ?? '' })
  if (story === undefined) throw new Refusal('not-found', conversationPhrases(placeOf(house).language).unknownStory)
  const after = placeAt(request, 'after')
  const page = after === undefined || after === 'odd' ? undefined : await pageBehind(house, story, after)
  if (page === undefined || page.shown.length === 0) return toFirst(`${story.path}#conversation`)
  const edition = editionFor(house, story.language)
  const place = placeOf(house, edition)
  const now = house.clock.now()
  const href = (at: ThreadPlace | undefined) => at && conversationPath(story.publicId, at)
  const title = wordsOf(place.language).feed.comments(story.headline)
  const main = threadPageOf({
    threads: threadOf(page.rows),
    open: isOpenTo(house, story),
    story,
    earlier: href(page.before) ?? `${story.path}#conversation`,
    later: href(page.next),
    place,
  })
  const closing = closesAt(story, house.settings.current().comments)
  const times = page.shown.map(({ submittedAt }) => submittedAt)
  const moments = [nextShortTime(times, now), closing].filter((moment) => moment !== undefined && moment > now)
  return plainAnswer(house, {
    status: 200,
    title,
    heading: title,
    main,
    edition,
    // Anybody can make up places in it.
    isPassing: true,
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
export async function commentPlace(house: House, { params }: PageRequest): Promise<Answer> {
  const comment = await publishedComment(house.db, params.id ?? '')
  const story = comment && (await commentedArticle(house.db, { id: comment.articleId }))
  if (comment === undefined || story === undefined)
    throw new Refusal('not-found', conversationPhrases(placeOf(house).language).unknown)
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
