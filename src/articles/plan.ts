/** What became of a planned publication is told in the transaction in which it came about. */
import type { Tx } from '../kit/db/schema.ts'
import { enqueue } from '../kit/queue/job.ts'
import { planJob, type PlanTold } from './jobs.ts'

/** Rooms above go by it: alerts that are to go out with a publication. */
export async function tellPlanIn(tx: Tx, told: PlanTold, at: number): Promise<void> {
  await enqueue(tx, planJob, told, { at, orderKey: String(told.articleId) })
}
