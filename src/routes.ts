/**
 * The table of contents: every address of the product, with who may use it. The last line is the paper's own addresses.
 */
import type { FormRequest, Route, TellingFormRequest } from './kit/http/answers.ts'
import type { Fields } from './kit/http/fields.ts'
import { formRoute, tellingFormRoute, type FormHandler } from './kit/http/form-route.ts'
import { tableFirst, type PageHandler, type Pages } from './site/addresses.ts'
import { articleAnswer } from './site/article-page.ts'
import { commentFields, ownCommentPage, postComment, replyFormPage } from './site/comment-pages.ts'
import { confirm, confirmPage } from './site/confirm-pages.ts'
import { corrections } from './site/corrections-page.ts'
import { icon, indexNowKey, robots } from './site/discovery.ts'
import {
  editionArchive,
  editionPerson,
  editionRoot,
  editionTopic,
  inEdition,
  type EditionHandler,
} from './site/edition-pages.ts'
import { editionAt } from './site/editions.ts'
import { commentsFeed, personFeed, siteFeed, topicFeed } from './site/feeds.ts'
import { formPass } from './site/form-pass.ts'
import { editionFront, front } from './site/front-page.ts'
import { archive, month, topic, topics } from './site/list-pages.ts'
import { made } from './site/made-page.ts'
import { mailbox } from './site/mailbox-pages.ts'
import { missingPage } from './site/missing-page.ts'
import { oembed } from './site/oembed.ts'
import { oldQueries } from './site/old-addresses.ts'
import { anyAddress, oldQueryFirst } from './site/old-pages.ts'
import { person, quotes } from './site/person-pages.ts'
import { pollFrame, pollList, pollPage } from './site/poll-lists.ts'
import { addressFields, ownVote, sendAddressLink, vote, voteFields } from './site/poll-pages.ts'
import { certificate, certificateJson, receiptsJson, receiptsPartJson, resultsJson } from './site/poll-proof.ts'
import { eraseFields, eraseOwnData, leaveFields, leaveForm, leavePost, ownData } from './site/reader-pages.ts'
import { openSearch, search } from './site/search-page.ts'
import { pollPicturePage, sharePicturePage } from './site/share-picture-page.ts'
import { newsSitemap, sitemap, sitemapIndex } from './site/sitemaps.ts'
import {
  start,
  startAdopt,
  startBegin,
  startDiscard,
  startEvents,
  startFiles,
  startForm,
  startPiece,
  startReport,
} from './site/start-pages.ts'
import type { StartDesk } from './site/start.ts'

const pages: Pages = {
  article: articleAnswer,
  gone: (house, { path }) => missingPage(house, 410, editionAt(house, path)),
}
const anything = anyAddress(pages)

const searchQueries = ['q', 'topic', 'author', 'from', 'to', 'sort', 'page']

export const routes: readonly Route[] = [
  page('/', oldQueryFirst(pages, front), oldQueries),
  page('/index.php', anyAddress(pages), oldQueries),
  page('/topics/:slug', topic, ['page']),
  page('/people/:slug', person, ['page']),
  page('/people/:slug/said', quotes, ['page']),
  page('/-/topics', topics),
  page('/-/archive', archive, ['before']),
  page('/-/archive/:year/:month', month, ['page']),
  page('/-/corrections', corrections, ['before']),
  page('/-/made/:id', made),

  page('/search', search, searchQueries, 'search'),
  page('/-/search', search, searchQueries, 'search'),
  page('/-/opensearch.xml', openSearch),

  page('/-/polls', pollList, ['page']),
  page('/polls', pollList, ['page']),
  page('/polls/:id', pollPage, ['choice']),
  page('/polls/:id/embed', pollFrame),
  page('/polls/:id/card.png', pollPicturePage),
  page('/polls/:id/results.json', resultsJson),
  page('/polls/:id/certificate', certificate),
  page('/polls/:id/certificate.json', certificateJson),
  page('/polls/:id/receipts.json', receiptsJson, [], 'list'),
  page('/polls/:id/receipts/:part', receiptsPartJson, [], 'list'),
  tellingForm('/polls/:id/votes', 'vote', 20_000, voteFields, vote),
  own('/polls/:id/mine', 'pass', ownVote, ['again', 'changed']),
  tellingForm('/polls/:id/address', 'mail', 10_000, addressFields, sendAddressLink),

  tellingForm('/articles/:id/comments', 'comment', 100_000, commentFields, postComment),
  page('/comments/:id/reply', replyFormPage),
  own('/comments/:id/mine', 'pass', ownCommentPage),

  own('/forms/pass', 'pass', formPass, ['for']),
  own('/-/me', 'me', ownData),
  form('/-/me/erase', 'me', 10_000, eraseFields, eraseOwnData),
  own('/-/confirm/:token', 'confirm', confirmPage),
  form('/-/confirm/:token', 'confirm', 10_000, {}, confirm),

  own('/-/leave/:token', 'confirm', leaveForm),
  form('/-/leave/:token', 'confirm', 10_000, leaveFields, leavePost),

  page('/feed.:format', siteFeed),
  page('/topics/:slug/feed.:format', topicFeed),
  page('/people/:slug/feed.:format', personFeed),
  page('/articles/:id/comments/feed.:format', commentsFeed),
  page('/oembed', oembed, ['url', 'format', 'maxwidth', 'maxheight']),
  page('/-/share/:id/:hash.png', sharePicturePage),

  page('/sitemap.xml', sitemapIndex),
  page('/sitemap-news.xml', newsSitemap),
  page('/-/sitemap/:part', sitemap),
  page('/robots.txt', robots),
  page('/-/icon.svg', icon),
  page('/:key.txt', indexNowKey),

  { method: 'GET', path: '/-/mailbox', guard: 'local', handler: mailbox },
  { method: 'GET', path: '/-/mailbox/:id', guard: 'local', handler: mailbox },

  edition('/:language', editionRoot, oldQueries),
  edition('/:language/', editionFront, oldQueries),
  edition('/:language/feed.:format', siteFeed),
  edition('/:language/-/archive', editionArchive, ['before']),
  edition('/:language/topics/:slug', editionTopic, ['before']),
  edition('/:language/topics/:slug/feed.:format', topicFeed),
  edition('/:language/people/:slug', editionPerson, ['before']),
  edition('/:language/people/:slug/feed.:format', personFeed),

  { method: 'GET', path: '/*', guard: 'page', queries: oldQueries, handler: anything },
]

