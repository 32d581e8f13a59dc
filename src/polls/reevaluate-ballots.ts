import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { announceIn } from './announce-results.ts'
import { crowdOf, findBursts, windowMs, type Burst } from './bursts.ts'
import { counterDeltas } from './counter-deltas.ts'
import { moveCounters } from './counter-store.ts'
import { ballotsBetween, networksOfOption, setStates, windowsOf, type JudgedBallot } from './judging-store.ts'
import type { BallotState } from './poll.ts'
import { judgeBallot, ruleSettingsOf, type BallotReason, type RuleSettings } from './rules.ts'
import { judgingContext } from './store.ts'

/** One ballot that these rules would judge otherwise than it stands. */
export type Rejudged = { ballot: JudgedBallot; becomes: BallotState; reasons: BallotReason[] }

/** So many ballots are judged in one step of the event loop, and moved in one transaction. */
const step = 500

/**
 * Judges the ballots again that time can have changed: those of ten minutes in which a burst is seen by now, and those
 * of ten minutes in which some are set aside (a network's share has grown with the poll, a burst has proved to be
 * usual).
 */
export async function settleBallots(
  house: Pick<House, 'db' | 'write' | 'clock'>,
  pollId: number,
): Promise<{ setAside: number; released: number }> {
  const done = { setAside: 0, released: 0 }
  const at = house.clock.now()
  for await (const changes of reevaluateBallots(house.db, pollId, { at, scope: 'changed' })) {
    await house.write({ kind: 'rule', id: 'polls' }, (tx) => moveBallotsIn(tx, pollId, changes, at))
    for (const { becomes } of changes) done[becomes === 'counted' ? 'released' : 'setAside']++
  }
  return done
}

/**
 * In steps: what these rules, or the poll's own, would change. `scope: all` looks at every ballot, as other rules may
 * change any of them.
 */
export async function* reevaluateBallots(
  db: House['db'],
  pollId: number,
  { at, scope, settings: given }: { at: number; scope: 'changed' | 'all'; settings?: RuleSettings },
): AsyncGenerator<Rejudged[]> {
  const context = await judgingContext(db, pollId)
  if (context === undefined) return
  const settings = given ?? ruleSettingsOf(context.rules)
  const windows = await windowsOf(db, pollId)
  const bursts = new Map(
    findBursts(windows, { from: context.opensAt, until: Math.min(at, context.closesAt ?? at), settings }).map(
      (burst) => [burst.startsAt, burst],
    ),
  )
  for (const window of windows) {
    const burst = bursts.get(window.startsAt)
    if (scope === 'changed' && burst === undefined && window.counted === window.ballots) continue
    const excess = burst && (await excessOf(db, pollId, burst))
    for (let after: { castAt: number; readerId: string } | undefined; ;) {
      const ballots = await ballotsBetween(db, {
        pollId,
        from: window.startsAt,
        until: window.startsAt + windowMs,
        after,
        limit: step,
      })
      const changes = ballots.flatMap((ballot) => rejudged(ballot, { settings, counted: context.counted, excess }))
      if (changes.length > 0) yield changes
      after = ballots.at(-1)
      if (ballots.length < step) break
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }
}

/** The answers of a burst that came too often, and the networks that explain it; undefined: all. */
type Excess = { burst: Burst; crowds: Map<number, ReadonlySet<string> | undefined> }

async function excessOf(db: House['db'], pollId: number, burst: Burst): Promise<Excess> {
  const crowds = new Map<number, ReadonlySet<string> | undefined>()
  for (const { optionId, excess } of burst.options)
    crowds.set(
      optionId,
      crowdOf(
        await networksOfOption(db, { pollId, optionId, from: burst.startsAt, until: burst.startsAt + windowMs }),
        excess,
      ),
    )
  return { burst, crowds }
}

function rejudged(
  ballot: JudgedBallot,
  { settings, counted, excess }: { settings: RuleSettings; counted: number; excess: Excess | undefined },
): Rejudged[] {
  // Nobody's judgement goes over staff's.
  if (ballot.decidedBy === 'staff') return []
  const { verdict, reasons } = judgeBallot({
    settings,
    hasPass: ballot.hasPass,
    networkRank: ballot.networkRank ?? undefined,
    counted,
    burst: excess && burstFacts(ballot, excess),
  })
  if (verdict === ballot.state && reasons.length === ballot.reasons.length) return []
  return [{ ballot, becomes: verdict, reasons }]
}

function burstFacts(ballot: JudgedBallot, { burst, crowds }: Excess) {
  const option = burst.options.find(({ optionId }) => {
    const crowd = crowds.get(optionId)
    return (
      ballot.optionIds.includes(optionId) &&
      (crowd === undefined || (ballot.prefixHash !== null && crowd.has(ballot.prefixHash)))
    )
  })
  return (
    option && {
      startsAt: burst.startsAt,
      ballots: burst.ballots,
      usual: burst.usual,
      share: option.share,
      usualShare: option.usualShare,
    }
  )
}

/**
 * Moves ballots and all that counts them. One that was changed or decided meanwhile stays as it is, and is judged again
 * the next time.
 */
export async function moveBallotsIn(tx: Tx, pollId: number, changes: readonly Rejudged[], at: number): Promise<void> {
  const moved = await setStates(
    tx,
    pollId,
    changes.map(({ ballot, becomes, reasons }) => ({
      readerId: ballot.readerId,
      was: ballot.state,
      changedAt: ballot.changedAt,
      becomes,
      reasons,
      decidedBy: 'rules',
    })),
  )
  const turned = changes.filter(({ ballot, becomes }) => becomes !== ballot.state && moved.has(ballot.readerId))
  if (turned.length === 0) return
  await moveCounters(tx, pollId, {
    ...counterDeltas(
      turned.map(({ ballot, becomes }) => ({ ...ballot, ballots: 0, counts: becomes === 'counted' ? 1 : -1 })),
    ),
    networks: new Map(),
  })
  await announceIn(tx, pollId, at)
}
