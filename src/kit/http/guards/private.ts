import type { House } from '../../house.ts'
import type { PrivateAnswer, ReaderRequest } from '../answers.ts'
import type { Limit } from '../limits.ts'
import type { Route } from '../route.ts'

type Declared = { path: string; queries?: readonly string[]; limit?: Limit }

export type PrivateHandler = (house: House, request: ReaderRequest) => Promise<PrivateAnswer>

/** For one reader, known by the signed cookie; never cached. */
export function privateRoute({ path, queries = [], limit }: Declared, handler: PrivateHandler): Route {
  return {
    method: 'GET',
    path,
    queries,
    guard: {
      name: 'private',
      open: (serving) => ({
        async answer(exchange, plain) {
          const asking = serving.readerRequest(exchange.request, plain)
          if (limit !== undefined && (await serving.isOverLimit(exchange, limit, asking))) return
          serving.send(exchange, await handler(serving.house, asking))
        },
      }),
    },
  }
}
