import { accountOperations } from './accounts/api/account.ts'
import { ownAccountOperations } from './accounts/api/me.ts'
import { sessionOperations } from './accounts/api/session.ts'
import { staffOperations } from './accounts/api/staff.ts'
import { alertOperations } from './alerts/api/alerts.ts'
import { alertCorrectionOperations } from './alerts/api/corrections.ts'
import { decisionOperations } from './alerts/api/decisions.ts'
import { digestOperations } from './alerts/api/digests.ts'
import { alertProgressOperations } from './alerts/api/progress.ts'
import { underWayOperations } from './alerts/api/under-way.ts'
import { showDigestMail } from './alerts/pages/digest-mail.ts'
import { followAlert, showAlerts } from './alerts/pages/log.ts'
import { articleOperations } from './articles/api.ts'
import { commentOperations } from './conversation/api.ts'
import { commentLimit } from './conversation/limits.ts'
import { commentFields, showOwnComment, postComment, showReplyForm } from './conversation/pages.ts'
import { redirectToComment, showConversation } from './conversation/thread-pages.ts'
import { isPostmark, receivePostmark } from './deliveries/pages.ts'
import { ledgerOperations } from './desk/api.ts'
import { storyFilters } from './desk/first-list.ts'
import { showDesk } from './desk/pages.ts'
import { conflictOperations } from './editing/api/conflicts.ts'
import { copyOperations } from './editing/api/copies.ts'
import { deedOperations } from './editing/api/deeds.ts'
import { listOperations } from './editing/api/stories.ts'
import { serveIcon, serveIndexNowKey, serveRobots } from './feeds/discovery.ts'
import {
  serveAlertsFeed,
  serveCommentsFeed,
  serveCorrectionsFeed,
  servePersonFeed,
  serveSiteFeed,
  serveTopicFeed,
} from './feeds/feeds.ts'
import { serveOembed } from './feeds/oembed.ts'
import { serveNewsSitemap, serveSitemap, serveSitemapIndex } from './feeds/sitemaps.ts'
import { storyOperations } from './importers/stories/api.ts'
/**
 * The table of contents: every address of the product, with who may use it. The last line is the paper's own addresses.
 */
