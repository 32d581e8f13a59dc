import { runRules, type Reason, type Rule } from '../kit/rules.ts'
import type { Poll } from './poll.ts'
import type { BallotState } from './tables.ts'

/** What a rule may look at. A signal that a cache or a missing script takes away is undefined, and the rule abstains. */
export type BallotFacts = { poll: Poll; prefixHash: string | undefined }

export type BallotReason = Reason<BallotState>

/** In order; all run. None yet sets a ballot aside by itself. */
const ballotRules: readonly Rule<BallotFacts, BallotState>[] = []

export function judgeBallot(facts: BallotFacts): { verdict: BallotState; reasons: BallotReason[] } {
  return runRules(ballotRules, facts, ['counted', 'set-aside'])
}
