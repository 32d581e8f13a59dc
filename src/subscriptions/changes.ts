import type { Tx } from '../kit/db/schema.ts'
import { namesOfChosen } from './store.ts'
import type { Preferences } from './subscriber.ts'

export type Changes = Record<string, { from: unknown; to: unknown }>

/** What the newsroom has changed, for the history of a subscriber: before and after, of what is another now. */
export async function changesIn(tx: Tx, before: Preferences, after: Preferences): Promise<Changes> {
  const [from, to] = [await shownOf(tx, before), await shownOf(tx, after)]
  return Object.fromEntries(
    Object.entries(from)
      .map(([name, old]) => [name, { from: old, to: to[name as keyof typeof to] }] as const)
      .filter(([, change]) => JSON.stringify(change.from) !== JSON.stringify(change.to)),
  )
}

async function shownOf(tx: Tx, { allTopics, topicIds, threadIds, ...chosen }: Preferences) {
  const { pace, breakingAtOnce, quietFrom, quietTo, timeZone, language, pausedUntil } = chosen
  const { topics, threads } = await namesOfChosen(tx, { topicIds: allTopics ? [] : topicIds, threadIds })
  return {
    ...{ everything: allTopics, topics, stories: threads, pace, breakingAtOnce, timeZone, language, pausedUntil },
    quiet: quietFrom === null ? null : [quietFrom, quietTo],
  }
}