import type { FormRequest, TellingFormRequest } from './kit/http/answers.ts'
import type { Fields } from './kit/http/fields.ts'
import { noSuchOperation } from './kit/http/guards/api.ts'
import { formRoute, tellingFormRoute, type FormHandler } from './kit/http/guards/form.ts'
import { hookRoute } from './kit/http/guards/hook.ts'
import { jsonRoute } from './kit/http/guards/json.ts'
import { linkRoute } from './kit/http/guards/link.ts'
import { localRoute } from './kit/http/guards/local.ts'
import { openRoute } from './kit/http/guards/open.ts'
import { pageRoute, type PageHandler } from './kit/http/guards/page.ts'
import { privateRoute, type PrivateHandler } from './kit/http/guards/private.ts'
import { staffFileRoute, staffRoute } from './kit/http/guards/staff.ts'
import type { Limit } from './kit/http/limits.ts'
import type { Route } from './kit/http/route.ts'
import { tableFirst, type Pages } from './layout/addresses.ts'
import { editionAt } from './layout/editions.ts'
import { renderMissingPage } from './layout/missing-page.ts'
import { serveAnyAddress, oldQueryFirst } from './legacy/legacy-redirects.ts'
import { oldQueries } from './legacy/parse-legacy-url.ts'
import { mediaOperations } from './media/api.ts'
import { peopleOperations } from './people/api.ts'
import { pollOperations } from './polls/api.ts'
import { receiptsLimit, voteLimit } from './polls/limits.ts'
import { addressFields, sendAddressLink } from './polls/pages/address.ts'
import { showPollFrame, showPolls, showPoll } from './polls/pages/lists.ts'
import { showOwnVote } from './polls/pages/own-vote.ts'
import {
  showCertificate,
  serveCertificate,
  serveReceipts,
  serveReceiptsPart,
  serveResults,
} from './polls/pages/proof.ts'
import { postVote, voteFields } from './polls/pages/vote.ts'
import { serveFormPass } from './readers/form-pass.ts'
import { confirmLimit, mailLimit, ownDataLimit, passLimit } from './readers/limits.ts'
import { searchLimit } from './search/limits.ts'
import { serveOpenSearch, showSearch } from './search/pages.ts'
import { showApiGuide, serveOpenApi } from './site/api/api-pages.ts'
import { serveIconPicture, serveManifest, serveServiceWorker } from './site/app/app-pages.ts'
import { showCorrections } from './site/lists/corrections-page.ts'
import {
  showEditionArchive,
  showEditionPerson,
  redirectToEdition,
  showEditionTopic,
  inEdition,
  type EditionHandler,
} from './site/lists/edition-pages.ts'
import { showEditionFront, showFront } from './site/lists/front-page.ts'
import { showArchive, showMonth, showTopic, showTopics } from './site/lists/list-pages.ts'
import { showPerson, showQuotes } from './site/lists/person-pages.ts'
import { previewOperations } from './site/preview/api.ts'
import { showPreview, showSharedPreview } from './site/preview/preview-pages.ts'
import { postConfirmation, showConfirmation } from './site/reader/confirm-pages.ts'
import { showMailbox, showMailHtml } from './site/reader/mailbox-pages.ts'
import {
  eraseFields,
  eraseOwnData,
  leaveFields,
  showLeaveForm,
  postLeave,
  showOwnData,
} from './site/reader/reader-pages.ts'
import { servePollPicture, serveSharePicture } from './site/share/share-picture-page.ts'
import {
  showStart,
  postStartAdopt,
  postStartBegin,
  postStartDiscard,
  streamStartEvents,
  serveStartFiles,
  postStartForm,
  postStartPiece,
  serveStartReport,
} from './site/start/start-pages.ts'
import type { StartDesk } from './site/start/start.ts'
import { showArticle } from './site/story/article-page.ts'
import { showProvenance } from './site/story/provenance-page.ts'
import { subscriberOperations } from './subscriptions/api.ts'
import { importOperations } from './subscriptions/import/imports-api.ts'
import { followLimit, preferencesLimit, pushLimit } from './subscriptions/limits.ts'
import { serveExport } from './subscriptions/pages/export.ts'
import { followFields, followQueries, postFollow, showFollow, showFollowIn } from './subscriptions/pages/follow.ts'
import {
  leaveAlertsFields,
  postLeaveAlerts,
  postPreferences,
  preferencesFields,
  showLeaveAlerts,
  showPreferences,
} from './subscriptions/pages/preferences.ts'
import { postPush, postPushStop, pushBody, stopBody } from './subscriptions/pages/push.ts'
import { topicOperations } from './topics/api.ts'

const pages: Pages = {
  article: showArticle,
  gone: (house, { path }) => renderMissingPage(house, 410, editionAt(house, path)),
}
const anything = serveAnyAddress(pages)

/** For programs and the desk, which has no other way in. */
const operations = [
  ...sessionOperations,
  ...accountOperations,
  ...ownAccountOperations,
  ...staffOperations,
  ...ledgerOperations,
  ...articleOperations,
  ...listOperations,
  ...deedOperations,
  ...copyOperations,
  ...conflictOperations,
  ...previewOperations,
  ...storyOperations,
  ...alertOperations,
  ...digestOperations,
  ...decisionOperations,
  ...alertCorrectionOperations,
  ...alertProgressOperations,
  ...underWayOperations,
  ...mediaOperations,
  ...peopleOperations,
  ...topicOperations,
  ...commentOperations,
  ...pollOperations,
  ...importOperations,
  ...subscriberOperations,
]

/** By method and path, with what they take and give: the desk's client is typed by this. */
export type ApiOperations = {
  [Each in (typeof operations)[number] as Each['address']]: NonNullable<Each['types']>
}

const searchQueries = ['q', 'topic', 'author', 'from', 'to', 'sort', 'page']

