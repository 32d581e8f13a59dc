import { randomBytes } from 'node:crypto'
import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { prefixHash } from '../kit/prefix-hash.ts'
import { ensureReader } from '../readers/readers.ts'
import { checkBallot, pollTag, type Ballot, type BallotFault, type Poll } from './poll.ts'
import { judgeBallot, type BallotReason } from './rules.ts'
import { ballotOf, insertBallot, insertChoices, moveTallies, pollByPublicId } from './store.ts'

export type Vote = { pollPublicId: string; choices: readonly string[]; readerId: string; address: string; userAgent: string }

export type VoteOutcome =
  | { outcome: 'counted' | 'set-aside' | 'already-voted'; poll: Poll; ballot: Ballot }
  | { outcome: 'closed' | 'not-open'; poll: Poll }
  | { outcome: 'refused'; poll: Poll; fault: BallotFault }
  | { outcome: 'unknown-poll' }

/** The whole road of a vote. What it answers is durable: a ballot that is told of is on the disk. */
export async function castVote(house: Pick<House, 'db' | 'write' | 'clock' | 'secrets'>, vote: Vote): Promise<VoteOutcome> {
  const castAt = house.clock.now()
  const poll = await pollByPublicId(house.db, vote.pollPublicId)
  if (poll === undefined) return { outcome: 'unknown-poll' }
  const check = checkBallot(poll, vote.choices, castAt)
  if (check.outcome === 'refused') return { outcome: 'refused', poll, fault: check.fault }
  if (check.outcome !== 'ok') return { outcome: check.outcome, poll }
  const network = networkOf(house, vote.address)
  const { verdict, reasons } = judgeBallot({ poll, prefixHash: network?.prefixHash })
  const ballot: Ballot = { state: verdict, receipt: newReceipt(), optionIds: check.optionIds, castAt }
  try {
    return await house.write({ kind: 'reader', id: vote.readerId }, (tx) => castVoteIn(tx, { poll, readerId: vote.readerId, ballot, reasons, network }))
  } catch (error) {
    // Thrown to take the ballot back: the option was removed between the reading and the writing.
    if (error === optionGone) return { outcome: 'refused', poll, fault: 'unknown-option' }
    throw error
  }
}

type Network = { prefixHash: string; keyId: string }
type Casting = { poll: Poll; readerId: string; ballot: Ballot; reasons: readonly BallotReason[]; network?: Network }

/** One ballot with its choices and the moved tallies. The ballots' key says whether this reader had one; an option's tally holds counted ballots only. */
export async function castVoteIn(tx: Tx, { poll, readerId, ballot, reasons, network }: Casting): Promise<VoteOutcome> {
  await ensureReader(tx, readerId, ballot.castAt)
  const taken = await insertBallot(tx, { ...ballot, pollId: poll.id, readerId, reasons, prefixHash: network?.prefixHash ?? null, keyId: network?.keyId ?? null })
  if (!taken) {
    const earlier = await ballotOf(tx, poll.id, readerId)
    return earlier === undefined ? { outcome: 'closed', poll } : { outcome: 'already-voted', poll, ballot: earlier }
  }
  if ((await insertChoices(tx, poll.id, readerId, ballot.optionIds)) < ballot.optionIds.length) throw optionGone
  await invalidate(tx, [pollTag(poll.id)])
  await moveTallies(tx, poll.id, ballot.state, ballot.optionIds)
  return { outcome: ballot.state, poll, ballot }
}

const optionGone = new Error('an option was removed while a reader chose it')

/** Only as a hash under a key that is destroyed later. */
function networkOf({ secrets }: Pick<House, 'secrets'>, address: string): Network | undefined {
  const key = secrets.current('network')
  const hash = prefixHash(key.material, address)
  return hash === undefined ? undefined : { prefixHash: hash, keyId: key.keyId }
}

/** 80 random bits in the letters that Crockford's base 32 keeps apart, as in `7K2M-0PQX-9V4T-HN3B`. */
function newReceipt(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const code = Array.from(randomBytes(16), (byte) => letters[byte & 31]).join('')
  return code.replace(/(.{4})(?=.)/gu, '$1-')
}
