/** Where rendered pages stand on the disk, and what they were rendered by. */
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import type { Log } from './kit/log.ts'
import type { PageCacheOptions } from './kit/page-cache/page-cache.ts'
import { programFolder } from './kit/program.ts'

export function pageShelfFile(config: Pick<Config, 'dataDir'>): string {
  return join(config.dataDir, 'page-shelf.db')
}

type Ground = { config: Config; log: Log; /** SQLite's file. */ database: string; /** Their folder. */ assets: string }

export function pageShelfOf({ config, log, database, assets }: Ground): PageCacheOptions['disk'] {
  if (config.pageShelfBytes === 0) return undefined
  const path = pageShelfFile(config)
  let isTold = false
  return {
    path,
    maxBytes: config.pageShelfBytes,
    identity: () => identityOf(config, database, assets),
    onFault(error, isInUse) {
      if (isTold) return
      isTold = true
      if (isInUse) log.info({ path }, 'another process has the shelf of rendered pages: this one goes without')
      else log.warn({ path, error }, 'the shelf of rendered pages cannot be used, pages are rendered anew')
    },
  }
}

/**
 * Pages of another program, of another configuration or of another database are none of ours. A file of the program
 * that was rewritten counts as another, even with the same content: the shelf starts empty after an upgrade.
 */
function identityOf(config: Config, database: string, assets: string): string {
  const files = [programFolder, assets].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const { node, icu, tz } = process.versions
  const paper = statSync(database, { throwIfNoEntry: false })?.ino
  const words = [
    [...files, ...besides.map((name) => join(programFolder, name))].toSorted().map(markOf),
    paper,
    said(config),
  ]
  return createHash('sha256')
    .update(JSON.stringify([node, icu, tz, words]))
    .digest('base64url')
}

/** npm writes these with whatever it installs: for a checkout, for a package. */
const besides = ['../package.json', '../node_modules/.package-lock.json', '../../.package-lock.json']

function markOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() ? `${path} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}` : ''
}

/** All but what no page shows. Of secrets only whether they are there. */
function said(config: Config): unknown {
  const { pageCacheBytes, pageShelfBytes, maxConnections, pictureMemoryMb, machineEnv, logLevel, ...shown } = config
  const { databaseUrl, smtp, media, dataDir, host, port, umask, worker, uploads, ...words } = shown
  return { ...words, smtp: smtp !== undefined, media: media.kind, zone: machineEnv.TZ, language: machineEnv.LANG }
}
