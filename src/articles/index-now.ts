import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { enqueue, PermanentFailure } from '../kit/queue/job.ts'
import { indexNowJob } from './jobs.ts'

/** Several saves in a row are one change. */
const settleMs = 5_000

/**
 * Has the search engines of indexnow.org told that something at this path is new, changed or gone; in the deed's own
 * transaction.
 */
export async function tellSearchEnginesLater(tx: Tx, path: string, at: number): Promise<void> {
  await enqueue(tx, indexNowJob, { path }, { at, uniqueKey: path, runAt: at + settleMs })
}

/** Whether there is anybody to tell: never for a house on this machine alone, or one that asks to be left out. */
export function tellsSearchEngines(house: House): boolean {
  const { indexNow, noindex } = house.settings.current()
  return indexNow.key !== '' && !noindex && !house.config.isLoopback
}

/** One request of the protocol for one address. What was switched off meanwhile is not sent. */
export async function tellSearchEngines(house: House, path: string): Promise<void> {
  if (!tellsSearchEngines(house)) return
  const { key, endpoint } = house.settings.current().indexNow
  const { host, origin } = new URL(house.config.origin)
  const body = JSON.stringify({ host, key, keyLocation: `${origin}/${key}.txt`, urlList: [new URL(path, origin).href] })
  const { status } = await house.fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body,
    timeoutMs: 15_000,
    maxBytes: 100_000,
  })
  // 403 and 429 pass: the key's file could not be fetched just then, or we were too quick.
  if (status === 400 || status === 422) throw new PermanentFailure(`IndexNow refused the address with ${status}`)
  if (status >= 300) throw new Error(`IndexNow answered ${status}`)
}
