import { join } from 'node:path'
import { accountJobHandlers } from './accounts/job-handlers.ts'
import { alertJobHandlers, alertSchedules } from './alerts/job-handlers.ts'
import { articleJobHandlers } from './articles/job-handlers.ts'
import type { Config } from './config.ts'
import { closeMailWay } from './deliveries/mail-lane.ts'
import { editingJobHandlers } from './editing/job-handlers.ts'
import { readAssets, type Assets } from './kit/assets.ts'
import { systemClock, type Clock } from './kit/clock.ts'
import { openDarkroom, usualLimits } from './kit/darkroom/darkroom.ts'
import type { Database, DatabaseOptions } from './kit/db/database.ts'
import { assertKnown, migrate } from './kit/db/migrate.ts'
import { openSqlite } from './kit/db/sqlite.ts'
import { tellTrouble } from './kit/db/tell-trouble.ts'
import type { House } from './kit/house.ts'
import { housekeepingJobHandlers, housekeepingSchedules } from './kit/housekeeping.ts'
import { openLog, type Log } from './kit/log.ts'
import { openFetch, type GuardedFetch } from './kit/net.ts'
import { makeFolder, ownFile, ownFolder, tighten } from './kit/own-files.ts'
import { openPageCache } from './kit/page-cache/page-cache.ts'
import { openStandingPages } from './kit/page-cache/standing.ts'
import { packageFile, programFile } from './kit/program.ts'
import { openQueue } from './kit/queue/open-queue.ts'
import { openSecrets } from './kit/secrets.ts'
import { openSettings } from './kit/settings.ts'
import { openStorage } from './kit/storage.ts'
import { vapidKeyById } from './kit/web-push/keys.ts'
import { openPushSender } from './kit/web-push/send.ts'
import { vapidSubject } from './kit/web-push/vapid.ts'
import { mediaJobHandlers } from './media/job-handlers.ts'
import { migrations } from './migrations.ts'
import { pageShelfFile, pageShelfOf } from './page-shelf.ts'
import { pollJobHandlers, pollSchedules } from './polls/job-handlers.ts'
import { mailJobHandlers } from './readers/mail.ts'
import { searchJobHandlers, searchSchedules } from './search/job-handlers.ts'
import { settingsSchema } from './settings.ts'
import { siteJobHandlers, siteSchedules } from './site/job-handlers.ts'
import { subscriptionJobHandlers } from './subscriptions/job-handlers.ts'
import { workingCopyJobHandlers, workingCopySchedules } from './working-copies/job-handlers.ts'

/** The outside world, which tests replace. Nothing of our own can be replaced. */
export type Fakes = { clock?: Clock; fetch?: GuardedFetch; database?: Database; guard?: boolean }

/**
 * How a process uses its house: a command that writes much lets more writes share a commit, and waits longer.
 * `mustExist`: there is a paper to be opened; who serves one never makes an empty one in the place of what was lost.
 */
export type Use = Pick<DatabaseOptions, 'commitMs' | 'patience' | 'mustExist'> & {
  /** Opens even with damaged settings, for commands that show or repair them. */
  isLenient?: boolean
}

export type OpenHouse = House & { database: Database; [Symbol.asyncDispose](): Promise<void> }

/**
 * Opens the database, brings it up to date and builds everything that the running server owns. Where that cannot be
 * done, the database is closed again.
 */
export async function openHouse(config: Config, fakes: Fakes = {}, use: Use = {}): Promise<OpenHouse> {
  makeFolder(config.dataDir)
  const log = openLog(config)
  const database =
    fakes.database ??
    (await openDatabase(config, {
      guard: fakes.guard ?? false,
      onFault: (error) => log.error({ error }, 'what has changed could not be read, and will be again'),
      commitMs: use.commitMs,
      patience: use.patience,
      mustExist: use.mustExist,
    }))
  try {
    return await openOn(database, { config, log, fakes, use })
  } catch (error) {
    await database.close()
    throw error
  }
}

type Parts = { config: Config; log: Log; fakes: Fakes; use: Use }