export const routes: readonly Route[] = [
  page('/', oldQueryFirst(pages, showFront), oldQueries),
  page('/index.php', serveAnyAddress(pages), oldQueries),
  page('/topics/:slug', showTopic, ['page']),
  page('/people/:slug', showPerson, ['page']),
  page('/people/:slug/said', showQuotes, ['page']),
  page('/-/topics', showTopics),
  page('/-/archive', showArchive, ['before']),
  page('/-/archive/:year/:month', showMonth, ['page']),
  page('/-/corrections', showCorrections, ['before']),
  page('/-/made/:id', showProvenance),
  page('/alerts', showAlerts, ['before']),
  page('/alerts/feed.:format', serveAlertsFeed),
  linkRoute('/-/a/:id', followAlert),

  page('/search', showSearch, searchQueries, searchLimit),
  page('/-/search', showSearch, searchQueries, searchLimit),
  page('/-/opensearch.xml', serveOpenSearch),

  page('/-/polls', showPolls, ['page']),
  page('/polls', showPolls, ['page']),
  page('/polls/:id', showPoll, ['choice']),
  page('/polls/:id/embed', showPollFrame),
  page('/polls/:id/card.png', servePollPicture),
  page('/polls/:id/results.json', serveResults),
  page('/polls/:id/certificate', showCertificate),
  page('/polls/:id/certificate.json', serveCertificate),
  page('/polls/:id/receipts.json', serveReceipts, [], receiptsLimit),
  page('/polls/:id/receipts/:part', serveReceiptsPart, [], receiptsLimit),
  tellingForm('/polls/:id/votes', voteLimit, 20_000, voteFields, postVote),
  own('/polls/:id/mine', passLimit, showOwnVote, ['again', 'changed']),
  tellingForm('/polls/:id/address', mailLimit, 10_000, addressFields, sendAddressLink),

  tellingForm('/articles/:id/comments', commentLimit, 100_000, commentFields, postComment),
  page('/articles/:id/comments', showConversation, ['after']),
  page('/comments/:id', redirectToComment),
  page('/comments/:id/reply', showReplyForm),
  own('/comments/:id/mine', passLimit, showOwnComment),

  own('/forms/pass', passLimit, serveFormPass, ['for']),
  own('/-/me', ownDataLimit, showOwnData),
  form('/-/me/erase', ownDataLimit, 10_000, eraseFields, eraseOwnData),
  own('/-/confirm/:token', confirmLimit, showConfirmation),
  form('/-/confirm/:token', confirmLimit, 10_000, {}, postConfirmation),

  hookRoute({ path: '/-/hooks/postmark', isKnown: isPostmark, receive: receivePostmark }),

  own('/-/leave/:token', confirmLimit, showLeaveForm),
  leavingForm('/-/leave/:token', leaveFields, postLeave),

  page('/-/alerts', showFollow, followQueries),
  tellingForm('/-/alerts', followLimit, 20_000, followFields, postFollow),
  jsonRoute({ path: '/-/alerts/push', limit: pushLimit, maxBytes: 20_000, body: pushBody }, postPush),
  jsonRoute({ path: '/-/alerts/push/stop', limit: pushLimit, maxBytes: 20_000, body: stopBody }, postPushStop),
  own('/-/alerts/:token', preferencesLimit, showPreferences, ['saved']),
  tellingForm('/-/alerts/:token', preferencesLimit, 20_000, preferencesFields, postPreferences),
  own('/-/alerts/:token/leave', preferencesLimit, showLeaveAlerts),
  leavingForm('/-/alerts/:token/leave', leaveAlertsFields, postLeaveAlerts),

  page('/feed.:format', serveSiteFeed),
  page('/topics/:slug/feed.:format', serveTopicFeed),
  page('/people/:slug/feed.:format', servePersonFeed),
  page('/articles/:id/comments/feed.:format', serveCommentsFeed),
  page('/-/corrections/feed.:format', serveCorrectionsFeed),
  page('/oembed', serveOembed, ['url', 'format', 'maxwidth', 'maxheight']),
  page('/-/share/:id/:hash.png', serveSharePicture),

  page('/sitemap.xml', serveSitemapIndex),
  page('/sitemap-news.xml', serveNewsSitemap),
  page('/-/sitemap/:part', serveSitemap),
  page('/robots.txt', serveRobots),
  page('/-/icon.svg', serveIcon),
  page('/-/icon/:size.png', serveIconPicture),
  page('/manifest.webmanifest', serveManifest),
  pageRoute({ path: '/service-worker.js' }, serveServiceWorker),
  page('/:key.txt', serveIndexNowKey),

  ...operations,
  pageRoute({ path: '/api/v1/openapi.json' }, serveOpenApi(operations)),
  pageRoute({ path: '/api' }, showApiGuide(operations)),
  ...noSuchOperation('/api/*'),

  staffRoute({ path: '/desk/preview/:id', act: 'article.read', signInAt: '/desk' }, showPreview),
  staffRoute({ path: '/desk/digests/:id', act: 'subscriber.read', signInAt: '/desk' }, showDigestMail),
  staffFileRoute({ path: '/desk/subscribers.csv', act: 'subscriber.manage' }, serveExport),
  own('/-/preview/:token', confirmLimit, showSharedPreview),
  openRoute('/desk', showDesk, storyFilters),
  openRoute('/desk/*', showDesk),

  localRoute({ path: '/-/mailbox' }, showMailbox),
  localRoute({ path: '/-/mailbox/:id' }, showMailbox),
  localRoute({ path: '/-/mailbox/:id/html' }, showMailHtml),

  edition('/:language', redirectToEdition, oldQueries),
  edition('/:language/', showEditionFront, oldQueries),
  edition('/:language/feed.:format', serveSiteFeed),
  edition('/:language/manifest.webmanifest', serveManifest),
  edition('/:language/-/archive', showEditionArchive, ['before']),
  edition('/:language/-/corrections', showCorrections, ['before']),
  edition('/:language/-/corrections/feed.:format', serveCorrectionsFeed),
  edition('/:language/-/alerts', showFollowIn, followQueries),
  edition('/:language/topics/:slug', showEditionTopic, ['before']),
  edition('/:language/topics/:slug/feed.:format', serveTopicFeed),
  edition('/:language/people/:slug', showEditionPerson, ['before']),
  edition('/:language/people/:slug/feed.:format', servePersonFeed),

  pageRoute({ path: '/*', queries: oldQueries }, anything),
]

