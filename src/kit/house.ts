import type { Config } from '../config.ts'
import type { Assets } from './assets.ts'
import type { Clock } from './clock.ts'
import type { Darkroom } from './darkroom/darkroom.ts'
import type { Database } from './db/database.ts'
import type { Engine } from './db/schema.ts'
import type { Log } from './log.ts'
import type { GuardedFetch } from './net.ts'
import type { PageCache } from './page-cache/page-cache.ts'
import type { StandingPages } from './page-cache/standing.ts'
import type { Queue } from './queue/queue.ts'
import type { Secrets } from './secrets.ts'
import type { SettingsReader } from './settings.ts'
import type { Storage } from './storage.ts'
import type { PushSender } from './web-push/send.ts'

/** The running server with all that it owns. Every deed gets it as first parameter; `openHouse` builds it once. */
export type House = {
  config: Config
  engine: Engine
  /** Reading. Inside a write use the tx. */
  db: Database['db']
  /** The one door for writing. */
  write: Database['write']
  /** Searches and the like: bounded in number and time, off the event loop. */
  longReads: Database['longReads']
  /** Whether the database can do its work just now. */
  condition: Database['condition']
  /** What this process and others have committed. */
  commits: Database['commits']
  clock: Clock
  log: Log
  /** What the publisher has set; a synchronous snapshot. */
  settings: SettingsReader
  secrets: Secrets
  storage: Storage
  /** Whatever reads or draws a picture, in a process of its own. */
  darkroom: Darkroom
  queue: Queue
  pages: PageCache
  /** What the pages of stories cost to make, kept in the database. */
  standing: StandingPages
  /** The one outgoing request of the product. */
  fetch: GuardedFetch
  /** Hands messages to the push services of readers' browsers. */
  push: PushSender
  assets: Assets
}
