import type { LongQuestion } from '../kit/db/long-reads.ts'
/** Who an alert would reach, counted while it is being written. */
import type { Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { programFile } from '../kit/program.ts'
import { quietUntil } from '../subscriptions/local-time.ts'
import { channels, type Channel } from '../subscriptions/tables.ts'
import type { AlertWords } from './alert.ts'
import {
  countedAudience,
  lastSubscriber,
  recentSendings,
  topicsAndAbove,
  type AudienceCount,
  type AudienceQuestion,
  type IdRange,
} from './audience-store.ts'

const day = 86_400_000

/** The audience query for this alert, against subscribers as they are now. */
export async function audienceQuestion(
  db: Db,
  alert: Pick<AlertWords, 'level' | 'byEmail' | 'byPush' | 'toEveryone' | 'topicIds' | 'threadId'>,
  { now, perReaderADay }: { now: number; perReaderADay: number },
): Promise<AudienceQuestion> {
  const { level, byEmail, byPush, toEveryone, topicIds, threadId } = alert
  return {
    level,
    channels: channels.filter((channel) => (channel === 'email' ? byEmail : byPush)),
    toEveryone,
    topicIds: await topicsAndAbove(db, topicIds),
    threadId,
    now,
    recent: await recentSendings(db, now - day),
    perReaderADay,
  }
}

/** `now`: at once. `later`: after their quiet hours. `digest`: in their next digest. `over`: had the day's limit. */
export type ChannelCount = { channel: Channel; now: number; later: number; digest: number; over: number }
export type AudienceTotals = { total: number; channels: ChannelCount[] }

/** A million subscribers in twenty steps, each well below the limit of long reads. */
const rangeLength = 50_000

export async function audienceOf(house: House, alert: AlertWords): Promise<AudienceTotals | Failure> {
  const now = house.clock.now()
  const { perReaderADay } = house.settings.current().alerts
  const question = await audienceQuestion(house.db, alert, { now, perReaderADay })
  const last = await lastSubscriber(house.db)
  const counts: AudienceCount[] = []
  for (let from = 0; from < last; from += rangeLength) {
    const answer = await house.longReads.ask(countQuestion, { question, range: { from, upTo: from + rangeLength } })
    if (answer.outcome !== 'answered') return busy
    counts.push(...answer.value)
  }
  return totalsOf(question.channels, counts, now)
}

const busy: Failure = failed('conflict', 'The audience cannot be counted right now. Try again in a moment.')

export const countQuestion: LongQuestion<{ question: AudienceQuestion; range: IdRange }, AudienceCount[]> = {
  url: programFile('alerts/audience').href,
  name: 'countQuestion',
  answer: (db, { question, range }) => countedAudience(db, question, range),
}

function totalsOf(asked: readonly Channel[], counts: readonly AudienceCount[], now: number): AudienceTotals {
  const totals = asked.map((channel): ChannelCount => ({ channel, now: 0, later: 0, digest: 0, over: 0 }))
  for (const { channel, disposition, count, ...reader } of counts) {
    const total = totals.find((one) => one.channel === channel)
    if (total === undefined) continue
    if (disposition === 'now') total[isQuiet(reader, now) ? 'later' : 'now'] += count
    else total[disposition] += count
  }
  return { total: counts.reduce((sum, { count }) => sum + count, 0), channels: totals }
}

function isQuiet(
  { timeZone, quietFrom, quietTo }: Pick<AudienceCount, 'timeZone' | 'quietFrom' | 'quietTo'>,
  now: number,
): boolean {
  if (quietFrom === null || quietTo === null) return false
  return quietUntil(now, timeZone, { from: quietFrom, to: quietTo }) !== undefined
}
