import type { IncomingHttpHeaders } from 'node:http'
import { strangerLimit } from './accounts/limits.ts'
import { principalOf } from './accounts/principal.ts'
import { memberByPublicId } from './accounts/store.ts'
import { withBanner } from './alerts/banner.ts'
import { frameOrigins } from './articles/embeds.ts'
import type { Config } from './config.ts'
import type { Actor } from './kit/db/schema.ts'
import { Refusal } from './kit/errors.ts'
import type { House } from './kit/house.ts'
import { createHandler } from './kit/http/handler.ts'
import { healthRoutes } from './kit/http/health.ts'
import { bodyMs, listen, type RunningServer, type Upgrades } from './kit/http/listen.ts'
import type { Route } from './kit/http/route.ts'
import type { Site } from './kit/http/site-parts.ts'
import { dropAbandonedBodies } from './kit/http/stored-body.ts'
import { errorPage, languageAt } from './layout/error-page.ts'
import { isWithdrawnFile } from './media/withdrawn.ts'
import { migrations } from './migrations.ts'
import { readerCookie, readerIdFromCookie } from './readers/readers.ts'
import { isAct, mayEver } from './staff/acts.ts'
import { apiLimit } from './staff/limits.ts'
import { openLiveChannel } from './working-copies/channel.ts'
import { rightTo } from './working-copies/right.ts'

const site: Site = {
  errorPage,
  topped: withBanner,
  languageAt,
  knownReader: readerIdFromCookie,
  readerCookie,
  isWithdrawnFile,
  frameSources: frameOrigins(),
  api: { principalOf, can: (actor, act) => isAct(act) && mayEver(actor, act), limit: apiLimit, strangerLimit },
  live: (house) => openLiveChannel(house, { actorOf: liveActor, rightTo }),
}

async function liveActor(
  house: House,
  { authorization, cookie }: IncomingHttpHeaders,
): Promise<{ actor: Actor; name: string } | undefined> {
  const principal = await principalOf(house, { authorization, cookie, address: undefined })
  if (principal === undefined) return undefined
  const { actor } = principal
  const member = actor.kind === 'staff' ? await memberByPublicId(house.db, actor.id) : undefined
  return { actor, name: member?.name ?? '' }
}

export type PaperServer = Omit<RunningServer, 'replace'> & {
  /**
   * Serves another house in the place of this one: the old one's requests are finished first, new ones wait for the
   * new.
   */
  replaceHouse(next: () => Promise<House>): Promise<void>
}

/**
 * Serves the routes at the configured address until stopped. `frameSources`: origins of the players that pages may
 * frame.
 */
export async function startServer(
  house: House,
  routes: readonly Route[],
  parts: Partial<Site> = {},
): Promise<PaperServer> {
  let isDraining = false
  const handlerOf = (served: House) =>
    createHandler(served, [...healthRoutes(migrations, () => isDraining), ...routes], { ...site, ...parts })
  // Node has one time for all bodies of a server: the longest of any route. Every other request is given up sooner by
  // the handler.
  const longestBodyMs = Math.max(...routes.map((route) => route.bodyMs ?? 0), bodyMs)
  // A preview can be read and nothing else.
  const channelOf = (served: House) =>
    served.config.previewFor === undefined ? (parts.live ?? site.live)?.(served) : undefined
  let current = house
  let live = channelOf(current)
  const upgrades: Upgrades = {
    wants: (request) => live?.wants(request) ?? false,
    take: (request, socket, head) => live?.take(request, socket, head),
  }
  const server = await listen(handlerOf(house), { ...house.config, longestBodyMs, upgrades }).catch(
    async (error: unknown) => {
      await live?.close()
      return notListening(error, house.config)
    },
  )
  const stopTidying = tidyBodies(() => current)
  return {
    port: server.port,
    async replaceHouse(next) {
      await live?.close()
      live = undefined
      try {
        await server.replace(async () => handlerOf((current = await next())))
      } finally {
        live = channelOf(current)
      }
    },
    async stop() {
      isDraining = true
      stopTidying()
      await live?.close()
      await server.stop()
    },
  }
}

/** Files that a killed server was sent lie on its own disk: each server sees to them, at its start and once an hour. */
function tidyBodies(served: () => House): () => void {
  const tidy = () =>
    dropAbandonedBodies(served()).catch((error: unknown) =>
      served().log.error({ error }, 'files that were left half sent could not be removed'),
    )
  void tidy()
  const timer = setInterval(() => void tidy(), 3_600_000).unref()
  return () => clearInterval(timer)
}

/** Why the server cannot listen here, in words for the operator. */
function notListening(cause: unknown, { host, port }: Config): never {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE')
    throw new Refusal(
      'conflict',
      `Port ${port} is in use already, perhaps by a paper that is being served. ` +
        'Stop that one, or set CRIER_PORT to another port.',
      { cause },
    )
  if (code === 'EACCES')
    throw new Refusal(
      'forbidden',
      `Port ${port} is not for this user to serve at. Set CRIER_PORT to another port, such as 4000.`,
      { cause },
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    throw new Refusal(
      'invalid',
      `"${host}" is not an address of this machine: set CRIER_HOST to one, such as 127.0.0.1 or 0.0.0.0.`,
      { cause },
    )
  throw cause
}
