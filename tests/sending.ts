import { deliveryChecks } from '../src/deliveries/checks.ts'
import type { Composers } from '../src/deliveries/composer.ts'
import { deliveryJobHandlers, deliverySchedules } from '../src/deliveries/job-handlers.ts'
import type { DeliveryHooks } from '../src/deliveries/settle.ts'
import type { OpenHouse } from '../src/house.ts'
import { operator } from '../src/kit/db/schema.ts'
import { openQueue } from '../src/kit/queue/open-queue.ts'
import type { Queue } from '../src/kit/queue/queue.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { simpleComposers } from './some-sendings.ts'

/** What does the jobs of deliveries, with the words of `simpleComposers`. */
export function aSender(house: OpenHouse, composers: Composers = simpleComposers(), hooks: DeliveryHooks = {}): Queue {
  return openQueue(() => house, {
    handlers: deliveryJobHandlers(composers, hooks),
    schedules: deliverySchedules,
    commits: house.commits,
  })
}

export async function setMail(house: OpenHouse, mail: Record<string, unknown>): Promise<void> {
  await setSetting(house, operator, { key: 'mail', value: mail })
}

/** What `crier check` says of deliveries. */
export async function faultsOfDeliveries(house: Pick<OpenHouse, 'db'>): Promise<string[]> {
  const found: string[] = []
  for (const check of deliveryChecks) found.push(...(await check.run(house.db)))
  return found
}
