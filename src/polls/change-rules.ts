import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import { insertChanges, setRules } from './editing-store.ts'
import { noSuchPoll } from './no-such-poll.ts'
import { reevaluateBallots, moveBallotsIn } from './reevaluate-ballots.ts'
import { ruleSettingsOf, ruleSettingsSchema, type RuleSettings } from './rules.ts'
import { hasBallots, heldPoll, judgingContext, pollIdByPublicId } from './store.ts'

export type Replay = {
  outcome: 'replayed'
  settings: RuleSettings
  setAside: number
  released: number
  /** Of the ballots that would be set aside: how many by each rule. */
  byRule: Record<string, number>
  /** Some of the receipts that would move, for a look at them. */
  receipts: { receipt: string; becomes: string }[]
}

const shownReceipts = 20

/** What the poll's ballots would be under other rules. Nothing is changed. */
export async function replayRules(
  house: Pick<House, 'db' | 'clock'>,
  { publicId, change }: { publicId: string; change: Partial<RuleSettings> },
): Promise<Replay | Failure> {
  const pollId = await pollIdByPublicId(house.db, publicId)
  const context = pollId === undefined ? undefined : await judgingContext(house.db, pollId)
  if (pollId === undefined || context === undefined) return noSuchPoll(publicId)
  const settings = ruleSettingsSchema.parse({ ...ruleSettingsOf(context.rules), ...change })
  const replay: Replay = { outcome: 'replayed', settings, setAside: 0, released: 0, byRule: {}, receipts: [] }
  for await (const page of reevaluateBallots(house.db, pollId, { at: house.clock.now(), scope: 'all', settings })) {
    for (const { ballot, becomes, reasons } of page) {
      if (becomes === ballot.state) continue
      replay[becomes === 'counted' ? 'released' : 'setAside']++
      if (becomes === 'set-aside') for (const { rule } of reasons) replay.byRule[rule] = (replay.byRule[rule] ?? 0) + 1
      if (replay.receipts.length < shownReceipts) replay.receipts.push({ receipt: ballot.receipt, becomes })
    }
  }
  return replay
}

/** Saves a poll's rules and judges all its ballots by them. The certificate tells both figures. */
export async function changeRules(
  house: Pick<House, 'db' | 'write' | 'clock'>,
  actor: Actor,
  { publicId, change }: { publicId: string; change: Partial<RuleSettings> },
): Promise<Replay | Failure> {
  assertCan(actor, 'ballot.decide')
  const replay = await replayRules(house, { publicId, change })
  if (isFailure(replay)) return replay
  const at = house.clock.now()
  const pollId = await house.write(actor, async (tx) => {
    const id = await pollIdByPublicId(tx, publicId)
    const poll = id === undefined ? undefined : await heldPoll(tx, id)
    const context = id === undefined ? undefined : await judgingContext(tx, id)
    if (poll === undefined || context === undefined) return undefined
    await setRules(tx, poll.id, JSON.stringify(replay.settings))
    if (poll.opensAt <= at || (await hasBallots(tx, poll.id)))
      await insertChanges(
        tx,
        poll.id,
        [
          {
            what: 'rules',
            was: JSON.stringify(ruleSettingsOf(context.rules)),
            became: JSON.stringify(replay.settings),
          },
        ],
        at,
      )
    await recordDeed(tx, {
      deed: 'poll.rules',
      subject: `poll:${poll.id}`,
      detail: { settings: replay.settings, setAside: replay.setAside, released: replay.released },
      at,
    })
    return poll.id
  })
  if (pollId === undefined) return noSuchPoll(publicId)
  for await (const page of reevaluateBallots(house.db, pollId, { at, scope: 'all' }))
    await house.write({ kind: 'rule', id: 'polls' }, (tx) => moveBallotsIn(tx, pollId, page, at))
  return replay
}
