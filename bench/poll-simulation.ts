/**
 * Stuffing attacks against the rules of polls, which run as they do in the house: each ballot when it comes, all of
 * busy times again every 15 seconds. Honest readers come in a daily rhythm with a rush after publication, some of them
 * from shared offices and mobile networks; attackers come by queues of workers with think times and pools of addresses,
 * not by what the rules look at. The figures of the rules were fixed on seeds 1 to 4; what is printed are seeds 2001
 * on.
 * node bench/poll-simulation.ts [seeds]
 */
import { crowdOf, findBursts, windowOf } from '../src/polls/bursts.ts'
import { judgeBallot, ruleSettingsSchema } from '../src/polls/rules.ts'

const seeds = Number(process.argv[2] ?? 20)
const settings = ruleSettingsSchema.parse({})
const [minute, hour] = [60_000, 3_600_000]
const pollMs = 48 * hour
const settleMs = 15_000
const stuffed = 2

type Ballot = {
  at: number
  network: string
  option: number
  kind: 'home' | 'shared' | 'attack'
  rank: number
  isSetAside: boolean
}
type Window = { startsAt: number; ballots: number; votes: Map<number, number>; list: Ballot[] }
type Random = () => number
type Scenario = { name: string; honest: number; attack: (random: Random) => Ballot[]; isSeen: boolean }

const scenarios: Scenario[] = [
  {
    name: '5,000 ballots from 3 networks in 10 minutes over 300 honest',
    honest: 300,
    attack: (random) => workers(random, { ballots: 5_000, networks: 3, lastsMs: 10 * minute }),
    isSeen: true,
  },
  {
    name: '3,000 ballots from 400 networks in an hour over 300 honest',
    honest: 300,
    attack: (random) => workers(random, { ballots: 3_000, networks: 400, lastsMs: hour }),
    isSeen: true,
  },
  {
    name: '3,000 ballots from 400 networks in an hour over 5,000 honest',
    honest: 5_000,
    attack: (random) => workers(random, { ballots: 3_000, networks: 400, lastsMs: hour }),
    isSeen: true,
  },
  {
    name: 'a slow drip: 3,000 ballots from 3,000 networks over 40 hours over 5,000 honest',
    honest: 5_000,
    attack: (random) => workers(random, { ballots: 3_000, networks: 3_000, lastsMs: 40 * hour }),
    isSeen: false,
  },
  { name: 'no attack, 300 honest', honest: 300, attack: () => [], isSeen: true },
  { name: 'no attack, 5,000 honest', honest: 5_000, attack: () => [], isSeen: true },
]

for (const { name, honest, attack, isSeen } of scenarios) {
  const results = Array.from({ length: seeds }, (_, index) => {
    const random = randomOf(2001 + index)
    return run([...readers(random, honest), ...attack(random)])
  })
  const stat = (pick: (result: Result) => number) =>
    results
      .map(pick)
      .filter((value) => !Number.isNaN(value))
      .sort((a, b) => a - b)
  const [caught, lost, lostShared, error, errorBefore] = [
    stat(({ attack: share }) => share),
    stat(({ honest: share }) => share),
    stat(({ shared }) => share(shared)),
    stat((result) => result.error),
    stat((result) => result.errorBefore),
  ]
  const verdict = !isSeen
    ? 'these methods do not see such an attack'
    : (caught[0] ?? 1) >= 0.95 && (lost.at(-1) ?? 0) <= 0.04
      ? 'met in every seed'
      : 'MISSED'
  console.log(`${name}: ${verdict}`)
  if (caught.length > 0)
    console.log(
      `  set aside of the attack: median ${percent(median(caught))}, worst ${percent(caught[0] ?? 0)} (target 95 %)`,
    )
  console.log(
    `  set aside of the honest: median ${percent(median(lost))}, worst ${percent(lost.at(-1) ?? 0)} ` +
      `(target at most 4 %); of those in offices and mobile networks: median ${percent(median(lostShared))}, ` +
      `worst ${percent(lostShared.at(-1) ?? 0)}`,
  )
  console.log(
    `  the stuffed answer's share is off by ${percent(median(error))}; ` +
      `without the checks it would be off by ${percent(median(errorBefore))}`,
  )
}

type Result = {
  attack: number
  honest: number
  shared: { setAside: number; all: number }
  error: number
  errorBefore: number
}

/** The ballots of one poll in the order of their time, judged as the house judges them. */
function run(ballots: Ballot[]): Result {
  ballots.sort((a, b) => a.at - b.at)
  const networks = new Map<string, number>()
  const windows = new Map<number, Window>()
  let counted = 0
  let nextSettle = 0
  for (const ballot of ballots) {
    if (ballot.at >= nextSettle) {
      counted = settle(windows, counted, ballot.at)
      nextSettle = ballot.at + settleMs
    }
    ballot.rank = networks.get(ballot.network) ?? 0
    networks.set(ballot.network, ballot.rank + 1)
    ballot.isSetAside =
      judgeBallot({ settings, hasPass: true, networkRank: ballot.rank, counted, burst: undefined }).verdict ===
      'set-aside'
    if (!ballot.isSetAside) counted++
    const startsAt = windowOf(ballot.at)
    const window: Window = windows.get(startsAt) ?? { startsAt, ballots: 0, votes: new Map(), list: [] }
    windows.set(startsAt, window)
    window.ballots++
    window.votes.set(ballot.option, (window.votes.get(ballot.option) ?? 0) + 1)
    window.list.push(ballot)
  }
  settle(windows, counted, pollMs)
  const honest = ballots.filter(({ kind }) => kind !== 'attack')
  const shared = honest.filter(({ kind }) => kind === 'shared')
  const truth = shareOfStuffed(honest)
  return {
    attack: setAsideShare(ballots.filter(({ kind }) => kind === 'attack')),
    honest: setAsideShare(honest),
    shared: { setAside: shared.filter(({ isSetAside }) => isSetAside).length, all: shared.length },
    error: Math.abs(shareOfStuffed(ballots.filter(({ isSetAside }) => !isSetAside)) - truth),
    errorBefore: Math.abs(shareOfStuffed(ballots) - truth),
  }
}

