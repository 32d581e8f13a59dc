import type { House } from '../../house.ts'
import { readJson } from '../json-body.ts'
import type { Route } from '../route.ts'

export type Hook = {
  path: string
  /** Whether the caller may call, by the header it was told to send. */
  isKnown(house: House, authorization: string | undefined): boolean
  receive(house: House, body: unknown): Promise<void>
}

const maxBytes = 200_000

/** For a service that reports events as JSON. Strangers are refused unread. */
export function hookRoute({ path, isKnown, receive }: Hook): Route {
  return {
    method: 'POST',
    path,
    queries: [],
    guard: {
      name: 'hook',
      open: (serving) => ({
        async answer(exchange) {
          const { house } = serving
          if (!isKnown(house, exchange.request.headers.authorization)) {
            const headers = ['WWW-Authenticate', 'Basic realm="hook"']
            return serving.refuse(exchange, 401, 'This address is for a service that knows its password.', headers)
          }
          await receive(house, await readJson(exchange.request, maxBytes))
          serving.send(exchange, { kind: 'json', status: 200, json: {} })
        },
      }),
    },
  }
}
