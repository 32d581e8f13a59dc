/** What has not gone yet says what is true now, and nothing that was taken back. */
import { hash } from 'node:crypto'
import { changeContentIn } from '../../deliveries/deeds.ts'
import { contentOf } from '../../deliveries/sending-store.ts'
import { system } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { changesOf } from '../change-store.ts'
import { tellableAlerts, tellableStories } from './candidates-store.ts'
import { alertReach, digestContent, reach, type DigestContent } from './digest.ts'
import { liveDigestSendings } from './store.ts'

/** A digest whose stories or alerts have changed since it was composed is composed again. */
export async function keepDigestsTrue(house: House): Promise<void> {
  for (const sendingId of await liveDigestSendings(house.db)) {
    const stored = await contentOf(house.db, sendingId)
    if (stored === undefined) continue
    const content = digestContent.parse(stored.content)
    const seen = await seenOf(house, content)
    if (seen === content.seen) continue
    await house.write(system, (tx) => changeContentIn(tx, sendingId, { ...content, seen }))
  }
}

/** Names what could be told, as it is now: stories by their last change, alerts by what was said of them. */
export async function seenOf(
  { db }: Pick<House, 'db'>,
  { pace, cutoff }: Pick<DigestContent, 'pace' | 'cutoff'>,
): Promise<string> {
  const stories = await tellableStories(db, cutoff - reach[pace].any, cutoff)
  const alerts = await tellableAlerts(db, cutoff - alertReach)
  const changes = await changesOf(
    db,
    alerts.map(({ id }) => id),
  )
  const named = [
    ...stories.map(({ id, updatedAt }) => `s${id} ${updatedAt}`),
    ...alerts.map(({ id }) => `a${id} ${changes.get(id)?.length ?? 0}`),
  ]
  return hash('sha256', named.join('\n'))
}
