import type { Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { findBursts } from './bursts.ts'
import { certificateOf, receiptList, type Certificate, type HourRow, type ReceiptList } from './certificate.ts'
import { changesOf, changedBallots, setAsideReasons } from './certificate-store.ts'
import { ballotsBetween, windowsOf, type JudgedBallot } from './judging-store.ts'
import type { PollWithTally } from './poll.ts'
import { openingRecord } from './openings/store.ts'
import { pollPhrases } from './phrases.ts'
import { ruleSettingsOf } from './rules.ts'
import { judgingGround } from './store.ts'

const hourMs = 3_600_000
const step = 1_000

/** For staff it tells what readers are not told yet. */
export async function certificateOfPoll(house: Pick<House, 'db' | 'clock' | 'settings'>, poll: PollWithTally, { isForStaff = false, language = house.settings.current().identity.language } = {}): Promise<Certificate> {
  const { db, clock, settings } = house
  const now = clock.now()
  const ground = await judgingGround(db, poll.id)
  if (ground === undefined) throw new Error(`poll ${poll.id} has gone while it was read`)
  const rules = ruleSettingsOf(ground.rules)
  const windows = await windowsOf(db, poll.id)
  const bursts = findBursts(windows, { from: poll.opensAt, until: Math.min(now, poll.closesAt ?? now), settings: rules })
  const parts = { poll, opening: await openingRecord(db, poll.id), rules, bursts, hours: hoursOf(windows), changed: await changedBallots(db, poll.id), setAsideBy: await setAsideReasons(db, poll.id), changes: await changesOf(db, poll.id) }
  const { selfSelected, doubleVotes, unseen, privacy } = pollPhrases(language).proof
  return certificateOf(parts, { askedBy: settings.current().identity.name, now, isForStaff, statements: { selfSelected, doubleVotes, unseen, privacy } })
}

/** Every ballot by its receipt's hash: what is published at the close, and anybody can recount. */
export async function receiptsOfPoll(db: Db, poll: PollWithTally): Promise<ReceiptList> {
  const ballots: Pick<JudgedBallot, 'receipt' | 'state' | 'optionIds'>[] = []
  for (let after: JudgedBallot | undefined; ;) {
    const page = await ballotsBetween(db, { pollId: poll.id, from: 0, until: Number.MAX_SAFE_INTEGER, after, limit: step })
    for (const { receipt, state, optionIds } of page) ballots.push({ receipt, state, optionIds })
    after = page.at(-1)
    if (page.length < step) return receiptList(poll, ballots)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

export function hoursOf(windows: readonly { startsAt: number; ballots: number; counted: number }[]): HourRow[] {
  const hours = new Map<number, HourRow>()
  for (const { startsAt, ballots, counted } of windows) {
    const hour = Math.floor(startsAt / hourMs) * hourMs
    const known = hours.get(hour) ?? { startsAt: hour, ballots: 0, counted: 0 }
    hours.set(hour, { startsAt: hour, ballots: known.ballots + ballots, counted: known.counted + counted })
  }
  return [...hours.values()]
}
