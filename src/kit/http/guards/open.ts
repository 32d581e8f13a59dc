import type { House } from '../../house.ts'
import type { Answer, PageRequest } from '../answers.ts'
import type { Route } from '../route.ts'

/** For machines: not cached, no reader (health). */
export function openRoute(path: string, handler: (house: House, request: PageRequest) => Promise<Answer>): Route {
  return {
    method: 'GET',
    path,
    queries: [],
    guard: {
      name: 'open',
      open: (serving) => ({
        answer: async (exchange, plain) => serving.send(exchange, await handler(serving.house, plain)),
      }),
    },
  }
}
