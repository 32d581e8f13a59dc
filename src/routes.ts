/** The table of contents: every address of the product, with who may use it. The last line is the paper's own addresses. */
import type { PageRequest, Route } from './kit/http/answers.ts'
import type { House } from './kit/house.ts'
import { fromTable, tableFirst, type PageHandler, type Pages } from './site/addresses.ts'
import { articleAnswer } from './site/article-page.ts'
import { ownCommentPage, postComment, replyFormPage } from './site/comment-pages.ts'
import { robots, sitemap, sitemapIndex } from './site/discovery.ts'
import { atomFeed, jsonFeed, rssFeed } from './site/feeds.ts'
import { formPass } from './site/form-pass.ts'
import { corrections } from './site/corrections-page.ts'
import { front } from './site/front-page.ts'
import { archive, month, topic, topics } from './site/list-pages.ts'
import { person, quotes } from './site/person-pages.ts'
import { made } from './site/made-page.ts'
import { mailbox, startAnswer } from './site/mailbox-pages.ts'
import { missingPage } from './site/missing-page.ts'
import { ownVote, pollPage, vote } from './site/poll-pages.ts'
import { confirm, confirmPage, eraseOwnData, leaveForm, leavePost, ownData } from './site/reader-pages.ts'

const pages: Pages = { article: articleAnswer, gone: (house) => missingPage(house, 410) }

export const routes: readonly Route[] = [
  page('/', front, ['p', 'page_id', 'cat', 'attachment_id']),
  page('/topics/:slug', topic, ['page']),
  page('/people/:slug', person, ['page']),
  page('/people/:slug/said', quotes, ['page']),
  page('/-/topics', topics),
  page('/-/archive', archive, ['before']),
  page('/-/archive/:year/:month', month, ['page']),
  page('/-/corrections', corrections, ['before']),
  page('/-/made/:id', made),

  page('/polls/:id', pollPage),
  form('/polls/:id/votes', 'vote', 20_000, vote),
  own('/polls/:id/mine', 'pass', ownVote, ['again']),

  form('/articles/:id/comments', 'comment', 100_000, postComment),
  page('/comments/:id/reply', replyFormPage),
  own('/comments/:id/mine', 'pass', ownCommentPage),

  own('/forms/pass', 'pass', formPass, ['for']),
  own('/-/me', 'me', ownData),
  form('/-/me/erase', 'me', 10_000, eraseOwnData),
  own('/-/confirm/:token', 'confirm', confirmPage),
  form('/-/confirm/:token', 'confirm', 10_000, confirm),

  own('/-/leave/:token', 'confirm', leaveForm),
  form('/-/leave/:token', 'confirm', 10_000, leavePost),

  page('/feed.xml', rssFeed),
  page('/feed.atom', atomFeed),
  page('/feed.json', jsonFeed),
  page('/sitemap.xml', sitemapIndex),
  page('/-/sitemap/:number', sitemap),
  page('/robots.txt', robots),

  own('/-/start', 'confirm', startAnswer),
  own('/-/mailbox', 'confirm', mailbox),
  own('/-/mailbox/:id', 'confirm', mailbox),

  { method: 'GET', path: '/*', guard: 'page', handler: async (house: House, request: PageRequest) => (await fromTable(pages, house, request)) ?? missingPage(house, 404) },
]

/** The same bytes for everybody, kept in the page cache. An old page that has this address goes first. */
function page(path: string, handler: PageHandler, queries: readonly string[] = []): Route {
  return { method: 'GET', path, guard: 'page', queries, handler: tableFirst(pages, handler) }
}

/** For one reader, never cached. */
function own(path: string, limit: string, handler: Extract<Route, { guard: 'private' }>['handler'], queries: readonly string[] = []): Route {
  return { method: 'GET', path, guard: 'private', limit, queries, handler }
}

function form(path: string, limit: string, maxBytes: number, handler: Extract<Route, { guard: 'form' }>['handler']): Route {
  return { method: 'POST', path, guard: 'form', limit, maxBytes, handler }
}
