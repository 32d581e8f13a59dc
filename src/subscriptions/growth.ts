import type { Db } from '../kit/db/schema.ts'
import { programFile } from '../kit/program.ts'
import { growthSince, subscriberCounts } from './list-store.ts'

async function growthAndCounts(db: Db, asked: { since: number }) {
  return { days: await growthSince(db, asked), counts: await subscriberCounts(db) }
}

/** Counts everybody who joined and left since then, off the event loop. */
export const growthQuestion = {
  url: programFile('subscriptions/growth').href,
  name: 'growthQuestion',
  answer: growthAndCounts,
}
