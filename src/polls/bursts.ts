/**
 * Finds ten minutes in which far more ballots came than usual and one answer far more often: a rush of readers is only
 * the first.
 */
import type { RuleSettings } from './rules.ts'

export const windowMs = 600_000

/** The ballots of ten minutes, set aside ones among them, and how often each option was chosen. */
export type VoteWindow = { startsAt: number; ballots: number; votes: ReadonlyMap<number, number> }

export type Burst = {
  startsAt: number
  ballots: number
  usual: number
  options: { optionId: number; share: number; usualShare: number; excess: number }[]
}

/** Ballots before it that a baseline needs; with fewer nothing can be said, and nothing is. */
const baselineBallots = 30
/**
 * So many times what a busy ten minutes of this poll bring: the rush of a morning is none, even where a slow stuffing
 * at night has made its answers look unusual (the simulation set 17 % of the honest aside before).
 */
const busyTimes = 2
/** How many standard errors the share must differ by, besides `burstSkew`. */
const skewErrors = 5

export function windowOf(at: number): number {
  return Math.floor(at / windowMs) * windowMs
}

/** `from` and `until` bound the time in which ballots could come: empty windows are part of what is usual. */
export function findBursts(
  windows: readonly VoteWindow[],
  { from, until, settings }: { from: number; until: number; settings: RuleSettings },
): Burst[] {
  const slots = Math.max(windows.length, Math.floor((windowOf(until) - windowOf(from)) / windowMs) + 1)
  const busy = busyWindow(windows, slots)
  const bursts: Burst[] = []
  const isBurst = new Set<number>()
  // From the quietest on: what is usual is told by quieter times that were no bursts themselves, or an attack of
  // several hours would be its own baseline.
  for (const window of windows.toSorted((one, other) => one.ballots - other.ballots)) {
    if (window.ballots < settings.burstBallots || window.ballots < busyTimes * busy) continue
    const quiet = windows.filter(({ startsAt, ballots }) => ballots * 2 < window.ballots && !isBurst.has(startsAt))
    const ballots = quiet.reduce((sum, other) => sum + other.ballots, 0)
    const usual = ballots / Math.max(1, slots - windows.length + quiet.length)
    if (ballots < baselineBallots || poissonTail(window.ballots, usual) > settings.burstChance) continue
    const options = [...window.votes].flatMap(([optionId, votes]) => {
      const usualShare = quiet.reduce((sum, other) => sum + (other.votes.get(optionId) ?? 0), 0) / ballots
      const share = votes / window.ballots
      const pooled = (usualShare * ballots + votes) / (ballots + window.ballots)
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / ballots + 1 / window.ballots))
      if (share - usualShare < settings.burstSkew || share - usualShare < skewErrors * error) return []
      // Those who chose otherwise tell how many would have chosen this by themselves.
      const expected = usualShare < 1 ? ((window.ballots - votes) * usualShare) / (1 - usualShare) : votes
      return [{ optionId, share, usualShare, excess: Math.max(0, votes - expected) }]
    })
    if (options.length === 0) continue
    isBurst.add(window.startsAt)
    bursts.push({ startsAt: window.startsAt, ballots: window.ballots, usual, options })
  }
  return bursts.sort((one, other) => one.startsAt - other.startsAt)
}

/** The ballots of the ten minutes than which nine of ten bring no more; empty ones among them. */
function busyWindow(windows: readonly VoteWindow[], slots: number): number {
  const empty = slots - windows.length
  return windows.map(({ ballots }) => ballots).sort((a, b) => a - b)[Math.floor(slots * 0.9) - empty] ?? 0
}

type BallotsByNetwork = ReadonlyMap<string | null, number>

/**
 * The networks whose ballots explain the excess of one option: those with several ballots in the burst where these are
 * nearly enough, since a reader at home has a network with one. Otherwise all: `undefined`. Where most ballots come
 * from networks that are not known, nobody can be told from anybody, and none is named.
 */
export function crowdOf(ballotsByNetwork: BallotsByNetwork, excess: number): ReadonlySet<string> | undefined {
  const sum = (networks: [string | null, number][]) => networks.reduce((ballots, [, more]) => ballots + more, 0)
  const all = [...ballotsByNetwork]
  if ((ballotsByNetwork.get(null) ?? 0) * 2 > sum(all)) return new Set()
  const crowd = all.filter((entry): entry is [string, number] => entry[0] !== null && entry[1] > 1)
  return sum(crowd) >= excess * 0.9 ? new Set(crowd.map(([network]) => network)) : undefined
}

/** P(X >= count) for X ~ Poisson(mean), summed in logarithms so that it neither overflows nor vanishes too soon. */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1
  if (mean <= 0) return 0
  if (count <= mean) return 1
  let term = -mean + count * Math.log(mean) - logFactorial(count)
  let sum = 0
  for (let k = count; ; k++) {
    const probability = Math.exp(term)
    sum += probability
    if (probability <= sum * 1e-12) return Math.min(1, sum)
    term += Math.log(mean) - Math.log(k + 1)
  }
}

/** Stirling's series; off by less than 1e-8 from 10 on. */
function logFactorial(n: number): number {
  if (n < 10) return Array.from({ length: n }, (_, index) => Math.log(index + 1)).reduce((sum, value) => sum + value, 0)
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3)
}
