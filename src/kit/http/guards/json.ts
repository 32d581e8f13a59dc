import type { z } from 'zod'
import type { House } from '../../house.ts'
import type { PrivateAnswer, ReaderRequest } from '../answers.ts'
import { readJson } from '../json-body.ts'
import type { Limit } from '../limits.ts'
import { faultsOf, problem } from '../problem.ts'
import type { Route } from '../route.ts'
import { isCrossSite } from '../same-site.ts'

/** `maxBytes`: of the whole body. */
type Declared<Body extends z.ZodType> = { path: string; limit: Limit; maxBytes: number; body: Body }

type JsonHandler<Body> = (house: House, request: ReaderRequest & { body: Body }) => Promise<PrivateAnswer>

/** What one of our own scripts posts for a reader: JSON of this shape, from a page of the paper. */
export function jsonRoute<Body extends z.ZodType>(
  { path, limit, maxBytes, body }: Declared<Body>,
  handler: JsonHandler<z.output<Body>>,
): Route {
  return {
    method: 'POST',
    path,
    queries: [],
    guard: {
      name: 'json',
      open: (serving) => ({
        async answer(exchange, plain) {
          const { request } = exchange
          if (isCrossSite(request.headers, serving.house.config.origin))
            return serving.send(exchange, problem('forbidden', 'This was sent by a page of another site.'))
          const asking = serving.readerRequest(request, plain)
          // Sent and gone at once: from nowhere, past every limit.
          if (asking.address === '') return void exchange.response.destroy()
          if (await serving.isOverLimit(exchange, limit, asking)) return
          const sent = await serving.bodies.hold(request, maxBytes, () => readJson(request, maxBytes))
          const read = body.safeParse(sent)
          if (!read.success)
            return serving.send(exchange, problem('invalid', 'The body is wrong.', faultsOf(read.error, '/')))
          serving.send(exchange, await handler(serving.house, { ...asking, body: read.data }))
        },
      }),
    },
  }
}
