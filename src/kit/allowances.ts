/**
 * How often somebody may do something: counted in the database, so that it holds for every process and after a crash.
 */
import { sql } from 'kysely'
import { preparedWrite } from './db/prepared.ts'
import { system, type Tx } from './db/schema.ts'
import { hmacSha256 } from './hmac.ts'
import type { House } from './house.ts'

const hour = 3_600_000
const day = 24 * hour

/**
 * So many within the hour, and within the day, each begun by the first of them: no stretch of that length sees twice as
 * many.
 */
export type Allowance = { hour: number; day: number }

/** `name` says who is counted and for what, such as `mail-recipient`; `subject` who it is, hashed by `subjectHash`. */
export type Taking = { name: string; subject: string; allowance: Allowance }

/**
 * Takes one of each in the deed's own transaction: the counting is the rule, nothing is asked before. Stops at the
 * first that has none left and says which, and from when on it has. Those before it stay taken: an attempt counts as
 * one. All who take several must name them in the same order, or two transactions could wait for each other in a
 * circle.
 */
export async function takeIn(
  tx: Tx,
  takings: readonly Taking[],
  at: number,
): Promise<{ name: string; againAt: number } | undefined> {
  for (const { name, subject, allowance } of takings) {
    for (const [windowMs, most] of [
      [hour, allowance.hour],
      [day, allowance.day],
    ] as const) {
      const window = `${name}/${windowMs / hour}h`
      if ((await takeOne(tx, window, subject, at, at - windowMs, most)).length > 0) continue
      const since = await tx
        .selectFrom('allowances')
        .select('since')
        .where('name', '=', window)
        .where('subject', '=', subject)
        .executeTakeFirst()
      return { name, againAt: (since?.since ?? at) + windowMs }
    }
  }
  return undefined
}

// A window that begins in the future was begun under a clock that has been put right since.
const takeOne = preparedWrite(
  (_, name: string, subject: string, at: number, over: number, most: number) => sql<{ used: number }>`
  insert into allowances (name, subject, since, used) values (${name}, ${subject}, ${at}, 1)
  on conflict (name, subject) do update set
    used = case when allowances.since <= ${over} or allowances.since > ${at} then 1 else allowances.used + 1 end,
    since = case when allowances.since <= ${over} or allowances.since > ${at} then ${at} else allowances.since end
  where allowances.since <= ${over} or allowances.since > ${at} or allowances.used < ${most}
  returning used`,
)

/**
 * Who is counted, as 128 bits under the key that ends with the networks' (housekeeping.ts): no address or reader can be
 * read from it.
 */
export function subjectHash(house: Pick<House, 'secrets'>, who: string): string {
  return hmacSha256(house.secrets.current('network').material, `allowance\n${who}`)
    .subarray(0, 16)
    .toString('base64url')
}

const chunk = 500

/** What nobody needs any more: windows that have ended. */
export async function dropEndedAllowances(house: Pick<House, 'write' | 'clock'>): Promise<void> {
  const before = house.clock.now() - day
  for (let dropped = chunk; dropped === chunk;) {
    dropped = await house.write(system, async (tx) => {
      const ended = tx.selectFrom('allowances').select(['name', 'subject']).where('since', '<=', before).limit(chunk)
      const { numDeletedRows } = await tx
        .deleteFrom('allowances')
        .where(sql<boolean>`(name, subject) in ${ended}`)
        .executeTakeFirst()
      return Number(numDeletedRows)
    })
  }
}
