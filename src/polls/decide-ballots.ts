import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import { announceIn } from './announce-results.ts'
import { counterDeltas } from './counter-deltas.ts'
import { moveCounters } from './counter-store.ts'
import { insertChanges } from './editing-store.ts'
import { ballotsBetween, setStates, type JudgedBallot } from './judging-store.ts'
import { noSuchPoll } from './no-such-poll.ts'
import type { BallotState } from './poll.ts'
import { pollIdByPublicId } from './store.ts'

/**
 * Which ballots: by receipt, by the rule that set them aside, by the time in which they came. All that is said must
 * hold.
 */
export type Selection = {
  receipts?: readonly string[] | undefined
  rule?: string | undefined
  from?: number | undefined
  until?: number | undefined
}

export type Decision = { publicId: string; becomes: BallotState; selection: Selection; reason: string }

export type Decided = { outcome: 'decided'; ballots: number } | Failure

const step = 500

/**
 * Staff release ballots or set them aside. From then on no rule changes them; the ledger and the certificate say how
 * many and why.
 */
export async function decideBallots(
  house: Pick<House, 'db' | 'write' | 'clock'>,
  actor: Actor,
  { publicId, becomes, selection, reason }: Decision,
): Promise<Decided> {
  assertCan(actor, 'ballot.decide')
  if (Object.values(selection).every((value) => value === undefined))
    return failed('invalid', 'Say which ballots: --receipt, --rule, --from or --until.')
  const pollId = await pollIdByPublicId(house.db, publicId)
  if (pollId === undefined) return noSuchPoll(publicId)
  const was: BallotState = becomes === 'counted' ? 'set-aside' : 'counted'
  const at = house.clock.now()
  let ballots = 0
  for (let after: JudgedBallot | undefined; ;) {
    const page = await ballotsBetween(house.db, {
      pollId,
      from: selection.from ?? 0,
      until: selection.until ?? Number.MAX_SAFE_INTEGER,
      after,
      limit: step,
      state: was,
    })
    ballots += await decidePage(
      house,
      page.filter((ballot) => isSelected(ballot, selection)),
      { pollId, was, becomes, reason, rule: selection.rule, actor, at },
    )
    after = page.at(-1)
    if (page.length < step) return { outcome: 'decided', ballots }
  }
}

function isSelected({ receipt, reasons }: JudgedBallot, { receipts, rule }: Selection): boolean {
  return (
    (receipts === undefined || receipts.includes(receipt)) &&
    (rule === undefined || reasons.some((given) => given.rule === rule && given.verdict === 'set-aside'))
  )
}

type Page = {
  pollId: number
  was: BallotState
  becomes: BallotState
  reason: string
  rule: string | undefined
  actor: Actor
  at: number
}

async function decidePage(
  house: Pick<House, 'write'>,
  ballots: readonly JudgedBallot[],
  { pollId, was, becomes, reason, rule, actor, at }: Page,
): Promise<number> {
  if (ballots.length === 0) return 0
  return house.write(actor, async (tx) => {
    const states = ballots.map(({ readerId, reasons, changedAt }) => ({
      readerId,
      was,
      changedAt,
      becomes,
      reasons: [...reasons, { rule: 'staff', verdict: becomes, detail: reason }],
      decidedBy: 'staff' as const,
    }))
    const moved = await setStates(tx, pollId, states)
    const turned = ballots.filter(({ readerId }) => moved.has(readerId))
    if (turned.length === 0) return 0
    await moveCounters(tx, pollId, {
      ...counterDeltas(turned.map((ballot) => ({ ...ballot, ballots: 0, counts: becomes === 'counted' ? 1 : -1 }))),
      networks: new Map(),
    })
    await insertChanges(
      tx,
      pollId,
      [
        {
          what: becomes === 'counted' ? 'released' : 'set-aside',
          was: rule ?? '',
          became: `${turned.length}: ${reason}`,
        },
      ],
      at,
    )
    await recordDeed(tx, {
      deed: becomes === 'counted' ? 'poll.release' : 'poll.set-aside',
      subject: `poll:${pollId}`,
      detail: { ballots: turned.length, rule: rule ?? '', reason },
      at,
    })
    await announceIn(tx, pollId, at)
    return turned.length
  })
}
