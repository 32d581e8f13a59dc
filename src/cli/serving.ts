import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { firstRunLink } from '../accounts/first-run.ts'
import { newestCards } from '../articles/list-store.ts'
import type { Config } from '../config.ts'
import { openHouse, type OpenHouse } from '../house.ts'
import { openDesk } from '../importers/start/desk.ts'
import { previewConfig } from '../importers/start/preview-folder.ts'
import type { Preview } from '../importers/start/progress.ts'
import { operator } from '../kit/db/schema.ts'
import { openDoor, type Door } from '../kit/http/door.ts'
import { ownFile } from '../kit/own-files.ts'
import { readingRoutes, routes, startRoutes } from '../routes.ts'
import { startServer } from '../server.ts'
import { runImport } from './run-import.ts'
import { demoOf, hasHouse } from './with-house.ts'

export type Serving = {
  house(): OpenHouse
  port: number
  /** How the paper is called at this machine. */
  origin: string
  /** The door to the pages of the person who started the server; a paper with a public address has none. */
  door: Door | undefined
  /** Whether the start page takes an export. */
  canStart: boolean
  /** Where the first account is made: the one-time address, as long as the paper has no publisher. */
  firstRun: string | undefined
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * `onKnock`: somebody without the key has asked for a page behind the door; `address` includes the key. `onFirstRun`:
 * the paper that has taken the demo's place has no publisher yet.
 */
export type Hearing = { onKnock?(path: string, address: string): void; onFirstRun?(address: string): void }

/** Serves the paper, or the demo, with the start page beside it, which may put another house in its place. */
export async function openServing(config: Config, isDemo: boolean, hearing: Hearing = {}): Promise<Serving> {
  let house = await openHouse(isDemo ? demoOf(config) : config, {}, { mustExist: !isDemo })
  if (isDemo && (await newestCards(house.db, { limit: 1 })).length === 0)
    await (await import('./demo.ts')).seedDemo(house)
  if (config.worker) house.queue.start()
  let retired: Promise<void> | undefined
  const door = config.isLoopback ? ownDoor(config, () => origin, hearing) : undefined
  const desk = await openDesk({
    config,
    served: () => house,
    hasPaper: () => hasHouse(config),
    openPreview: () => openPreview(config, server.port, door),
    runImport,
    moveIn: (work) =>
      server.replaceHouse(async () => {
        await work()
        const paper = await openHouse(config)
        if (config.worker) paper.queue.start()
        const first = await offerFirstRun(paper, origin)
        if (first !== undefined) hearing.onFirstRun?.(first)
        // Its jobs may take a while to come to a good place; nobody waits for the demo's.
        retired = house[Symbol.asyncDispose]()
        return (house = paper)
      }),
  })
  const server = await startServer(house, [...startRoutes(desk), ...routes], { door })
  const origin = originOf(config, server.port)
  if (door !== undefined) keepKey(config, door)
  const firstRun = await offerFirstRun(house, origin)
  await desk.resume()
  return {
    house: () => house,
    port: server.port,
    origin,
    door,
    canStart: (await desk.state()).step !== 'taken',
    firstRun,
    async [Symbol.asyncDispose]() {
      for (const file of [keyFile(config), deskKeyFile(config)]) rmSync(file, { force: true })
      await desk.stop()
      await server.stop()
      await house[Symbol.asyncDispose]()
      await retired
    },
  }
}

/** The start page's address with its key, for servers without a terminal (a service, a container). */
export function keyFile({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'start-key')
}

/** The address where the first account is made, for servers without a terminal. */
export function deskKeyFile({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'desk-key')
}

async function offerFirstRun(house: OpenHouse, origin: string): Promise<string | undefined> {
  const path = await firstRunLink(house, operator)
  if (path === undefined) return undefined
  keepAddress(deskKeyFile(house.config), origin + path)
  return origin + path
}

function ownDoor(config: Config, origin: () => string, { onKnock = () => {} }: Hearing): Door {
  return openDoor({ paper: resolve(config.dataDir), origin, onKey: (door) => keepKey(config, door), onKnock })
}

function keepKey(config: Config, door: Door): void {
  keepAddress(keyFile(config), door.address('/-/start'))
}

function keepAddress(file: string, address: string): void {
  // A new file has its own mode, and what stood in its place, perhaps a link, is not written through.
  rmSync(file, { force: true })
  writeFileSync(file, `${address}\n`, { mode: ownFile, flag: 'wx' })
}

/** A port that was the kernel's choice stands in no setting. */
function originOf({ origin, isLoopback }: Config, port: number): string {
  return new URL(origin).port === String(port) || !isLoopback ? origin : `http://localhost:${port}`
}

/**
 * A second house beside the one that is served, on a port that the kernel chooses and this machine alone can reach. It
 * is called as the start page is: a browser brings the cookie of the door along (cookies tell hosts apart, and not
 * ports). Its jobs wait until it is a paper: nothing is sent from it.
 */
async function openPreview(config: Config, startPort: number, door: Door | undefined): Promise<Preview> {
  const startOrigins = [`http://localhost:${startPort}`, `http://127.0.0.1:${startPort}`, config.origin]
  const own: Config = { ...previewConfig(config), previewFor: [...new Set(startOrigins)] }
  const house = await openHouse(own, {}, { commitMs: 40 })
  const server = await startServer(house, readingRoutes, { door })
  const origin = `http://localhost:${server.port}`
  // Which port it is, is known only now; nothing was rendered yet.
  own.origin = origin
  return {
    house,
    origin,
    async close() {
      await server.stop()
      await house[Symbol.asyncDispose]()
    },
  }
}
