import { Unavailable } from '../../db/trouble.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import type { RenderedPage } from '../../page-cache/cached-page.ts'
import { codingFor } from '../../page-cache/coding.ts'
import type { Answer, PageRequest } from '../answers.ts'
import type { Limit } from '../limits.ts'
import { renderPublic } from '../render-answer.ts'
import type { Guarded, Route } from '../route.ts'
import type { Serving } from '../serving.ts'
import type { Target } from '../target.ts'
import { openTurns } from '../turns.ts'
import { openWanting } from '../wanting.ts'
import { writePage } from '../write-page.ts'

/** `limit`: of requests that the cache cannot answer. */
type Declared = { path: string; queries?: readonly string[]; limit?: Limit }

export type PageHandler = (house: House, request: PageRequest) => Promise<Answer>

/** The same bytes for everybody, kept in the page cache: its handler sees no cookie and no address. */
export function pageRoute({ path, queries = [], limit }: Declared, handler: PageHandler): Route {
  return {
    method: 'GET',
    path,
    queries,
    guard: { name: 'page', open: (serving) => openPageRoute(serving, { handler, limit }) },
  }
}

/** What is known of a page besides its route, as long as it is kept. */
type RenderRequest = {
  id: string
  path: string
  isEphemeral: boolean
  /** Somebody waits for the first render under this key. */
  wantedAs?: string
}

/**
 * Pages of one route that are rendered at the same time: each holds all that it shows. SQLite answers at once, so a
 * second page at a time would only hold the event loop for longer; PostgreSQL has twelve connections.
 */
const rendersAtOnce = { sqlite: 1, postgres: 16 }

function openPageRoute(
  serving: Serving,
  { handler, limit }: { handler: PageHandler; limit: Limit | undefined },
): Guarded {
  const { house, site, faultOf, faultPage, phrasesAt } = serving
  const turns = openTurns({ atOnce: rendersAtOnce[house.engine], longestWaitMs: 15_000 })
  const wanting = openWanting()
  const busy = (asked: RenderRequest) => new Refusal('busy', phrasesAt(asked.path).request.busy)

  /** A route with a limit has bounds of its own, which say sooner that there is too much to do. */
  async function renderInTurn(plain: PageRequest, asked: RenderRequest): Promise<RenderedPage> {
    const work = () => renderWanted(plain, asked)
    const rendered = limit === undefined ? await turns(work) : await work()
    if (rendered === undefined) throw busy(asked)
    return asked.isEphemeral ? { ...rendered, isEphemeral: true } : rendered
  }

  async function renderWanted(plain: PageRequest, asked: RenderRequest): Promise<RenderedPage> {
    const { wantedAs: key } = asked
    // Later renders of the same page are the cache's own.
    delete asked.wantedAs
    if (key !== undefined && !wanting.isWanted(key)) throw busy(asked)
    return render(plain, asked)
  }

  /**
   * Refusals and faults become pages here, so that all who wait for the same page get them. While the database is away
   * the cache may have an older one.
   */
  async function render(plain: PageRequest, asked: RenderRequest): Promise<RenderedPage> {
    try {
      const answer = await handler(house, plain)
      const topped = (await site.topped?.(house, answer, plain.path)) ?? answer
      return renderPublic(topped, serving.context())
    } catch (error) {
      if (error instanceof Unavailable) throw error
      return renderPublic(await faultPage(asked.path, ...faultOf(error, asked)), serving.context())
    }
  }

  return {
    async answer(exchange, plain, target) {
      const { request, response } = exchange
      const key = keyOf(target, plain.query)
      const coding = codingFor(request.headers['accept-encoding'])
      const hit = house.pages.hit(key, coding)
      if (hit !== undefined) return writePage(hit, request, response)
      if (limit !== undefined && (await serving.isOverLimit(exchange, limit, serving.readerRequest(request, plain))))
        return
      // Stored with the page for rendering it again: it must not retain the first client's request or socket.
      const asked: RenderRequest = { id: exchange.id, path: exchange.path, isEphemeral: isMadeUp(key), wantedAs: key }
      wanting.wait(key, response)
      writePage(await house.pages.page(key, coding, () => renderInTurn(plain, asked)), request, response)
    },
    async statusOf({ id, path }, plain, { key }) {
      const asked: RenderRequest = { id, path, isEphemeral: isMadeUp(key) }
      const { page } = await house.pages.page(key, 'identity', () => renderInTurn(plain, asked))
      return page.status
    },
  }
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
