import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { linkPath, makeLinkIn } from './links.ts'
import { hasPublisher } from './store.ts'

/**
 * Where the first account is made, as a path with its one-time token; undefined when the paper has a publisher. Each
 * start shows another, since only the hash of the last one is known.
 */
export async function firstRunLink(house: House, actor: Actor): Promise<string | undefined> {
  if (house.config.isDemo || (await hasPublisher(house.db))) return undefined
  const at = house.clock.now()
  const link = { purpose: 'first-run', role: 'publisher' } as const
  const { secret } = await house.write(actor, (tx) => makeLinkIn(tx, actor, link, at))
  return linkPath(link.purpose, secret)
}
