import type { House } from '../../house.ts'
import type { Answer, PageRequest } from '../answers.ts'
import type { Route } from '../route.ts'

/** The same for everybody, and never cached: health, and a page that is only there to start a program. */
export function openRoute(
  path: string,
  handler: (house: House, request: PageRequest) => Promise<Answer>,
  queries: readonly string[] = [],
): Route {
  return {
    method: 'GET',
    path,
    queries,
    guard: {
      name: 'open',
      open: (serving) => ({
        answer: async (exchange, plain) => serving.send(exchange, await handler(serving.house, plain)),
      }),
    },
  }
}
