import { randomBytes } from 'node:crypto'
import type { Tx } from '../kit/db/schema.ts'
import { hmacSha256 } from '../kit/hmac.ts'
import { prefixHash } from '../kit/prefix-hash.ts'
import { BallotRefused } from './ballot-refused.ts'
import {
  ballotContext,
  ballotOf,
  confirmedReaders,
  ensureReaders,
  hasMarkedBallot,
  insertBallots,
  insertChoices,
  networkCounts,
  type NewBallot,
} from './ballot-store.ts'
import { counterDeltas } from './counter-deltas.ts'
import { moveCounters } from './counter-store.ts'
import type { Ballot } from './poll.ts'
import { judgeBallot, ruleSettingsOf } from './rules.ts'

/**
 * A ballot of the right shape on its way into the box. An address that is not known, or a pass that nobody asked for,
 * is undefined.
 */
export type Casting = {
  readerId: string
  optionIds: number[]
  castAt: number
  address?: string | undefined
  hasPass?: boolean | undefined
}

/** `already-voted` without a ballot: the address has one, cast in another browser, which alone may see it. */
export type Cast =
  | { outcome: 'counted' | 'set-aside'; ballot: Ballot }
  | { outcome: 'already-voted'; ballot: Ballot | undefined }
  | { outcome: 'closed' | 'address-needed' | 'not-listed' }

/**
 * Puts ballots of one poll into its box, with the moved counters, in a dozen statements however many they are. The
 * ballots' key says whether a reader had one; an option's tally holds counted ballots only.
 *
 * @throws BallotRefused when one of them chooses an option that is gone
 */
export async function castBallotsIn(tx: Tx, pollId: number, given: readonly Casting[]): Promise<Cast[]> {
  // In one order everywhere: two transactions that take the same readers wait for each other, and never in a circle.
  const castings = given.toSorted((a, b) => (a.readerId < b.readerId ? -1 : 1))
  await ensureReaders(tx, castings)
  const context = await ballotContext(tx, pollId)
  if (context === undefined) throw new Error(`poll ${pollId} has no key or totals`)
  const confirmed = await confirmedReaders(
    tx,
    pollId,
    castings.map(({ readerId }) => readerId),
  )
  const entitled = castings.filter(
    ({ readerId }) =>
      context.who === 'anyone' ||
      (context.who === 'confirmed' ? confirmed.has(readerId) : confirmed.get(readerId)?.isListed),
  )
  const judged = await judge(tx, pollId, context, entitled, confirmed)
  const taken = judged.length === 0 ? new Set() : await insertBallots(tx, pollId, judged)
  // Of two by one reader in the same batch the first went in, and only that one's receipt is true.
  const kept = new Map(
    judged
      .filter(({ readerId }) => taken.has(readerId))
      .toReversed()
      .map((ballot) => [ballot.readerId, ballot]),
  )
  if (kept.size > 0) await count(tx, pollId, [...kept.values()])
  const byCasting = new Map(judged.map((ballot) => [ballot.casting, ballot]))
  const casts = new Map<Casting, Cast>()
  for (const casting of castings) {
    const ballot = byCasting.get(casting)
    if (ballot === undefined)
      casts.set(casting, { outcome: confirmed.has(casting.readerId) ? 'not-listed' : 'address-needed' })
    else if (kept.get(casting.readerId) === ballot)
      casts.set(casting, {
        outcome: ballot.state,
        ballot: { state: ballot.state, receipt: ballot.receipt, optionIds: casting.optionIds, castAt: casting.castAt },
      })
    else casts.set(casting, await earlierOr(tx, pollId, casting, ballot.voterMark))
  }
  return given.map((casting) => {
    const cast = casts.get(casting)
    if (cast === undefined) throw new Error('a ballot has no answer')
    return cast
  })
}

