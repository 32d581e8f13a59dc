import type { Actor } from '../../db/schema.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import type { Answer, PageRequest } from '../answers.ts'
import type { Route } from '../route.ts'

/** A page request of somebody who is signed in. */
export type StaffRequest = PageRequest & { actor: Actor }

/** `act`: who may never do this sees nothing; whose story it is, the handler asks. */
type Declared = { path: string; act: string; signInAt: string }

/** A page for members who are signed in, by their session's cookie alone; never cached. */
export function staffRoute(
  { path, act, signInAt }: Declared,
  handler: (house: House, request: StaffRequest) => Promise<Answer>,
): Route {
  return {
    method: 'GET',
    path,
    queries: [],
    guard: {
      name: 'staff',
      open: (serving) => ({
        async answer(exchange, plain) {
          const { house, site } = serving
          const { address } = serving.readerRequest(exchange.request, plain)
          const { cookie } = exchange.request.headers
          const principal = await site.api?.principalOf(house, { authorization: undefined, cookie, address })
          if (principal === undefined)
            return serving.send(exchange, { kind: 'redirect', status: 303, location: signInAt })
          if (site.api?.can(principal.actor, act) !== true)
            throw new Refusal('forbidden', serving.phrasesAt(exchange.path).request.noPage)
          serving.send(exchange, await handler(house, { ...plain, actor: principal.actor }))
        },
      }),
    },
  }
}