/** As reevaluate-ballots.ts does it, on lists in memory. */
function settle(windows: ReadonlyMap<number, Window>, countedBefore: number, now: number): number {
  let counted = countedBefore
  const bursts = new Map(
    findBursts([...windows.values()], { from: 0, until: now, settings }).map((burst) => [burst.startsAt, burst]),
  )
  for (const { startsAt, list: ballots } of windows.values()) {
    const burst = bursts.get(startsAt)
    if (burst === undefined && ballots.every(({ isSetAside }) => !isSetAside)) continue
    const crowds = new Map(
      burst?.options.map(({ optionId, excess }) => [
        optionId,
        crowdOf(countsOf(ballots.filter(({ option }) => option === optionId).map(({ network }) => network)), excess),
      ]),
    )
    for (const ballot of ballots) {
      const option = burst?.options.find(
        ({ optionId }) => optionId === ballot.option && (crowds.get(optionId)?.has(ballot.network) ?? true),
      )
      const facts = burst &&
        option && {
          startsAt,
          ballots: burst.ballots,
          usual: burst.usual,
          share: option.share,
          usualShare: option.usualShare,
        }
      const isSetAside =
        judgeBallot({ settings, hasPass: true, networkRank: ballot.rank, counted: countedBefore, burst: facts })
          .verdict === 'set-aside'
      if (isSetAside !== ballot.isSetAside) counted += isSetAside ? -1 : 1
      ballot.isSetAside = isSetAside
    }
  }
  return counted
}

/** Half come in the hours after publication, the rest by day and few by night; an office votes in its working hours. */
function readers(random: Random, count: number): Ballot[] {
  const preferences = [0.42, 0.35, 0.23]
  return Array.from({ length: count }, (): Ballot => {
    const place = random()
    const isOffice = place < 0.12
    const isMobile = !isOffice && place < 0.47
    let at = 0
    do at = random() < 0.5 ? -Math.log(1 - random()) * 4 * hour : random() * pollMs
    while (at >= pollMs || random() > daylight(at, isOffice))
    const network = isOffice
      ? `office ${Math.floor(random() * 4)}`
      : isMobile
        ? `mobile ${Math.floor(random() ** 1.5 * 25)}`
        : `home ${Math.floor(random() * 1e9)}`
    const draw = random()
    const option = draw < (preferences[0] ?? 0) ? 0 : draw < (preferences[0] ?? 0) + (preferences[1] ?? 0) ? 1 : 2
    return { at, network, option, kind: isOffice || isMobile ? 'shared' : 'home', rank: 0, isSetAside: false }
  })
}

/** Published at eight in the morning. */
function daylight(at: number, isOffice: boolean): number {
  const hourOfDay = (8 + at / hour) % 24
  if (isOffice) return hourOfDay >= 8 && hourOfDay < 18 ? 1 : 0.02
  return 0.15 + 0.85 * Math.max(0, Math.sin(((hourOfDay - 6) / 18) * Math.PI))
}

/**
 * Workers take turns with a think time of their own each; addresses of the pool wear unevenly; a few votes go elsewhere
 * as cover.
 */
function workers(
  random: Random,
  { ballots, networks, lastsMs }: { ballots: number; networks: number; lastsMs: number },
): Ballot[] {
  const from = random() * (pollMs - lastsMs)
  const crew = Array.from({ length: 20 }, () => ({ at: random() * 0.02, pace: 0.5 + random() }))
  const taken = Array.from({ length: ballots }, () => {
    const worker = crew.reduce((first, other) => (other.at < first.at ? other : first))
    const at = worker.at
    worker.at += worker.pace * -Math.log(1 - random() * 0.999)
    return at
  })
  const end = Math.max(...taken)
  return taken.map((at, index): Ballot => ({
    at: from + (at / end) * (lastsMs - 1),
    network: `attack ${networks >= ballots ? index : Math.floor(random() ** 1.2 * networks)}`,
    option: random() < 0.97 ? stuffed : Math.floor(random() * 2),
    kind: 'attack',
    rank: 0,
    isSetAside: false,
  }))
}

function countsOf<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function setAsideShare(ballots: readonly Ballot[]): number {
  return share({ setAside: ballots.filter(({ isSetAside }) => isSetAside).length, all: ballots.length })
}

function share({ setAside, all }: { setAside: number; all: number }): number {
  return setAside / all
}

function shareOfStuffed(ballots: readonly Ballot[]): number {
  return ballots.filter(({ option }) => option === stuffed).length / ballots.length
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`
}

/** Mulberry32: the same seed, the same poll. */
function randomOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
