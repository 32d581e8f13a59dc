import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import type { House } from '../house.ts'
import { codingFor } from '../page-cache/coding.ts'
import { readersFirst } from '../readers-first.ts'
import type { PageRequest } from './answers.ts'
import { boundBody } from './body-deadline.ts'
import { bodyMs } from './listen.ts'
import { mayPreview, sendNoPreview } from './preview-door.ts'
import type { Guarded, Route } from './route.ts'
import { openRouter, type Match } from './router.ts'
import { sendError } from './send-error.ts'
import { isFilePath, sendFile } from './send-file.ts'
import { openServing, type Exchange, type Serving } from './serving.ts'
import type { Site } from './site-parts.ts'
import { declaredQuery, readTarget, type Target } from './target.ts'
import { writePage } from './write-page.ts'

type Handling = {
  serving: Serving
  router: ReturnType<typeof openRouter>
  guarded: ReadonlyMap<Route, Guarded>
}

/**
 * Answers requests. A page in the cache is written before anything else is looked at; the rest goes by the routes,
 * whose guards decide what a handler gets to see. The last route is the site's own `/*`: the table of addresses, and
 * 404.
 * `usualBodyMs`: how long a body may take where the route does not say otherwise.
 */
export function createHandler(
  house: House,
  routes: readonly Route[],
  site: Site,
  usualBodyMs = bodyMs,
): RequestListener {
  const serving = openServing(house, site)
  const guarded = new Map<Route, Guarded>(routes.map((route) => [route, route.guard.open(serving)]))
  const handling: Handling = { serving, router: openRouter(routes), guarded }
  const isPreview = house.config.previewFor !== undefined
  const readers = readersFirst(house)

  return (request, response) => {
    const { method, url = '' } = request
    readers.asked()
    boundBody(request, response, usualBodyMs)
    if (isPreview && !mayPreview(serving, request)) return void sendNoPreview(serving, response)
    if (method === 'GET' || method === 'HEAD') {
      const hit = house.pages.hit(url, codingFor(request.headers['accept-encoding']))
      if (hit !== undefined) return writePage(hit, request, response)
    }
    void answer(handling, { request, response, id: randomUUID(), path: url.split('?', 1)[0] ?? '', route: '' }, url)
  }
}

async function answer(handling: Handling, exchange: Exchange, url: string): Promise<void> {
  const began = performance.now()
  const { request, response } = exchange
  const { serving } = handling
  try {
    await take(handling, exchange, url)
  } catch (error) {
    await sendError(serving, exchange, error)
  }
  const ms = Math.round((performance.now() - began) * 10) / 10
  serving.house.log.info(
    { requestId: exchange.id, method: request.method, route: exchange.route, status: response.statusCode, ms },
    'request',
  )
}

async function take(handling: Handling, exchange: Exchange, url: string): Promise<void> {
  const { request, response } = exchange
  const { security, phrasesAt, refuse } = handling.serving
  const target = readTarget(url)
  if (typeof target === 'object') return dispatch(handling, exchange, target)
  const said = phrasesAt(exchange.path).request
  if (target === 'too-long') return refuse(exchange, 414, said.addressTooLong)
  // Of the server as a whole (RFC 9110, 9.3.7).
  const asksInGeneral = url === '*' && request.method === 'OPTIONS'
  if (!asksInGeneral) return refuse(exchange, 400, said.addressMalformed)
  response.writeHead(204, [...security, 'Allow', 'GET, HEAD, POST, OPTIONS']).end()
}

async function dispatch(handling: Handling, exchange: Exchange, target: Target): Promise<void> {
  const { serving, router, guarded } = handling
  const { security, phrasesAt, refuse } = serving
  if (isFilePath(target.path)) return sendFile(serving, exchange, target.path)
  const { request, response } = exchange
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  const found = router.match(target.key)
  const matched = found.get(isReading ? 'GET' : request.method)
  const [any] = found.values()
  exchange.route = (matched ?? any)?.route.path ?? ''
  if (any === undefined) return refuse(exchange, 404, phrasesAt(exchange.path).request.noPage)
  const methods = [...found.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const allowed = [...methods, 'OPTIONS'].join(', ')
  if (request.method === 'OPTIONS') return void response.writeHead(204, [...security, 'Allow', allowed]).end()
  if (matched === undefined) return sendNotAllowed(handling, exchange, target, { page: found.get('GET'), allowed })
  await guarded.get(matched.route)?.answer(exchange, requestOf(matched, target), target)
}

/**
 * At an address where nothing is, a post is as wrong as anything else: 404. Where something is, its methods are named.
 */
async function sendNotAllowed(
  { serving: { phrasesAt, refuse }, guarded }: Handling,
  exchange: Exchange,
  target: Target,
  { page, allowed }: { page: Match | undefined; allowed: string },
): Promise<void> {
  const said = phrasesAt(exchange.path).request
  // Any address fits such a path: whether there is a page at this one, only its handler knows.
  if (page !== undefined && /^\/[*:]/u.test(page.route.path)) {
    const asked = { ...requestOf(page, target), query: new URLSearchParams() }
    const status = (await guarded.get(page.route)?.statusOf?.(exchange, asked, target)) ?? 200
    if (status >= 400) return refuse(exchange, status, said.noPage)
  }
  await refuse(exchange, 405, said.wrongMethod, ['Allow', allowed])
}

function requestOf({ route, params }: Match, { path, query }: Target): PageRequest {
  return { path, params, query: declaredQuery(query, route.queries) }
}
