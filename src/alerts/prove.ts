/** Checks that a story's page is live by fetching it as a reader would. Only then does its alert go out. */
import { publishedArticle } from '../articles/published-store.ts'
import { system, type Actor, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { NetRefusal, openFetch } from '../kit/net.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { enqueue } from '../kit/queue/job.ts'
import { absolute } from '../layout/publication.ts'
import { alertFor } from './alert-for.ts'
import { alertHash, type Alert } from './alert.ts'
import { subjectOf } from './approve-alert.ts'
import { proveJob } from './jobs.ts'
import { notDone } from './refusals.ts'
import { startSendingIn } from './send-alert.ts'
import { alertById, heldAlert, noteLook } from './store.ts'
import type { ProofKind } from './tables.ts'
import { lapse } from './tidy.ts'

/** Caches renew within a second; anything wrong for longer is checked now and then until the approval lapses. */
const pausesMs = [500, 500, 1_000, 2_000, 5_000, 15_000]

export async function proveAlert(
  house: House,
  { alertId, attempt, isExtra = false }: { alertId: number; attempt: number; isExtra?: boolean },
  signal?: AbortSignal,
): Promise<void> {
  const alert = await alertById(house.db, alertId)
  if (alert?.state !== 'approved' || (alert.sendAt ?? Infinity) > house.clock.now()) return
  if (await lapse(house, alertId)) return
  const fault = await pageFault(house, alert, signal)
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const held = await heldAlert(tx, alertId)
    // Undone, changed, sent or decided anew by somebody else meanwhile: another decision has a look of its own.
    if (held?.state !== 'approved' || !isSameDecision(held, alert) || (held.sendAt ?? Infinity) > at) return
    if (fault !== undefined) return tryAgainIn(tx, held, { fault, attempt, isExtra, at })
    // The schema cannot enforce this: only what was approved ever goes out.
    if (alertHash(held) !== held.approvedHash) throw new Error(`alert ${alertId} is not what was approved`)
    await startSendingIn(tx, house, held, at)
  })
}

function isSameDecision(one: Alert, other: Alert): boolean {
  return one.approvedHash === other.approvedHash && one.approvedAt === other.approvedAt
}

async function tryAgainIn(
  tx: Tx,
  alert: Alert,
  { fault, attempt, isExtra, at }: { fault: Fault; attempt: number; isExtra: boolean; at: number },
): Promise<void> {
  const { words, kind, status = null } = fault
  await noteLook(tx, alert.id, { lookedAt: at, proofFault: words, proofKind: kind, proofStatus: status })
  if (alert.proofFault !== words)
    await recordDeed(tx, { deed: 'alert.not-live', subject: subjectOf(alert), detail: { fault: words }, at })
  // The scheduled tries continue.
  if (isExtra) return
  const runAt = at + (pausesMs[attempt] ?? pausesMs.at(-1) ?? 0)
  const payload = { alertId: alert.id, attempt: attempt + 1, isExtra }
  await enqueue(tx, proveJob, payload, { at, runAt, uniqueKey: `${alert.id}:${runAt}` })
}

/** Checks now instead of at the next scheduled try. */
export async function proveAtOnce(
  house: House,
  actor: Actor,
  { alertId }: { alertId: number },
): Promise<{ outcome: 'asked' } | Failure> {
  const seen = await alertFor(house, actor, 'alert.approve', alertId)
  if (isFailure(seen)) return seen
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const alert = await heldAlert(tx, alertId)
    if (alert?.state !== 'approved' || alert.sendAt === null)
      return notDone(
        'alert-not-approved',
        'conflict',
        'The page is checked only for an alert that is approved and has not gone out yet.',
      )
    const payload = { alertId, attempt: 0, isExtra: true }
    const when = { at, runAt: Math.max(at, alert.sendAt ?? at), uniqueKey: `${alertId}:at-once` }
    await enqueue(tx, proveJob, payload, when)
    return { outcome: 'asked' } as const
  })
}

type Fault = { kind: ProofKind; words: string; status?: number }

/** Why readers do not see the newest version at the story's address; undefined if they do. */
async function pageFault(
  house: House,
  { articleId }: Pick<Alert, 'articleId'>,
  signal: AbortSignal | undefined,
): Promise<Fault | undefined> {
  const story = await publishedArticle(house.db, articleId)
  if (story === undefined) return { kind: 'not-public', words: 'The story is no longer published.' }
  // The paper's own address may be on this machine, as at home and in the demo; strangers cannot set it.
  const ask = house.config.isLoopback ? openFetch({ allowLoopback: true }) : house.fetch
  const limits = { maxRedirects: 0, timeoutMs: 10_000, maxBytes: 10_000_000, ...(signal && { signal }) }
  try {
    const { status, bytes } = await ask(absolute(house, story.path), limits)
    if (status !== 200) return { kind: 'status', status, words: `The story's page answered with status ${status}.` }
    return bytes.includes(markOf(story)) ? undefined : { kind: 'old', words: isOld }
  } catch (error) {
    if (error instanceof NetRefusal && error.fault !== 'stopped')
      return { kind: 'unseen', words: `The story's page cannot be fetched from here. ${error.message}` }
    throw error
  }
}

const isOld = 'The story’s page still shows the previous version. A cache in front of the paper may be holding it.'

/** Identifies what readers were last given, corrections included: as in the page's head (layout/views/page.ts). */
function markOf({ updatedAt }: { updatedAt: number }): string {
  return `<meta property="article:modified_time" content="${new Date(updatedAt).toISOString()}">`
}
