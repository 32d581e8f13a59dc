import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import type { Answer, EventsAnswer, LocalRequest } from '../answers.ts'
import { boundBody } from '../body-deadline.ts'
import { sendEvents } from '../event-stream.ts'
import { localRequest, passDoor, drainBody, localOnlyError } from '../local.ts'
import type { Guarded, Route } from '../route.ts'
import { isCrossSite } from '../same-site.ts'
import { wantsJson, type Serving } from '../serving.ts'

/** `bodyMs`: how long its body may take, where that is longer than elsewhere. */
type Declared = { method?: 'GET' | 'POST'; path: string; queries?: readonly string[]; bodyMs?: number }

export type LocalHandler = (house: House, request: LocalRequest) => Promise<Answer | EventsAnswer>

/** Only from this machine itself (local.ts), and with the key that was shown there (door.ts); never cached. */
export function localRoute({ method = 'GET', path, queries = [], bodyMs }: Declared, handler: LocalHandler): Route {
  return {
    method,
    path,
    queries,
    ...(bodyMs !== undefined && { bodyMs }),
    guard: { name: 'local', open: (serving) => openLocalRoute(serving, { bodyMs, handler }) },
  }
}

/** The body is the handler's to read, of any length. What it leaves is let past, so that a browser in the middle of
 * sending hears the answer. */
function openLocalRoute(
  serving: Serving,
  { bodyMs, handler }: { bodyMs: number | undefined; handler: LocalHandler },
): Guarded {
  const { house, site, security, phrasesAt } = serving
  return {
    async answer(exchange, plain, target) {
      const { request, response, path } = exchange
      const fault = localOnlyError(request, house.config)
      if (fault !== undefined) throw new Refusal('forbidden', fault)
      if (request.method === 'POST' && isCrossSite(request.headers, house.config.origin))
        throw new Refusal('forbidden', phrasesAt(path).request.otherSite)
      const passage = site.door === undefined ? 'needs-key' : passDoor(site.door, exchange, target, security)
      if (passage === 'needs-key') throw new Refusal('forbidden', phrasesAt(path).request.needsKey)
      if (passage === 'answered') return
      if (bodyMs !== undefined) boundBody(request, response, bodyMs)
      const asked = localRequest(request, response, plain, wantsJson(request))
      const answer = await handler(house, asked).finally(() => drainBody(request))
      if (answer.kind === 'events') await sendEvents(request, response, security, answer.events)
      else serving.send(exchange, answer)
    },
  }
}
