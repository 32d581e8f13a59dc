import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { diskFault, Unavailable } from '../db/trouble.ts'
import { httpStatusOf, Refusal } from '../errors.ts'
import type { House } from '../house.ts'
import { notModified, type RenderedPage } from '../page-cache/cached-page.ts'
import { codingFor } from '../page-cache/coding.ts'
import type { Served } from '../page-cache/page-cache.ts'
import { kitPhrases } from '../phrases.ts'
import type { Answer, PageRequest, PrivateAnswer, ReaderRequest, Route } from './answers.ts'
import { boundBody } from './body-deadline.ts'
import { openBodyRoom } from './body-room.ts'
import type { Door } from './door.ts'
import { sendEvents } from './event-stream.ts'
import { checkDeclaration, type Fields, type Values } from './fields.ts'
import { formTypeOf, readBody, readForm } from './form-body.ts'
import { privateCaching, securityHeaders } from './headers.ts'
import { limitOf, openLimits } from './limits.ts'
import { bodyMs } from './listen.ts'
import { localRequest, passDoor, rest, strangerFault } from './local.ts'
import { plainPage, type FormAgain } from './plain-page.ts'
import { openProxies } from './proxies.ts'
import { renderPrivate, renderPublic, type AnswerContext } from './render-answer.ts'
import { openRouter } from './router.ts'
import { isCrossSite } from './same-site.ts'
import { sendAsset, sendMedia } from './static-files.ts'
import { declaredQuery, readTarget, type Target } from './target.ts'
import { openTurns } from './turns.ts'
import { openWanting } from './wanting.ts'

/** What the rooms above give the server, which knows none of them. */
export type Site = {
  /**
   * A refusal or a fault in words, in the look of the site at this path and with this status; with a form that was not
   * taken, to be sent again.
   */
  errorPage(
    house: House,
    fault: { status: number; message: string; path: string; again?: FormAgain | undefined },
  ): Promise<Answer>
  /** In which language whoever asks for this path is spoken to. */
  languageAt(house: House, path: string): string
  /** Who the reader is by the Cookie header, and the Set-Cookie line that makes one known. */
  knownReader(house: House, cookieHeader: string | undefined): string | undefined
  readerCookie(house: House, readerId: string): string
  /** Whether a file of the store was taken from the readers. */
  isWithdrawnFile?(house: House, path: string): Promise<boolean>
  /** Origins whose players may be framed. */
  frameSources: readonly string[]
  /** Who may see `local` pages and a preview; without one nobody may. */
  door?: Door | undefined
}

/** Browsers name themselves in 150 characters or so. */
const longestAgent = 500

/** One request on its way: what is logged at its end. */
type Exchange = {
  request: IncomingMessage
  response: ServerResponse
  id: string
  /** Without query, as far as it can be read. */ path: string
  route: string
}
/** What is known of a page besides its route, as long as it is kept. */
type Asked = {
  id: string
  path: string
  isPassing: boolean
  /** Somebody waits for the first render under this key. */ wantedAs?: string
}
type Of<G extends Route['guard']> = Extract<Route, { guard: G }>

/**
 * Pages of one route that are rendered at the same time: each holds all that it shows. SQLite answers at once, so a
 * second page at a time would only hold the event loop for longer; PostgreSQL has twelve connections.
 */