async function openOn(database: Database, { config, log, fakes, use }: Parts): Promise<OpenHouse> {
  const clock = fakes.clock ?? systemClock
  tellTrouble(database.condition, log)
  await assertKnown(database, migrations, use.mustExist ?? false)
  await migrate(database, migrations, clock.now())
  for (const path of keepClosed(config)) log.warn({ path }, 'others can read this, and it is not ours to close')
  let assets: Assets | undefined
  const house: OpenHouse = {
    config,
    clock,
    log,
    database,
    engine: database.engine,
    db: database.db,
    write: database.write,
    longReads: database.longReads,
    condition: database.condition,
    commits: database.commits,
    settings: await openSettings(database, settingsSchema, use),
    secrets: await openSecrets(database, clock),
    storage: await openStorage(config),
    fetch: fakes.fetch ?? openFetch({ allowLoopback: config.allowLoopbackFetch }),
    push: openPushSender({
      allowLoopback: config.allowLoopbackFetch,
      keyOf: (id) => vapidKeyById(house.secrets, id),
      subject: () => vapidSubject({ origin: config.origin, email: house.settings.current().identity.publicEmail }),
      now: clock.now,
    }),
    // Read when a page first needs them: a command of the CLI renders none.
    get assets() {
      return (assets ??= readAssets(packageFile('dist/assets')))
    },
    darkroom: openDarkroom({
      ...usualLimits,
      memoryMb: config.pictureMemoryMb,
      env: config.machineEnv,
      entry: programFile('darkroom'),
    }),
    queue: openQueue(() => house, {
      handlers: [
        ...accountJobHandlers,
        ...articleJobHandlers,
        ...mediaJobHandlers,
        ...mailJobHandlers,
        ...pollJobHandlers,
        ...searchJobHandlers,
        ...editingJobHandlers,
        ...workingCopyJobHandlers,
        ...subscriptionJobHandlers,
        ...alertJobHandlers,
        ...siteJobHandlers,
        ...housekeepingJobHandlers,
      ],
      schedules: [
        ...housekeepingSchedules,
        ...pollSchedules,
        ...searchSchedules,
        ...workingCopySchedules,
        ...alertSchedules,
        ...siteSchedules,
      ],
      commits: database.commits,
    }),
    pages: openPageCache({
      database,
      maxBytes: config.pageCacheBytes,
      now: clock.now,
      disk: pageShelfOf({ config, log, database: databaseFile(config), assets: packageFile('dist/assets') }),
    }),
    standing: openStandingPages(database, { now: clock.now, log }),
    async [Symbol.asyncDispose]() {
      await house.queue.stop()
      house.push.close()
      closeMailWay(house)
      await house.darkroom.close()
      house.pages.stop()
      await house.standing.settle()
      house.settings.stop()
      house.secrets.stop()
      await database.close()
    },
  }
  return house
}

export function databaseFile(config: Config): string {
  return join(config.dataDir, 'house.db')
}

/** Also what an earlier version has left open. SQLite makes its further files with the database's own mode. */
function keepClosed(config: Config): string[] {
  const { dataDir, databaseUrl, media, umask } = config
  const ends = databaseUrl === undefined ? ['', '-wal', '-shm'] : []
  const database = ends.map((end) => ({ path: `${databaseFile(config)}${end}`, most: ownFile }))
  const shelf = ['', '-wal'].map((end) => ({ path: `${pageShelfFile(config)}${end}`, most: ownFile }))
  const originals = media.kind === 'disk' ? [{ path: join(media.folder, 'originals'), most: ownFolder }] : []
  return tighten([{ path: dataDir, most: 0o777 & ~umask }, ...database, ...shelf, ...originals])
}

/** The client of PostgreSQL is loaded where there is one to speak to. */
async function openDatabase(config: Config, options: DatabaseOptions): Promise<Database> {
  if (config.databaseUrl === undefined) return openSqlite(databaseFile(config), options)
  const { openPostgres } = await import('./kit/db/postgres.ts')
  return openPostgres(config.databaseUrl, options)
}
