import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Actor } from '../../db/schema.ts'
import { Refusal } from '../../errors.ts'
import type { House } from '../../house.ts'
import type { Answer, PageRequest } from '../answers.ts'
import { privateCaching } from '../headers.ts'
import type { Route } from '../route.ts'
import type { Exchange, Serving } from '../serving.ts'

/** A page request of somebody who is signed in. */
export type StaffRequest = PageRequest & { actor: Actor }

/** `act`: who may never do this sees nothing; whose story it is, the handler asks. */
type Declared = { path: string; act: string }

/** A page for members who are signed in, by their session's cookie alone; never cached. */
export function staffRoute(
  declared: Declared & { signInAt: string },
  handler: (house: House, request: StaffRequest) => Promise<Answer>,
): Route {
  return routeOf(declared, async (serving, exchange, request) =>
    serving.send(exchange, await handler(serving.house, request)),
  )
}

/** A file that is made while it is sent, of any length; of a HEAD no piece is asked for. */
export type MadeFile = { name: string; type: string; pieces: AsyncIterator<string> }

/** A file for members who are signed in, to be saved: nobody else is led elsewhere, lest that page be saved for it. */
export function staffFileRoute(declared: Declared, handler: (house: House, request: StaffRequest) => MadeFile): Route {
  return routeOf(declared, async ({ house, security }, { request, response }, asked) => {
    const { name, type, pieces } = handler(house, asked)
    const disposition = `attachment; filename="${name}"`
    const headers = ['Content-Type', type, 'Content-Disposition', disposition, 'Cache-Control', privateCaching]
    // What fails at once is told; what fails later breaks the file off, so that it is not taken for the whole.
    const first = request.method === 'HEAD' ? undefined : await pieces.next()
    response.writeHead(200, [...security, ...headers])
    if (first === undefined || first.done === true) return void response.end()
    const rest = { [Symbol.asyncIterator]: () => pieces }
    await pipeline(Readable.from(from(first.value, rest)), response).catch((error: NodeJS.ErrnoException) => {
      response.destroy()
      // Whoever has gone is no fault.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') house.log.error({ error }, 'a file was broken off')
    })
  })
}

async function* from(first: string, rest: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  yield first
  yield* rest
}

type Answering = (serving: Serving, exchange: Exchange, request: StaffRequest) => Promise<void>

function routeOf({ path, act, signInAt }: Declared & { signInAt?: string }, answer: Answering): Route {
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
          const { noPage, signInAgain } = serving.phrasesAt(exchange.path).request
          if (principal === undefined) {
            if (signInAt === undefined) throw new Refusal('forbidden', signInAgain)
            return serving.send(exchange, { kind: 'redirect', status: 303, location: signInAt })
          }
          if (site.api?.can(principal.actor, act) !== true) throw new Refusal('forbidden', noPage)
          await answer(serving, exchange, { ...plain, actor: principal.actor })
        },
      }),
    },
  }
}
