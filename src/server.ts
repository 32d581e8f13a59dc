import { frameOrigins } from './articles/embeds.ts'
import type { House } from './kit/house.ts'
import type { Route } from './kit/http/answers.ts'
import { createHandler, type Site } from './kit/http/handler.ts'
import { healthRoutes } from './kit/http/health.ts'
import { listen, type RunningServer } from './kit/http/listen.ts'
import { migrations } from './migrations.ts'
import { readerCookie, readerIdFromCookie } from './readers/readers.ts'
import { errorPage } from './site/error-page.ts'

const site: Site = { errorPage, knownReader: readerIdFromCookie, readerCookie, frameSources: frameOrigins() }

/** Serves the routes at the configured address until stopped. `frameSources`: origins of the players that pages may frame. */
export async function startServer(house: House, routes: readonly Route[], parts: Partial<Site> = {}): Promise<RunningServer> {
  let isDraining = false
  const handler = createHandler(house, [...healthRoutes(migrations, () => isDraining), ...routes], { ...site, ...parts })
  const server = await listen(handler, house.config)
  return {
    port: server.port,
    stop() {
      isDraining = true
      return server.stop()
    },
  }
}
