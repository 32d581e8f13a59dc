/** Digests: what readers get together who do not want to be disturbed by each piece of news. */
import { z } from 'zod'
import type { Pace } from '../../subscriptions/tables.ts'

export const digestPaces = ['daily', 'weekly'] as const
export type DigestPace = (typeof digestPaces)[number]

/** Whose digests are those of a pace: who reads as it happens gets a daily one where something had to wait. */
export const pacesOf: Record<DigestPace, readonly Pace[]> = {
  daily: ['daily', 'all', 'breaking'],
  weekly: ['weekly'],
}

export function digestPaceOf(pace: Pace): DigestPace {
  return pace === 'weekly' ? 'weekly' : 'daily'
}

/** Stories in one; and alerts, of which the others wait for the next. */
export const most = { stories: 12, alerts: 24 } as const

const day = 86_400_000
/** How far back the first digest looks, and how far any, whatever was left out before. */
export const reach = { daily: { first: day, any: 3 * day }, weekly: { first: 7 * day, any: 14 * day } } as const
/** What has waited longer is no news any more. */
export const alertReach = 30 * day
/** A story that becomes public at this moment may bear an earlier time: it is told in the next one. */
export const settlingMs = 60_000

/** What a sending of kind `digest` keeps for its composer. */
export const digestContent = z.object({
  pace: z.enum(digestPaces),
  dueAt: z.int(),
  /** Stories up to then are told. */
  cutoff: z.int(),
  note: z.object({ words: z.string(), madeAt: z.int() }).nullable(),
  /** Names everything that could be told as it was: another name, another edition. */
  seen: z.string(),
})
export type DigestContent = z.output<typeof digestContent>

/** What is one recipient's own: rows of alerts and stories, in the order in which they are told. */
export const digestDetail = z.object({ alerts: z.array(z.int()), stories: z.array(z.int()), note: z.boolean() })
export type DigestDetail = z.output<typeof digestDetail>
