import { tellPlanIn } from '../articles/plan.ts'
import { heldArticle } from '../articles/store.ts'
import { latestVersion } from '../articles/version-store.ts'
import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure } from '../kit/outcome.ts'
import type { Content } from '../working-copies/content.ts'
import { contentInput } from './content-input.ts'
import { publishIn } from './publish.ts'
import { dropStaged, noteChange, stagedUpdate } from './store.ts'

/**
 * Publishes a scheduled update of a live story. A story that was withdrawn, or given another version in the meantime,
 * stays as it is: the update would undo what somebody decided later.
 */
export async function publishStaged(house: House, articleId: number): Promise<void> {
  const at = house.clock.now()
  const missed = await house.write(system, async (tx) => {
    const row = await heldArticle(tx, articleId)
    const staged = await stagedUpdate(tx, articleId)
    if (row === undefined || staged === undefined || staged.publishAt > at) return undefined
    await dropStaged(tx, articleId)
    const isOvertaken = (await latestVersion(tx, articleId))?.number !== staged.baseVersion
    if (row.state !== 'published' || isOvertaken)
      return miss(tx, articleId, 'it was changed or withdrawn meanwhile', at)
    const content: Content = JSON.parse(staged.content)
    const input = await contentInput(tx, row, content)
    if (isFailure(input)) return miss(tx, articleId, input.words, at)
    await publishIn(tx, house, { row, input, cleared: { findings: [], passed: { plannedBy: staged.actor } }, at })
    await tellPlanIn(tx, { articleId, outcome: 'carried-out', plannedAt: staged.publishAt }, at)
    return undefined
  })
  if (missed !== undefined) house.log.warn({ articleId, why: missed }, 'a planned update was not published')
}

async function miss(tx: Tx, articleId: number, why: string, at: number): Promise<string> {
  await noteChange(tx, articleId, at)
  await tellPlanIn(tx, { articleId, outcome: 'missed', plannedAt: null }, at)
  await recordDeed(tx, { deed: 'article.update-missed', subject: `article:${articleId}`, detail: { why }, at })
  return why
}
