import { pendingMigrations, type Migration } from '../db/migrate.ts'
import { Unavailable } from '../db/trouble.ts'
import type { House } from '../house.ts'
import { openRoute } from './guards/open.ts'
import type { Route } from './route.ts'

/**
 * `/healthz`: the process answers. `/readyz`: what a reader sends would be kept; otherwise 503 and what is missing,
 * within two seconds.
 */
export function healthRoutes(migrations: readonly Migration[], isDraining: () => boolean): Route[] {
  // What was applied stays so: asked until nothing is missing.
  let isMigrated = false

  async function missingNow(house: House): Promise<string[]> {
    if (isDraining()) return ['stopping']
    const trouble = await house.condition.prove()
    if (trouble !== undefined) return [`database: ${trouble.kind}`]
    if (isMigrated) return []
    const missing = await missingMigrations(house, migrations)
    isMigrated = missing.length === 0
    return missing
  }

  return [
    openRoute('/healthz', async () => ({ kind: 'json', status: 200, json: { status: 'ok' } })),
    openRoute('/readyz', async (house) => {
      const missing = await missingNow(house)
      const isReady = missing.length === 0
      return {
        kind: 'json',
        status: isReady ? 200 : 503,
        json: { status: isReady ? 'ready' : 'not ready', missing },
      }
    }),
  ]
}

async function missingMigrations(house: House, migrations: readonly Migration[]): Promise<string[]> {
  try {
    return (await pendingMigrations(house.db, migrations)).length === 0 ? [] : ['migrations']
  } catch (error) {
    if (!(error instanceof Unavailable)) house.log.error({ error }, 'not ready')
    return ['database']
  }
}
