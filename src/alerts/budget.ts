/** How many alerts readers have had today, and how many more they may get. */
import type { House } from '../kit/house.ts'
import { startOfDay } from '../kit/times.ts'
import type { Alert, AlertWords } from './alert.ts'
import { disturbingPlanned, disturbingSince } from './budget-store.ts'
import { topicNames } from './story-store.ts'

/**
 * `sent`: that day, by the publication's clock; of a planned alert the day of its publication. `left`: how many more
 * there may be; 0 when there were too many.
 */
export type Spent = { sent: number; limit: number; left: number }
export type Budget = {
  /** For a reader who follows everything. */
  reader: Spent
  topics: (Spent & { id: number; name: string })[]
  /** Whether this one would exceed what the paper has set. */
  isOver: boolean
  /** For the editor who decides: "This is the third alert today, and the third about Economy." */
  words: string
}

export async function budgetOf(
  house: House,
  { id: own, level, topicIds, plannedAt }: Pick<Alert, 'id' | 'level' | 'topicIds' | 'plannedAt'>,
): Promise<Budget> {
  const { perReaderADay, perTopicADay } = house.settings.current().alerts
  const { from, before } = dayOf(house, plannedAt ?? house.clock.now())
  const planned = await disturbingPlanned(house.db, { from, before })
  const sent = [...(await disturbingSince(house.db, from)), ...planned.filter(({ id }) => id !== own)]
  const names = await topicNames(house.db, topicIds)
  const topics = topicIds.map((id) => ({
    id,
    name: names.get(id) ?? '',
    ...spent(sent.filter((alert) => alert.topicIds.includes(id)).length, perTopicADay),
  }))
  const reader = spent(sent.length, perReaderADay)
  const isOver = level !== 'digest' && (reader.left === 0 || topics.some(({ left }) => left === 0))
  return { reader, topics, isOver, words: budgetWords({ level, reader, topics }) }
}

/** From midnight to midnight by the publication's clock: 23 to 25 hours. */
function dayOf({ settings }: House, at: number): { from: number; before: number } {
  const { timeZone } = settings.current().identity
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const day = format.format(at)
  const next = new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return {
    from: startOfDay(day, timeZone) ?? at - 86_400_000,
    before: startOfDay(next, timeZone) ?? at + 86_400_000,
  }
}

function spent(sent: number, limit: number): Spent {
  return { sent, limit, left: Math.max(0, limit - sent) }
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']

function ordinal(count: number): string {
  return ordinals[count] ?? `number ${count + 1}`
}

function budgetWords({ level, reader, topics }: Pick<Budget, 'reader' | 'topics'> & Pick<AlertWords, 'level'>): string {
  if (level === 'digest') return 'It notifies nobody: it comes first in the next digests.'
  const busiest = topics.toSorted((a, b) => b.sent - a.sent)[0]
  const about = busiest === undefined ? '' : `, and the ${ordinal(busiest.sent)} about ${busiest.name}`
  const count = `This is the ${ordinal(reader.sent)} alert today${about}.`
  if (reader.left > 0) return count
  return level === 'breaking'
    ? `${count} Readers who follow everything have had their ${reader.limit}: breaking news still reaches them.`
    : `${count} Readers who follow everything have had their ${reader.limit}: this one waits for their digest.`
}