/** A whole archive of pictures comes in through a plain form. */
const uploadMs = 12 * 3_600_000

/** From an export to a paper, for whoever started the server. Before the others: they are the house's own. */
export function startRoutes(desk: StartDesk): Route[] {
  return [
    { method: 'GET', path: '/-/start', guard: 'local', handler: start(desk) },
    { method: 'GET', path: '/-/start/events', guard: 'local', handler: startEvents(desk) },
    { method: 'GET', path: '/-/start/files', guard: 'local', handler: startFiles(desk) },
    { method: 'GET', path: '/-/start/report', guard: 'local', handler: startReport(desk) },
    { method: 'POST', path: '/-/start/files', guard: 'local', bodyMs: uploadMs, handler: startForm(desk) },
    {
      method: 'POST',
      path: '/-/start/files/:part',
      guard: 'local',
      bodyMs: uploadMs,
      queries: ['name', 'bytes', 'stamp', 'offset'],
      handler: startPiece(desk),
    },
    { method: 'POST', path: '/-/start/begin', guard: 'local', queries: ['fetch'], handler: startBegin(desk) },
    { method: 'POST', path: '/-/start/adopt', guard: 'local', handler: startAdopt(desk) },
    { method: 'POST', path: '/-/start/discard', guard: 'local', handler: startDiscard(desk) },
  ]
}

/** What a preview shows: everything that can be read, and nothing that can be sent. */
export const readingRoutes: readonly Route[] = routes.filter(({ method }) => method === 'GET')

/** The same bytes for everybody, kept in the page cache. An old page that has this address goes first. */
function page(path: string, handler: PageHandler, queries: readonly string[] = [], limit?: string): Route {
  return { method: 'GET', path, guard: 'page', queries, ...(limit && { limit }), handler: tableFirst(pages, handler) }
}

/** Of a further language of the site, below its prefix. */
function edition(path: string, handler: EditionHandler, queries: readonly string[] = []): Route {
  return page(path, inEdition(handler, anything), queries)
}

/** For one reader, never cached. */
function own(
  path: string,
  limit: string,
  handler: Extract<Route, { guard: 'private' }>['handler'],
  queries: readonly string[] = [],
): Route {
  return { method: 'GET', path, guard: 'private', limit, queries, handler }
}

/** A reader's form: what is over the bounds of its fields is refused before the handler. */
function form<F extends Fields>(
  path: string,
  limit: string,
  maxBytes: number,
  fields: F,
  handler: FormHandler<FormRequest<F>>,
): Route {
  return formRoute({ path, limit, maxBytes, fields }, handler)
}

/** The same, where the handler tells what is over them, at its field. */
function tellingForm<F extends Fields>(
  path: string,
  limit: string,
  maxBytes: number,
  fields: F,
  handler: FormHandler<TellingFormRequest<F>>,
): Route {
  return tellingFormRoute({ path, limit, maxBytes, fields }, handler)
}
