/**
 * Guessing gets slower and slower, but nobody is locked out for good: otherwise an attacker who knows an address could
 * keep its owner away. So what somebody far away does to an account costs its owner a minute at most.
 */
import { subjectHash } from '../kit/allowances.ts'
import { system } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { networkPrefix } from '../kit/prefix-hash.ts'
import { heldTries, putTries } from './tries-store.ts'

type Pace = { free: number; longestMs: number }

/**
 * For an account from one network, for an account from all of them, and for a network over all accounts: perhaps a
 * whole newsroom.
 */
const paces = {
  pair: { free: 4, longestMs: 15 * 60_000 },
  account: { free: 10, longestMs: 60_000 },
  network: { free: 30, longestMs: 15 * 60_000 },
} as const satisfies Record<string, Pace>

/** After this long without a failure everything starts again. */
const forgottenMs = 24 * 3_600_000

export type Try = { account: string; address: string | undefined }

/** Always in the same order: two transactions waiting for each other's row would never end. */
function subjectsOf(house: House, { account, address }: Try): { kind: keyof typeof paces; subject: string }[] {
  const network = address === undefined ? undefined : (networkPrefix(address) ?? 'unknown')
  const hash = (text: string) => subjectHash(house, `sign-in\n${text}`)
  const ofAccount = { kind: 'account', subject: hash(`account\n${account}`) } as const
  if (network === undefined) return [ofAccount]
  return [
    ofAccount,
    { kind: 'network', subject: hash(`network\n${network}`) },
    { kind: 'pair', subject: hash(`pair\n${account}\n${network}`) },
  ]
}

/**
 * Counts a try as failed before it is made: a thousand at once are counted as well as one after the other.
 * @throws Refusal when it comes too soon after those before it
 */
export async function takeTry(house: House, attempt: Try): Promise<void> {
  const at = house.clock.now()
  const nextAt = await house.write(system, async (tx) => {
    const held: { subject: string; kind: keyof typeof paces; failures: number; nextAt: number }[] = []
    for (const { subject, kind } of subjectsOf(house, attempt)) {
      const { failures, lastAt, nextAt } = await heldTries(tx, subject)
      const isForgotten = lastAt <= at - forgottenMs || lastAt > at
      held.push({ subject, kind, failures: isForgotten ? 0 : failures, nextAt: isForgotten ? 0 : nextAt })
    }
    const latest = Math.max(...held.map((each) => each.nextAt))
    if (latest > at) return latest
    for (const { subject, kind, failures } of held)
      await putTries(tx, subject, {
        failures: failures + 1,
        lastAt: at,
        nextAt: at + pauseMs(paces[kind], failures + 1),
      })
    return at
  })
  if (nextAt <= at) return
  const seconds = Math.ceil((nextAt - at) / 1_000)
  const wait = seconds === 1 ? 'a second' : `${seconds} seconds`
  throw new Refusal('too-many', `Too many tries. Wait ${wait}, then try again.`, {
    retryAfterSeconds: seconds,
  })
}

function pauseMs({ free, longestMs }: Pace, failures: number): number {
  return failures < free ? 0 : Math.min(longestMs, 1_000 * 2 ** Math.min(failures - free, 20))
}

/** A successful try. The network's earlier failures still count: one account of its own does not clear it. */
export async function forgiveTries(house: House, attempt: Try): Promise<void> {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    for (const { subject, kind } of subjectsOf(house, attempt)) {
      const { failures, lastAt } = await heldTries(tx, subject)
      const left = kind === 'network' ? Math.max(0, failures - 1) : 0
      await putTries(tx, subject, { failures: left, lastAt, nextAt: at + pauseMs(paces[kind], left) })
    }
  })
}
