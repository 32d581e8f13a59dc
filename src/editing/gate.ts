import type { ArticleRow } from '../articles/store.ts'
import type { Actor, Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { formatTime } from '../kit/times.ts'
import { can } from '../staff/acts.ts'
import type { Content } from '../working-copies/content.ts'
import { readCopy, type ReadCopy } from '../working-copies/read-copy.ts'
import { contentHash } from './content-hash.ts'
import { findingWords } from './phrases.ts'
import { preflightFacts } from './preflight-facts.ts'
import type { Finding } from './preflight-rules.ts'
import { preflight } from './preflight.ts'
/** The checks between a working copy and the public. */
import { notDone } from './refusals.ts'
import { reviewsOf } from './store.ts'
import { noSuchStory } from './story-for.ts'

/** How somebody overrides what would stop them: it is logged. */
export type PassingBy = { overrideReason?: string | undefined; breaksEmbargo?: boolean | undefined }

/** What may go out. `passed`: what was overridden, for the ledger. */
export type Cleared = {
  content: Content
  findings: Finding[]
  passed: {
    overrideReason?: string
    overridden?: string[]
    brokeEmbargo?: number
    approvedBy?: string
    plannedBy?: string
  }
}

/** All findings in a working copy, for writers and for the gate. */
export async function findingsIn(house: House, { content, faults }: Pick<ReadCopy, 'content' | 'faults'>) {
  return preflight(content, faults, await preflightFacts(house, content), house.settings.current().preflight)
}

/** The working copy as it is now, if it may go out at that moment; otherwise why not. */
export async function clearedCopy(
  house: House,
  actor: Actor,
  { row, goesOutAt, passing }: { row: ArticleRow; goesOutAt: number; passing: PassingBy },
): Promise<Cleared | Failure> {
  const copy = await readCopy(house, row.id)
  if (copy === undefined) return noSuchStory
  const embargo = embargoOf(house, actor, { row, goesOutAt, passing })
  if (isFailure(embargo)) return embargo
  if (row.expiresAt !== null && row.expiresAt <= goesOutAt)
    return notDone(
      'to-be-withdrawn',
      'conflict',
      `The story is due to be withdrawn at ${timeWords(house, row.expiresAt)}. Change that first.`,
      { params: momentParams(house, row.expiresAt) },
    )
  const approval = await approvalOf(house.db, row, copy.content)
  if (isApprovalNeeded(house, row) && approval === undefined) return notDone('not-approved', 'conflict', notApproved)
  const findings = await findingsIn(house, copy)
  const blocking = findings.filter(({ severity }) => severity === 'blocking')
  const reason = passing.overrideReason?.trim() ?? ''
  if (blocking.length > 0 && reason === '') return stopped(blocking)
  return {
    content: copy.content,
    findings,
    passed: {
      ...embargo,
      ...(approval !== undefined && { approvedBy: approval }),
      ...(blocking.length > 0 && { overrideReason: reason, overridden: blocking.map(({ rule }) => rule) }),
    },
  }
}

function embargoOf(
  house: House,
  actor: Actor,
  { row: { embargoAt }, goesOutAt, passing }: { row: ArticleRow; goesOutAt: number; passing: PassingBy },
): { brokeEmbargo?: number } | Failure {
  if (embargoAt === null || embargoAt <= goesOutAt) return {}
  if (passing.breaksEmbargo === true && can(actor, 'embargo.break')) return { brokeEmbargo: embargoAt }
  const until = `The story is under embargo until ${timeWords(house, embargoAt)}.`
  const params = momentParams(house, embargoAt)
  return can(actor, 'embargo.break')
    ? notDone(
        'embargo-unbroken',
        'conflict',
        `${until} To publish it earlier, confirm that you mean to break the embargo.`,
        {
          params,
        },
      )
    : notDone('embargoed', 'conflict', `${until} Before then only the publisher can publish it.`, { params })
}

const notApproved =
  'A second person must approve this first. An approval is of the words that were read: ' +
  'whatever is changed after it needs another.'

export function isApprovalNeeded({ settings }: Pick<House, 'settings'>, row: Pick<ArticleRow, 'state'>): boolean {
  const { stories, updates } = settings.current().approval
  return row.state === 'published' ? updates : stories
}

/** Who approved exactly this content, if somebody did and nobody has sent the story back since. */
export async function approvalOf(db: Db, row: ArticleRow, content: Content): Promise<string | undefined> {
  const reviews = await reviewsOf(db, row.id, 20)
  const since = reviews.findIndex(({ verdict }) => verdict === 'returned')
  const hash = contentHash(content)
  return (since === -1 ? reviews : reviews.slice(0, since)).find(
    ({ verdict, contentHash: approved }) => verdict === 'approved' && approved === hash,
  )?.actor
}

function stopped(blocking: readonly Finding[]): Failure {
  const faults = blocking.map((finding) => ({ path: pathOf(finding), detail: findingWords(finding, 'en') }))
  const count = blocking.length === 1 ? 'One problem stops' : `${blocking.length} problems stop`
  const words = `${count} this from being published. Fix what is marked, or say why it should go out as it is.`
  return notDone('stopped', 'invalid', words, { faults, params: { count: blocking.length } })
}

/** A path into the content: `/lead`, `/document/blocks/p3f9`. */
export function pathOf({ blockId, field }: Pick<Finding, 'blockId' | 'field'>): string {
  if (blockId !== undefined) return `/document/blocks/${blockId}`
  return field === undefined ? '' : `/${field}`
}

export const inTrash = 'The story is in the trash. Take it out first.'

/** A moment in words, in the publication's time zone. */
export function momentParams({ settings }: Pick<House, 'settings'>, at: number): { at: number; timeZone: string } {
  return { at, timeZone: settings.current().identity.timeZone }
}

export function timeWords({ settings }: Pick<House, 'settings'>, at: number): string {
  const { timeZone } = settings.current().identity
  return formatTime(at, 'full', { language: 'en', timeZone })
}
