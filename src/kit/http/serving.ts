/** What the guards share while a server runs: how it answers, and the bounds that hold over all its routes. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { diskFault, Unavailable } from '../db/trouble.ts'
import { httpStatusOf, Refusal } from '../errors.ts'
import type { House } from '../house.ts'
import { kitPhrases } from '../phrases.ts'
import type { Answer, PageRequest, PrivateAnswer, ReaderRequest } from './answers.ts'
import { openBodyRoom, type BodyRoom } from './body-room.ts'
import { openFileBodies, type FileBodies } from './file-body.ts'
import { securityHeaders, type Headers } from './headers.ts'
import { openLimits, type Asking, type Limit } from './limits.ts'
import { plainPage, type FormAgain } from './plain-page.ts'
import { apiRoot, problemOf } from './problem.ts'
import { openProxies } from './proxies.ts'
import { renderPrivate, type AnswerContext } from './render-answer.ts'
import type { Site } from './site-parts.ts'
import { arrivingFolder } from './stored-body.ts'

/** One request on its way: what is logged at its end. */
export type Exchange = {
  request: IncomingMessage
  response: ServerResponse
  id: string
  /** Without query, as far as it can be read. */
  path: string
  route: string
}

export type Serving = {
  readonly house: House
  readonly site: Site
  readonly security: Headers
  readonly bodies: BodyRoom
  readonly files: FileBodies
  phrasesAt(path: string): ReturnType<typeof kitPhrases>
  context(): AnswerContext
  readerRequest(request: IncomingMessage, plain: PageRequest): ReaderRequest
  /** Counts this request; when it is one too many it is refused here. */
  isOverLimit(exchange: Exchange, limit: Limit, asking: Asking): Promise<boolean>
  secondsToWait(limit: Limit, asking: Asking): number
  /** To one reader: kept nowhere. */
  send(exchange: Exchange, answer: PrivateAnswer, extra?: Headers): void
  /** In words: as a page, as JSON for a script that asked for it, as a problem to a program. */
  refuse(exchange: Exchange, status: number, message: string, headers?: Headers): Promise<void>
  /** The words for what was thrown. `request`: where only one client gets the answer; a cached page has none. */
  faultOf(thrown: unknown, asked: Faulty): [status: number, message: string]
  faultPage(path: string, status: number, message: string, again?: FormAgain): Promise<Answer>
}

type Faulty = Pick<Exchange, 'id' | 'path'> & { request?: IncomingMessage }

export function openServing(house: House, site: Site): Serving {
  const security = securityHeaders(house.config, site.frameSources)
  const limits = openLimits(() => house.clock.now())
  const proxies = openProxies(house)
  const phrasesAt = (path: string) => kitPhrases(site.languageAt(house, path))
  const context = (): AnswerContext => ({
    security,
    noindex: house.settings.current().noindex,
    now: house.clock.now(),
    cacheTagHeader: house.config.cacheTagHeader,
  })

  function readerRequest(request: IncomingMessage, plain: PageRequest): ReaderRequest {
    return {
      ...plain,
      readerId: site.knownReader(house, request.headers.cookie),
      wantsJson: wantsJson(request),
      address: proxies.addressOf(request),
    }
  }

  async function isOverLimit(exchange: Exchange, limit: Limit, asking: Asking): Promise<boolean> {
    const seconds = limits.secondsToWait(limit, asking)
    if (seconds > 0)
      await refuse(exchange, 429, phrasesAt(exchange.path).request.tooOften, ['Retry-After', String(seconds)])
    return seconds > 0
  }

  function send({ request, response }: Exchange, answer: PrivateAnswer, extra: Headers = []): void {
    const cookie = answer.setReaderId === undefined ? undefined : site.readerCookie(house, answer.setReaderId)
    const { status, headers, body } = renderPrivate(answer, context(), cookie)
    response.writeHead(status, [...headers, ...extra])
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  async function refuse(exchange: Exchange, status: number, message: string, headers: Headers = []): Promise<void> {
    send(exchange, await refusal(exchange, status, message), headers)
  }

  function faultOf(thrown: unknown, { id: requestId, path, request }: Faulty): [status: number, message: string] {
    const error = diskFault(thrown)
    const said = phrasesAt(path).request
    // The log has it already, once.
    if (error instanceof Unavailable) return [503, request?.method === 'POST' ? said.notKept : said.notShown]
    // The page cache refuses so, and knows no language.
    if (error instanceof Refusal)
      return [httpStatusOf(error), error.code === 'unavailable' ? said.changing : error.message]
    house.log.error({ requestId, error }, 'request failed')
    return [500, said.broken(requestId)]
  }

  async function refusal({ path, request }: Exchange, status: number, message: string): Promise<Answer> {
    if (path.startsWith(apiRoot)) return problemOf(status, message)
    if (wantsJson(request)) return { kind: 'json', status, json: { error: message } }
    return faultPage(path, status, message)
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

  return {
    house,
    site,
    security,
    bodies: openBodyRoom(),
    files: openFileBodies(arrivingFolder(house.config)),
    phrasesAt,
    context,
    readerRequest,
    isOverLimit,
    secondsToWait: limits.secondsToWait,
    send,
    refuse,
    faultOf,
    faultPage,
  }
}

export function wantsJson(request: IncomingMessage): boolean {
  return request.headers.accept?.includes('application/json') ?? false
}