const rendersAtOnce = { sqlite: 1, postgres: 16 }

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
  const security = securityHeaders(house.config, site.frameSources)
  const router = openRouter(routes)
  const bodies = openBodyRoom()
  const wanting = openWanting()
  const turns = new Map(
    routes.map((route) => [route, openTurns({ atOnce: rendersAtOnce[house.engine], longestWaitMs: 15_000 })]),
  )
  const limits = openLimits(() => house.clock.now())
  const proxies = openProxies(house)
  for (const route of routes) {
    if ('limit' in route && route.limit !== undefined) limitOf(route.limit)
    if (route.guard === 'form') checkDeclaration(route)
  }
  const isPreview = house.config.previewFor !== undefined
  const phrasesAt = (path: string) => kitPhrases(site.languageAt(house, path))
  const context = (): AnswerContext => ({
    security,
    noindex: house.settings.current().noindex,
    now: house.clock.now(),
    cacheTagHeader: house.config.cacheTagHeader,
  })

  function listen(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '' } = request
    boundBody(request, response, usualBodyMs)
    if (isPreview && !mayPreview(request)) return void sendNoPreview(response)
    if (method === 'GET' || method === 'HEAD') {
      const hit = house.pages.hit(url, codingFor(request.headers['accept-encoding']))
      if (hit !== undefined) return writePage(hit, request, response)
    }
    void answer({ request, response, id: randomUUID(), path: url.split('?', 1)[0] ?? '', route: '' }, url)
  }

  async function answer(exchange: Exchange, url: string): Promise<void> {
    const began = performance.now()
    const { request, response } = exchange
    try {
      const target = readTarget(url)
      const phrases = phrasesAt(exchange.path)
      if (target === 'too-long') await sendFault(exchange, 414, phrases.request.addressTooLong)
      else if (target === 'malformed' && !(url === '*' && request.method === 'OPTIONS'))
        await sendFault(exchange, 400, phrases.request.addressMalformed)
      else if (target === 'malformed') response.writeHead(204, [...security, 'Allow', 'GET, HEAD, POST, OPTIONS']).end()
      else await dispatch(exchange, target)
    } catch (error) {
      await sendError(exchange, error).catch((fault: unknown) => breakOff(exchange, fault))
    }
    const ms = Math.round((performance.now() - began) * 10) / 10
    house.log.info(
      { requestId: exchange.id, method: request.method, route: exchange.route, status: response.statusCode, ms },
      'request',
    )
  }

  async function dispatch(exchange: Exchange, target: Target): Promise<void> {
    const { request, response } = exchange
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (/^\/(assets|media)\//u.test(target.path)) return sendFile(exchange, target, isReading)
    const { get, post } = router.match(target.key)
    const allowed = [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : []), 'OPTIONS'].join(', ')
    const matched = isReading ? get : request.method === 'POST' ? post : undefined
    exchange.route = (matched ?? get ?? post)?.route.path ?? ''
    if (!get && !post) return sendFault(exchange, 404, phrasesAt(exchange.path).request.noPage)
    if (request.method === 'OPTIONS') return void response.writeHead(204, [...security, 'Allow', allowed]).end()
    if (matched === undefined) return sendNotAllowed(exchange, target, allowed)
    const { route } = matched
    const plain: PageRequest = {
      path: target.path,
      params: matched.params,
      query: declaredQuery(target.query, 'queries' in route ? (route.queries ?? []) : []),
    }
    if (route.guard === 'page') return servePage(exchange, target, route, plain)
    if (route.guard === 'private') return servePrivate(exchange, route, plain)
    if (route.guard === 'form') return serveForm(exchange, route, plain)
    if (route.guard === 'local') return serveLocal(exchange, target, route, plain)
    sendOnce(exchange, await route.handler(house, plain))
  }

  async function sendFile(exchange: Exchange, { path }: Target, isReading: boolean): Promise<void> {
    const { request, response } = exchange
    exchange.route = path.startsWith('/assets/') ? '/assets/*' : '/media/*'
    if (!isReading)
      return sendRefused(exchange, 405, phrasesAt(exchange.path).request.fileIsReadOnly, ['Allow', 'GET, HEAD'])
    if (await site.isWithdrawnFile?.(house, path)) {
      // Old pages elsewhere may show it to thousands: a line, and no page that would have to be read together.
      const body = phrasesAt(exchange.path).request.fileGone
      return sendOnce(exchange, { kind: 'bytes', status: 410, type: 'text/plain; charset=utf-8', body })
    }
    if (path.startsWith('/media/')) return sendMedia(house.storage, path, request, response, security)
    if (!sendAsset(house.assets, path, request, response, security))
      await sendFault(exchange, 404, phrasesAt(exchange.path).request.noFile)
  }

  async function servePage(exchange: Exchange, target: Target, route: Of<'page'>, plain: PageRequest): Promise<void> {
    const { request, response } = exchange
    const key = keyOf(target, plain.query)
    const coding = codingFor(request.headers['accept-encoding'])
    const hit = house.pages.hit(key, coding)
    if (hit !== undefined) return writePage(hit, request, response)
    if (route.limit !== undefined && (await isOverLimit(exchange, route.limit, readerRequest(request, plain)))) return
    // Kept with the page, to render it anew: no request and no socket of whoever asked first may hang on it.
    const asked: Asked = { id: exchange.id, path: exchange.path, isPassing: isMadeUp(key), wantedAs: key }
    wanting.wait(key, response)
    writePage(await house.pages.page(key, coding, () => renderRoute(route, plain, asked)), request, response)
  }

  /**
   * Refusals and faults become pages here, so that all who wait for the same page get them. While the database is away
   * the cache may have an older one.
   */
  async function renderRoute(route: Of<'page'>, plain: PageRequest, asked: Asked): Promise<RenderedPage> {
    // A route with a limit has bounds of its own, which say sooner that there is too much to do.
    const work = () => renderWanted(route, plain, asked)
    const rendered = route.limit === undefined ? await turns.get(route)?.(work) : await work()
    if (rendered === undefined) throw new Refusal('busy', phrasesAt(asked.path).request.busy)
    return asked.isPassing ? { ...rendered, isPassing: true } : rendered
  }

  async function renderWanted(route: Of<'page'>, plain: PageRequest, asked: Asked): Promise<RenderedPage> {
    const { wantedAs: key } = asked
    // Later renders of the same page are the cache's own.
    delete asked.wantedAs
    if (key !== undefined && !wanting.isWanted(key)) throw new Refusal('busy', phrasesAt(asked.path).request.busy)
    return render(route, plain, asked)
  }

  async function render(route: Of<'page'>, plain: PageRequest, asked: Asked): Promise<RenderedPage> {
    try {
      return renderPublic(await route.handler(house, plain), context())
    } catch (error) {
      if (error instanceof Unavailable) throw error
      return renderPublic(await faultPage(asked.path, ...faultOf(error, asked)), context())
    }
  }

  async function servePrivate(exchange: Exchange, route: Of<'private'>, plain: PageRequest): Promise<void> {
    const asking = readerRequest(exchange.request, plain)
    if (route.limit !== undefined && (await isOverLimit(exchange, route.limit, asking))) return
    sendOnce(exchange, await route.handler(house, asking))
  }

  async function serveForm(exchange: Exchange, route: Of<'form'>, plain: PageRequest): Promise<void> {
    const { request } = exchange
    if (isCrossSite(request.headers, house.config.origin))
      throw new Refusal('forbidden', phrasesAt(exchange.path).request.otherSite)
    const words = phrasesAt(exchange.path).form
    const type = formTypeOf(request.headers, words)
    const asking = readerRequest(request, plain)
    // Whoever sends and is gone at once would come from nowhere, past every limit: nobody waits for what they asked.
    if (asking.address === '') return void exchange.response.destroy()
    if (await isOverLimit(exchange, route.limit, asking)) return
    const read = async () => readForm(type, await readBody(request, route.maxBytes, words), route.fields, words)
    const { values, faults } = await bodies.hold(request, route.maxBytes, read)
    if (!route.tellsFaults && Object.keys(faults).length > 0) throw new Refusal('too-large', words.fieldTooLong)
    const asked = { ...asking, form: values, faults }
    sendOnce(exchange, await route.handler(house, asked).catch((error: unknown) => notKept(exchange, values, error)))
  }

  /** Nothing that was typed is lost: it stands in the answer and goes again with one press. A script has it still. */
  async function notKept({ path, request }: Exchange, form: Values<Fields>, error: unknown): Promise<PrivateAnswer> {
    if (!(diskFault(error) instanceof Unavailable)) throw error
    const { notKept: message, sendAgain: button } = phrasesAt(path).request
    const json = { outcome: 'unavailable', message, error: message }
    if (wantsJson(request)) return { kind: 'json', status: 503, json }
    const fields = Object.entries(form).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })))
    return faultPage(path, 503, message, { action: path, fields, button })
  }

  /**
   * The body is the handler's to read, of any length. What it leaves is let past, so that a browser in the middle of
   * sending hears the answer.
   */
  async function serveLocal(exchange: Exchange, target: Target, route: Of<'local'>, plain: PageRequest): Promise<void> {
    const { request, response } = exchange
    const fault = strangerFault(request, house.config)
    if (fault !== undefined) throw new Refusal('forbidden', fault)
    if (request.method === 'POST' && isCrossSite(request.headers, house.config.origin))
      throw new Refusal('forbidden', phrasesAt(exchange.path).request.otherSite)
    const passage = site.door === undefined ? 'needs-key' : passDoor(site.door, exchange, target, security)
    if (passage === 'needs-key') throw new Refusal('forbidden', phrasesAt(exchange.path).request.needsKey)
    if (passage === 'answered') return
    if (route.method === 'POST' && route.bodyMs !== undefined) boundBody(request, response, route.bodyMs)
    const answer = await route
      .handler(house, localRequest(request, response, plain, wantsJson(request)))
      .finally(() => rest(request))
    if (answer.kind === 'events') await sendEvents(request, response, security, answer.events)
    else sendOnce(exchange, answer)
  }

  function mayPreview(request: IncomingMessage): boolean {
    return strangerFault(request, house.config) === undefined && (site.door?.knows(request.headers.cookie) ?? false)
  }

  function sendNoPreview(response: ServerResponse): void {
    const body = plainPage(403, phrasesAt('/').request.needsKey)
    const headers = ['Content-Type', 'text/html; charset=utf-8', 'Cache-Control', privateCaching]
    response.writeHead(403, [...security, ...headers]).end(body)
  }

  function readerRequest(request: IncomingMessage, plain: PageRequest): ReaderRequest {
    const { cookie, 'user-agent': userAgent = '' } = request.headers
    return {
      ...plain,
      userAgent: userAgent.slice(0, longestAgent),
      readerId: site.knownReader(house, cookie),
      wantsJson: wantsJson(request),
      address: proxies.addressOf(request),
    }
  }

  async function isOverLimit(exchange: Exchange, name: string, asking: ReaderRequest): Promise<boolean> {
    const seconds = limits.secondsToWait(name, asking)
    if (seconds > 0)
      await sendRefused(exchange, 429, phrasesAt(exchange.path).request.tooOften, ['Retry-After', String(seconds)])
    return seconds > 0
  }

  /**
   * At an address where nothing is, a post is as wrong as anything else: 404. Where something is, its methods are
   * named.
   */
  async function sendNotAllowed(exchange: Exchange, target: Target, allowed: string): Promise<void> {
    const { get } = router.match(target.key)
    if (get?.route.guard === 'page' && /^\/[*:]/u.test(get.route.path)) {
      const { route, params } = get
      const plain = { path: target.path, params, query: new URLSearchParams() }
      const asked: Asked = { id: exchange.id, path: exchange.path, isPassing: isMadeUp(target.key) }
      const { page } = await house.pages.page(target.key, 'identity', () => renderRoute(route, plain, asked))
      if (page.status >= 400) return sendFault(exchange, page.status, phrasesAt(exchange.path).request.noPage)
    }
    await sendRefused(exchange, 405, phrasesAt(exchange.path).request.wrongMethod, ['Allow', allowed])
  }

  async function sendError(exchange: Exchange, error: unknown): Promise<void> {
    // Whoever asked has gone.
    if (exchange.response.destroyed) return
    if (exchange.response.headersSent) breakOff(exchange, error)
    else await sendFault(exchange, ...faultOf(error, exchange))
  }

  /** Nothing can be said any more: whoever waits learns that from the connection. */
  function breakOff({ id, route, response }: Exchange, error: unknown): void {
    house.log.error({ requestId: id, route, error }, 'answer broke off')
    response.destroy()
  }

  /** `request`: of whoever hears it alone; a page that is kept has none. */
  function faultOf(
    thrown: unknown,
    { id: requestId, path, request }: Pick<Exchange, 'id' | 'path'> & { request?: IncomingMessage },
  ): [status: number, message: string] {
    const error = diskFault(thrown)
    const said = phrasesAt(path).request
    // The log has it already, once.
    if (error instanceof Unavailable) return [503, request?.method === 'POST' ? said.notKept : said.notShown]
    // The page cache refuses so, and knows no language.
    if (error instanceof Refusal)
      return [httpStatusOf(error), error.code === 'unavailable' ? phrasesAt(path).request.changing : error.message]
    house.log.error({ requestId, error }, 'request failed')
    return [500, phrasesAt(path).request.broken(requestId)]
  }

  async function sendFault(exchange: Exchange, status: number, message: string): Promise<void> {
    await sendRefused(exchange, status, message, [])
  }

  async function sendRefused(
    exchange: Exchange,
    status: number,
    message: string,
    headers: readonly string[],
  ): Promise<void> {
    sendOnce(
      exchange,
      wantsJson(exchange.request)
        ? { kind: 'json', status, json: { error: message } }
        : await faultPage(exchange.path, status, message),
      headers,
    )
  }

  async function faultPage(path: string, status: number, message: string, again?: FormAgain): Promise<Answer> {
    try {
      return await site.errorPage(house, { status, message, path, again })
    } catch (error) {
      if (!(error instanceof Unavailable)) house.log.error({ error }, 'message page failed')
      const { unavailable: title, frontPage } = phrasesAt(path).request
      const words = { language: site.languageAt(house, path), title, frontPage, again }
      return { kind: 'html', status, html: plainPage(status, message, status === 503 ? words : undefined) }
    }
  }

  function sendOnce({ request, response }: Exchange, answer: PrivateAnswer, extra: readonly string[] = []): void {
    const cookie = answer.setReaderId === undefined ? undefined : site.readerCookie(house, answer.setReaderId)
    const { status, headers, body } = renderPrivate(answer, context(), cookie)
    response.writeHead(status, [...headers, ...extra])
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  return listen
}

function keyOf(target: Target, declared: URLSearchParams): string {
  const query = declared.toString()
  return query === '' ? target.key : `${target.key}?${query}`
}

/**
 * Of what has a query, and of what writes a slash as %2F, there are as many addresses as anybody likes to make up, and
 * many of them answer: `?before=1-1`, `?before=1-2`. However good such a page is, it pushes out none that has an
 * address of its own.
 */
function isMadeUp(key: string): boolean {
  return key.includes('?') || key.includes('%2F')
}

/** One write for the head and the bytes. */
function writePage({ page, variant }: Served, request: IncomingMessage, response: ServerResponse): void {
  const known = request.headers['if-none-match']
  if (known !== undefined && page.status === 200 && (known.includes(page.hash) || known.trim() === '*')) {
    response.writeHead(304, notModified(variant))
    response.end()
    return
  }
  response.writeHead(page.status, variant.headers)
  if (request.method === 'HEAD') response.end()
  else if (variant.latin1 === undefined) response.end(variant.body)
  else response.end(variant.latin1, 'latin1')
}

function wantsJson(request: IncomingMessage): boolean {
  return request.headers.accept?.includes('application/json') ?? false
}