/** A whole archive of pictures comes in through a plain form. */
const uploadMs = 12 * 3_600_000

/** From an export to a paper, for the person who started the server. First, since these belong to the house. */
export function startRoutes(desk: StartDesk): Route[] {
  const pieceOf = ['name', 'bytes', 'stamp', 'offset']
  return [
    localRoute({ path: '/-/start' }, showStart(desk)),
    localRoute({ path: '/-/start/events' }, streamStartEvents(desk)),
    localRoute({ path: '/-/start/files' }, serveStartFiles(desk)),
    localRoute({ path: '/-/start/report' }, serveStartReport(desk)),
    localRoute({ method: 'POST', path: '/-/start/files', bodyMs: uploadMs }, postStartForm(desk)),
    localRoute(
      { method: 'POST', path: '/-/start/files/:part', bodyMs: uploadMs, queries: pieceOf },
      postStartPiece(desk),
    ),
    localRoute({ method: 'POST', path: '/-/start/begin', queries: ['fetch'] }, postStartBegin(desk)),
    localRoute({ method: 'POST', path: '/-/start/adopt' }, postStartAdopt(desk)),
    localRoute({ method: 'POST', path: '/-/start/discard' }, postStartDiscard(desk)),
  ]
}

/** What a preview shows: everything that can be read, and nothing that can be sent. */
export const readingRoutes: readonly Route[] = routes.filter(({ method }) => method === 'GET')

/** The same bytes for everybody, kept in the page cache. An old page that has this address goes first. */
function page(path: string, handler: PageHandler, queries: readonly string[] = [], limit?: Limit): Route {
  return pageRoute({ path, queries, ...(limit !== undefined && { limit }) }, tableFirst(pages, handler))
}

/** Of a further language of the site, below its prefix. */
function edition(path: string, handler: EditionHandler, queries: readonly string[] = []): Route {
  return page(path, inEdition(handler, anything), queries)
}

/** For one reader, never cached. */
function own(path: string, limit: Limit, handler: PrivateHandler, queries: readonly string[] = []): Route {
  return privateRoute({ path, limit, queries }, handler)
}

/** A reader's form: what is over the bounds of its fields is refused before the handler. */
function form<F extends Fields>(
  path: string,
  limit: Limit,
  maxBytes: number,
  fields: F,
  handler: FormHandler<FormRequest<F>>,
): Route {
  return formRoute({ path, limit, maxBytes, fields }, handler)
}

/** What a mail program posts for its reader (RFC 8058), wherever that shows its pages. */
function leavingForm<F extends Fields>(path: string, fields: F, handler: FormHandler<FormRequest<F>>): Route {
  return formRoute({ path, limit: preferencesLimit, maxBytes: 10_000, fields, isFromAnywhere: true }, handler)
}

/** The same, where the handler tells what is over them, at its field. */
function tellingForm<F extends Fields>(
  path: string,
  limit: Limit,
  maxBytes: number,
  fields: F,
  handler: FormHandler<TellingFormRequest<F>>,
): Route {
  return tellingFormRoute({ path, limit, maxBytes, fields }, handler)
}
