import type { House } from '../kit/house.ts'
import { findBursts } from './bursts.ts'
import { changesOf, changedBallots, setAsideReasons } from './certificate-store.ts'
import { certificateOf, type Certificate, type HourRow } from './certificate.ts'
import { importedRecord } from './imported-tallies/store.ts'
import { windowsOf } from './judging-store.ts'
import { pollPhrases } from './phrases.ts'
import type { PollWithTally } from './poll.ts'
import { ruleSettingsOf } from './rules.ts'
import { judgingContext } from './store.ts'

const hourMs = 3_600_000

/** For staff it tells what readers are not told yet. */
export async function certificateOfPoll(
  house: Pick<House, 'db' | 'clock' | 'settings'>,
  poll: PollWithTally,
  { isForStaff = false, language = house.settings.current().identity.language } = {},
): Promise<Certificate> {
  const { db, clock, settings } = house
  const now = clock.now()
  const context = await judgingContext(db, poll.id)
  if (context === undefined) throw new Error(`poll ${poll.id} has gone while it was read`)
  const rules = ruleSettingsOf(context.rules)
  const windows = await windowsOf(db, poll.id)
  const bursts = findBursts(windows, {
    from: poll.opensAt,
    until: Math.min(now, poll.closesAt ?? now),
    settings: rules,
  })
  const parts = {
    poll,
    imported: await importedRecord(db, poll.id),
    rules,
    bursts,
    hours: hoursOf(windows),
    changed: await changedBallots(db, poll.id),
    setAsideBy: await setAsideReasons(db, poll.id),
    changes: await changesOf(db, poll.id),
  }
  const { selfSelected, doubleVotes, unseen, privacy } = pollPhrases(language).proof
  return certificateOf(parts, {
    askedBy: settings.current().identity.name,
    now,
    isForStaff,
    statements: { selfSelected, doubleVotes, unseen, privacy },
  })
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