type Judged = NewBallot & { casting: Casting }
type BallotContext = NonNullable<Awaited<ReturnType<typeof ballotContext>>>
type Confirmed = ReadonlyMap<string, { addressId: number; isListed: boolean }>

async function judge(
  tx: Tx,
  pollId: number,
  { key, rules, counted }: BallotContext,
  castings: readonly Casting[],
  confirmed: Confirmed,
): Promise<Judged[]> {
  const settings = ruleSettingsOf(rules)
  const hashes = castings.map(({ address }) =>
    key === null || address === undefined ? null : (prefixHash(key, address) ?? null),
  )
  const distinct = [...new Set(hashes)].filter((hash) => hash !== null)
  const networks = distinct.length === 0 ? new Map<string, number>() : await networkCounts(tx, pollId, distinct)
  // Asked for once: each asking costs 4 µs, however little is wanted (Node 24.21, 2026-11).
  const random = randomBytes(receiptLength * castings.length)
  return castings.map((casting, index) => {
    const hash = hashes[index] ?? null
    const rank = hash === null ? undefined : (networks.get(hash) ?? 0)
    if (hash !== null && rank !== undefined) networks.set(hash, rank + 1)
    const { verdict, reasons } = judgeBallot({
      settings,
      hasPass: casting.hasPass,
      networkRank: rank,
      counted,
      burst: undefined,
    })
    const address = confirmed.get(casting.readerId)
    return {
      casting,
      readerId: casting.readerId,
      optionIds: casting.optionIds,
      castAt: casting.castAt,
      hasPass: casting.hasPass,
      state: verdict,
      reasons,
      receipt: receiptOf(random.subarray(index * receiptLength, (index + 1) * receiptLength)),
      prefixHash: hash,
      networkRank: rank ?? null,
      isConfirmed: address !== undefined,
      voterMark: address === undefined || key === null ? null : markOf(key, address.addressId),
    }
  })
}

async function count(tx: Tx, pollId: number, ballots: readonly Judged[]): Promise<void> {
  const choices = ballots.flatMap(({ readerId, optionIds }) => optionIds.map((optionId) => ({ readerId, optionId })))
  // An option was removed while a reader chose it: all of them go back, and each comes again by itself.
  if ((await insertChoices(tx, pollId, choices)) < choices.length) throw new BallotRefused('unknown-option')
  const networks = new Map<string, number>()
  for (const { prefixHash: hash } of ballots) if (hash !== null) networks.set(hash, (networks.get(hash) ?? 0) + 1)
  const sorted = new Map([...networks].sort(([a], [b]) => (a < b ? -1 : 1)))
  await moveCounters(tx, pollId, {
    ...counterDeltas(
      ballots.map((ballot) => ({ ...ballot, ballots: 1 as const, counts: ballot.state === 'counted' ? 1 : 0 })),
    ),
    networks: sorted,
  })
}

/**
 * A ballot that did not go in: this reader has one, or one with the same address in another browser, or the poll has
 * closed meanwhile.
 */
async function earlierOr(tx: Tx, pollId: number, { readerId }: Casting, voterMark: string | null): Promise<Cast> {
  const ballot = await ballotOf(tx, pollId, readerId)
  if (ballot !== undefined) return { outcome: 'already-voted', ballot }
  return (await hasMarkedBallot(tx, pollId, voterMark)) ? { outcome: 'already-voted', ballot } : { outcome: 'closed' }
}

function markOf(key: Uint8Array, addressId: number): string {
  return hmacSha256(key, `address:${addressId}`).subarray(0, 16).toString('base64url')
}

const receiptLength = 16
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 80 random bits in the letters that Crockford's base 32 keeps apart, as in `7K2M-0PQX-9V4T-HN3B`. */
function receiptOf(random: Uint8Array): string {
  let code = ''
  for (const [index, byte] of random.entries()) code += (index > 0 && index % 4 === 0 ? '-' : '') + letters[byte & 31]
  return code
}
