import type { House } from '../../house.ts'
import type { Answer, LinkRequest } from '../answers.ts'
import type { Route } from '../route.ts'
import { isFollowedByPerson } from '../who-follows.ts'

/** A link in messages, the same for everybody, that leads on: who follows it gets the same answer, and is not known. */
export function linkRoute(path: string, handler: (house: House, request: LinkRequest) => Promise<Answer>): Route {
  return {
    method: 'GET',
    path,
    queries: [],
    guard: {
      name: 'link',
      open: (serving) => ({
        async answer(exchange, plain) {
          const { address } = serving.readerRequest(exchange.request, plain)
          const isByPerson = isFollowedByPerson(exchange.request)
          serving.send(exchange, await handler(serving.house, { ...plain, address, isByPerson }))
        },
      }),
    },
  }
}
