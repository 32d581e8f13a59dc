/** Which ballots are set aside: every rule runs on every ballot and all reasons are kept. */
import { z } from 'zod'
import { runRules, type Reason, type Rule } from '../kit/rules.ts'
import type { BallotState } from './poll.ts'

/** The figures of the rules; a poll may have its own. */
export const ruleSettingsSchema = z.strictObject({
  /** So many ballots of one network count whatever the poll's size: an office, a school, a mobile operator. */
  networkFloor: whole(1, 1_000_000).default(30),
  /** And so large a share of all counted ballots. */
  networkShare: figure(0, 1).default(0.08),
  /** Ten minutes with fewer ballots are not a burst. */
  burstBallots: whole(5, 1_000_000).default(30),
  /** How unlikely so many are, by Poisson, at the rate of the quieter times. */
  burstChance: figure(0, 0.05).default(1e-6),
  /** How much larger an option's share must be in the burst than in the quieter times. */
  burstSkew: figure(0.01, 1).default(0.15),
})

function whole(least: number, most: number) {
  const error = `it is a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

function figure(least: number, most: number) {
  const error = `it is a number from ${least} to ${most}`
  return z.number({ error }).min(least, { error }).max(most, { error })
}

export type RuleSettings = z.infer<typeof ruleSettingsSchema>
export type RuleName = 'no-pass' | 'crowded-network' | 'burst'

/** Of a ballot in the excess of a burst: what came in its ten minutes, and what is usual. */
export type BurstFacts = { startsAt: number; ballots: number; usual: number; share: number; usualShare: number }

/**
 * What a rule may look at. A signal that a cache or a missing script takes away is undefined, and the rule abstains.
 */
export type BallotFacts = {
  settings: RuleSettings
  hasPass: boolean | undefined
  /** How many ballots of its network came before it. */
  networkRank: number | undefined
  /** Counted ballots of the poll by now. */
  counted: number
  /** A burst is seen only when it is under way, so that a ballot is judged again. */
  burst: BurstFacts | undefined
}

export type BallotReason = Reason<BallotState>

const ballotRules: readonly (Rule<BallotFacts, BallotState> & { name: RuleName })[] = [
  {
    name: 'no-pass',
    check: ({ hasPass }) =>
      hasPass === false ? { verdict: 'set-aside', detail: 'it came without the leave that the form gives' } : undefined,
  },
  {
    name: 'crowded-network',
    check({ settings, networkRank, counted }) {
      const cap = networkCap(settings, counted)
      return networkRank === undefined || networkRank < cap
        ? undefined
        : { verdict: 'set-aside', detail: `more than ${cap} ballots of one network` }
    },
  },
  {
    name: 'burst',
    check: ({ burst }) =>
      burst && {
        verdict: 'set-aside',
        detail:
          `${burst.ballots} ballots in ten minutes where ${burst.usual.toFixed(1)} are usual, ` +
          `and ${percent(burst.share)} for this answer instead of ${percent(burst.usualShare)}`,
      },
  },
]

export const ruleNames = ballotRules.map(({ name }) => name)

export function judgeBallot(facts: BallotFacts): { verdict: BallotState; reasons: BallotReason[] } {
  return runRules(ballotRules, facts, ['counted', 'set-aside'])
}

/** How many ballots of one network count in a poll of this size. */
export function networkCap({ networkFloor, networkShare }: RuleSettings, counted: number): number {
  return Math.max(networkFloor, Math.floor(networkShare * counted))
}

/** A poll's own figures over the house's. */
export function ruleSettingsOf(json: string): RuleSettings {
  return ruleSettingsSchema.parse(JSON.parse(json))
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
