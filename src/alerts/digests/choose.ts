/** What stands in somebody's digest: of all that can be told, what is theirs. */
import type { Db } from '../../kit/db/schema.ts'
import { getOrCreate } from '../../kit/get-or-create.ts'
import type { House } from '../../kit/house.ts'
import { editionFor } from '../../layout/editions.ts'
import type { Pace } from '../../subscriptions/tables.ts'
import {
  tellableAlerts,
  tellableStories,
  topicParents,
  topicsOfStories,
  type TellableAlert,
  type TellableStory,
} from './candidates-store.ts'
import { alertReach, digestPaceOf, most, reach, type DigestPace } from './digest.ts'

export type Candidates = {
  cutoff: number
  /** Newest first, with all topics whose followers get them. */
  stories: (TellableStory & { edition: string; topics: ReadonlySet<number> })[]
  /** By the sending in which they wait. */
  alerts: ReadonlyMap<number, TellableAlert>
}

const perRead = 200

export async function candidatesFor(
  house: House,
  { pace, cutoff }: { pace: DigestPace; cutoff: number },
): Promise<Candidates> {
  const { db } = house
  const stories = await tellableStories(db, cutoff - reach[pace].any, cutoff)
  const topics = await topicsWithAbove(
    db,
    stories.map(({ id }) => id),
  )
  const alerts = await tellableAlerts(db, cutoff - alertReach)
  return {
    cutoff,
    stories: stories.map((story) => ({
      ...story,
      edition: editionFor(house, story.language).language,
      topics: topics.get(story.id) ?? new Set(),
    })),
    alerts: new Map(alerts.map((alert) => [alert.sendingId, alert])),
  }
}

async function topicsWithAbove(db: Db, ids: readonly number[]): Promise<Map<number, Set<number>>> {
  const parents = await topicParents(db)
  const topics = new Map<number, Set<number>>()
  for (let from = 0; from < ids.length; from += perRead)
    for (const { id, topicId } of await topicsOfStories(db, ids.slice(from, from + perRead))) {
      const known = getOrCreate(topics, id, () => new Set<number>())
      for (let one: number | null | undefined = topicId; one != null && !known.has(one); one = parents.get(one))
        known.add(one)
    }
  return topics
}

export type Chooser = (reader: {
  pace: Pace
  language: string
  allTopics: boolean
  topicIds: readonly number[]
  lastDigestAt: number | null
  /** Sendings of alerts that wait for them. */
  waiting: readonly number[]
}) => Chosen

export type Chosen = {
  alerts: number[]
  stories: number[]
  /** Sendings of which this digest is the end for them, told or not to be told any more. */
  taken: number[]
  /** Something waits for the one after this. */
  isMoreWaiting: boolean
}

/** More would be a sign of topics that nobody shares: they are looked up anew then. */
const maxGroups = 2_000

/** Alerts come first; a story that one of them is of does not stand there twice. */
export function chooserOf(house: House, candidates: Candidates): Chooser {
  const groups = new Map<string, readonly number[]>()
  return ({ pace, language, allTopics, topicIds, lastDigestAt, waiting }) => {
    const alerts = waiting
      .flatMap((id) => candidates.alerts.get(id) ?? [])
      .toSorted((a, b) => a.sentAt - b.sentAt || a.id - b.id)
    const told = alerts.slice(0, most.alerts)
    const left = new Set(alerts.slice(most.alerts).map(({ sendingId }) => sendingId))
    const since = sinceOf(pace, lastDigestAt, candidates.cutoff)
    const edition = editionFor(house, language).language
    const topics = allTopics ? 'all' : topicIds.join()
    if (groups.size > maxGroups) groups.clear()
    const stories =
      since === undefined
        ? []
        : getOrCreate(groups, `${edition} ${since} ${topics}`, () =>
            storiesFor(candidates, { edition, since, topicIds: allTopics ? undefined : topicIds }),
          )
    const alerted = new Set(told.map(({ articleId }) => articleId))
    return {
      alerts: told.toReversed().map(({ id }) => id),
      stories: stories.filter((id) => !alerted.has(id)).slice(0, Math.max(0, most.stories - told.length)),
      taken: waiting.filter((id) => !left.has(id)),
      isMoreWaiting: left.size > 0,
    }
  }
}

/** Who reads as it happens has only what had to wait. */
function sinceOf(pace: Pace, lastDigestAt: number | null, cutoff: number): number | undefined {
  if (pace !== 'daily' && pace !== 'weekly') return undefined
  const { first, any } = reach[digestPaceOf(pace)]
  return lastDigestAt === null ? cutoff - first : Math.max(lastDigestAt, cutoff - any)
}

function storiesFor(
  { stories }: Candidates,
  { edition, since, topicIds }: { edition: string; since: number; topicIds: readonly number[] | undefined },
): number[] {
  const isTheirs = (topics: ReadonlySet<number>) => topicIds === undefined || topicIds.some((id) => topics.has(id))
  return stories
    .filter((story) => story.publishedAt > since && story.edition === edition && isTheirs(story.topics))
    .slice(0, most.stories + most.alerts)
    .map(({ id }) => id)
}
