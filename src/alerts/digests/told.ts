/** Stories and alerts as digests tell them, read once for all who get one. */
import { cardsByIds } from '../../articles/list-store.ts'
import type { House } from '../../kit/house.ts'
import { absolute } from '../../layout/publication.ts'
import { changesOf, type AlertChangeRow } from '../change-store.ts'
import { alertUrl } from '../compose.ts'
import { tellableAlerts, tellableStories, type TellableAlert } from './candidates-store.ts'
import { alertReach, reach, type DigestPace } from './digest.ts'

export type ToldStory = { headline: string; text: string; url: string; language: string; topic: string | null }
export type ToldAlert = {
  title: string
  text: string
  url: string
  language: string
  level: TellableAlert['level']
  sentAt: number
  /** What was put right since, newest first. */
  changes: Pick<AlertChangeRow, 'kind' | 'words'>[]
}

export type Told = { stories: ReadonlyMap<number, ToldStory>; alerts: ReadonlyMap<number, ToldAlert> }

const perRead = 100

/** As they are now: what was withdrawn is not there. */
export async function toldIn(house: House, { pace, cutoff }: { pace: DigestPace; cutoff: number }): Promise<Told> {
  const { db } = house
  const stories = new Map<number, ToldStory>()
  const ids = (await tellableStories(db, cutoff - reach[pace].any, cutoff)).map(({ id }) => id)
  for (let from = 0; from < ids.length; from += perRead)
    for (const card of await cardsByIds(db, ids.slice(from, from + perRead))) {
      const { headline, standfirst, teaser, language, path, topicName } = card
      const url = absolute(house, path)
      stories.set(card.id, { headline, text: standfirst || teaser, url, language, topic: topicName })
    }
  return { stories, alerts: await alertsIn(house, cutoff) }
}

async function alertsIn(house: House, cutoff: number): Promise<Map<number, ToldAlert>> {
  const alerts = await tellableAlerts(house.db, cutoff - alertReach)
  const changes = await changesOf(
    house.db,
    alerts.map(({ id }) => id),
  )
  return new Map(
    alerts.map(({ id, publicId, title, text, language, level, sentAt }) => {
      const said = changes.get(id) ?? []
      const words = said.at(-1) ?? { title, text }
      const told = { title: words.title, text: words.text, url: alertUrl(house, publicId), language, level, sentAt }
      return [id, { ...told, changes: said.toReversed() }]
    }),
  )
}
