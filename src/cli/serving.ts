import { newestCards } from '../articles/lists.ts'
import type { Config } from '../config.ts'
import { openHouse, type OpenHouse } from '../house.ts'
import { openDesk, type Preview } from '../importers/start/desk.ts'
import { previewConfig } from '../importers/start/preview-folder.ts'
import { readingRoutes, routes, startRoutes } from '../routes.ts'
import { startServer } from '../server.ts'
import { demoOf, hasHouse } from './with-house.ts'

export type Serving = { house(): OpenHouse; port: number; [Symbol.asyncDispose](): Promise<void> }

/** Serves the paper, or the demo, with the start page beside it, which may put another house in its place. */
export async function openServing(config: Config, isDemo: boolean): Promise<Serving> {
  let house = await openHouse(isDemo ? demoOf(config) : config, {}, { mustExist: !isDemo })
  if (isDemo && (await newestCards(house.db, { limit: 1 })).length === 0) await (await import('./demo.ts')).seedDemo(house)
  if (config.worker) house.queue.start()
  let retired: Promise<void> | undefined
  const desk = await openDesk({
    config,
    served: () => house,
    hasPaper: () => hasHouse(config),
    openPreview: () => openPreview(config, server.port),
    moveIn: (work) =>
      server.replaceHouse(async () => {
        await work()
        const paper = await openHouse(config)
        if (config.worker) paper.queue.start()
        // Its jobs may take a while to come to a good place; nobody waits for the demo's.
        retired = house[Symbol.asyncDispose]()
        return (house = paper)
      }),
  })
  const server = await startServer(house, [...startRoutes(desk), ...routes])
  await desk.resume()
  return {
    house: () => house,
    port: server.port,
    async [Symbol.asyncDispose]() {
      await desk.stop()
      await server.stop()
      await house[Symbol.asyncDispose]()
      await retired
    },
  }
}

/** A second house beside the one that is served, on a port that the kernel chooses and this machine alone can reach. Its jobs wait until it is a paper: nothing is sent from it. */
async function openPreview(config: Config, startPort: number): Promise<Preview> {
  const own: Config = { ...previewConfig(config), previewFor: [`http://localhost:${startPort}`, `http://127.0.0.1:${startPort}`] }
  const house = await openHouse(own, {}, { commitMs: 40 })
  const server = await startServer(house, readingRoutes)
  const origin = `http://127.0.0.1:${server.port}`
  // Which port it is, is known only now; nothing was rendered yet.
  own.origin = origin
  return {
    house, origin,
    async close() {
      await server.stop()
      await house[Symbol.asyncDispose]()
    },
  }
}
