import { pendingMigrations, type Migration } from '../db/migrate.ts'
import type { House } from '../house.ts'
import type { Route } from './answers.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work; otherwise 503 and what is missing. */
export function healthRoutes(migrations: readonly Migration[], isDraining: () => boolean): Route[] {
  return [
    { method: 'GET', path: '/healthz', guard: 'open', handler: async () => ({ kind: 'json', status: 200, json: { status: 'ok' } }) },
    {
      method: 'GET', path: '/readyz', guard: 'open',
      async handler(house) {
        const missing = isDraining() ? ['stopping'] : await missingParts(house, migrations)
        return { kind: 'json', status: missing.length === 0 ? 200 : 503, json: { status: missing.length === 0 ? 'ready' : 'not ready', missing } }
      },
    },
  ]
}

async function missingParts(house: House, migrations: readonly Migration[]): Promise<string[]> {
  try {
    const pending = await pendingMigrations(house.db, migrations)
    await house.db.selectFrom('jobs').select('id').limit(1).execute()
    return pending.length === 0 ? [] : ['migrations']
  } catch (error) {
    house.log.error({ error }, 'not ready')
    return ['database']
  }
}
