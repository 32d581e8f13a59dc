/** Correcting an alert everywhere it went: one act, one transaction. */
import { correctArticleIn, correctionFault } from '../articles/correct.ts'
import { heldArticle } from '../articles/store.ts'
import type { CorrectionKind } from '../articles/tables.ts'
import { cancelPlannedIn, changeContentIn, createSendingIn } from '../deliveries/deeds.ts'
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, isFailure, orFailure, TakenBack, type Failure } from '../kit/outcome.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { enqueue } from '../kit/queue/job.ts'
import { assertCan } from '../staff/acts.ts'
import { actorKey, alertFor, heldAs } from './alert-for.ts'
import { gone, textFaults, type Alert } from './alert.ts'
import { subjectOf } from './approve-alert.ts'
import { lastSubscriber } from './audience-store.ts'
import { changesOf, insertChange } from './change-store.ts'
import { contentOf, type AlertContent } from './content.ts'
import { digestsJob, freezeJob } from './jobs.ts'
import { noteSending, sendingsOf, updateAlert } from './store.ts'
import { alertsTag, bannerTag } from './tags.ts'

type Correcting = {
  alertId: number
  kind?: CorrectionKind | undefined
  /** For the story and the mail: what was wrong, and what is right. */
  words: string
  /** The alert's text from now on; unchanged if left out. */
  title?: string | undefined
  text?: string | undefined
  expectedRevision?: number | undefined
}

export type CorrectedAlert = { outcome: 'corrected' | 'withdrawn'; path: string; revision: number } | Failure

/**
 * Publishes the correction on the story, puts the right text into what has not gone, replaces what screens show, and
 * mails the correction to everybody who got the wrong text.
 */
export async function correctAlert(house: House, actor: Actor, given: Correcting): Promise<CorrectedAlert> {
  return change(house, actor, { ...given, kind: given.kind ?? 'correction' })
}

/** Withdraws an alert: nothing more goes out, and everybody it reached is told. */
export async function withdrawAlert(
  house: House,
  actor: Actor,
  given: Pick<Correcting, 'alertId' | 'words' | 'expectedRevision'>,
): Promise<CorrectedAlert> {
  return change(house, actor, { ...given, kind: 'withdrawal' })
}

type Changing = Omit<Correcting, 'kind'> & { kind: CorrectionKind | 'withdrawal' }

async function change(house: House, actor: Actor, given: Changing): Promise<CorrectedAlert> {
  const seen = await alertFor(house, actor, 'alert.approve', given.alertId)
  if (isFailure(seen)) return seen
  assertCan(actor, 'article.correct')
  const { kind, words, title, text } = given
  const faults = textFaults({ ...(title !== undefined && { title }), ...(text !== undefined && { text }) })
  if (faults.length > 0) return failed('invalid', 'The corrected alert is not valid.', faults)
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<CorrectedAlert> => {
      const alert = await heldAs(tx, given.alertId, given.expectedRevision)
      if (!gone.includes(alert.state) || alert.sendingId === null || alert.sentAt === null)
        return failed('conflict', `No reader has this alert: it is ${alert.state}. It can be changed or cancelled.`)
      const corrected = await saidOfStoryIn(tx, house, { alert, kind, words, at })
      if (isFailure(corrected)) throw new TakenBack(corrected)
      const before = await wordsNow(tx, alert)
      const after = { title: title ?? before.title, text: text ?? before.text }
      const told = { kind, words: corrected.words, madeAt: at, was: await titlesSoFar(tx, alert) }
      const sendingId = await tellIn(tx, { ...alert, sendingId: alert.sendingId }, { after, told, at })
      await insertChange(tx, alert.id, { ...told, ...after, madeBy: actorKey(actor), sendingId })
      const revision = await updateAlert(tx, alert.id, kind === 'withdrawal' ? withdrawnAt(alert, at) : {})
      await invalidate(tx, alert.banner ? [alertsTag, bannerTag] : [alertsTag], { hard: true })
      // Digests that are going out carry the new text, or drop the alert.
      await enqueue(tx, digestsJob, {}, { at, uniqueKey: 'changed' })
      const deed = kind === 'withdrawal' ? 'alert.withdraw' : 'alert.correct'
      await recordDeed(tx, { deed, subject: subjectOf(alert), detail: { kind, words: corrected.words, ...after }, at })
      return { outcome: kind === 'withdrawal' ? 'withdrawn' : 'corrected', path: corrected.path, revision }
    }),
  )
}

type Saying = { alert: Alert; kind: CorrectionKind | 'withdrawal'; words: string; at: number }

/**
 * Says it on the story too. One that nobody sees any more needs no such record, and its alert can still be withdrawn:
 * that is when it matters most.
 */
async function saidOfStoryIn(tx: Tx, house: House, { alert, kind, words: given, at }: Saying) {
  const { articleId } = alert
  const story = kind === 'withdrawal' ? await heldArticle(tx, articleId) : undefined
  if (story === undefined || (story.state === 'published' && story.path !== null))
    return correctArticleIn(tx, house, {
      articleId,
      kind: kind === 'withdrawal' ? 'retraction' : kind,
      words: given,
      at,
    })
  const words = given.trim()
  return correctionFault(words) ?? { words, path: story.path ?? '' }
}

function withdrawnAt({ banner }: Alert, at: number) {
  return { state: 'withdrawn', endedAt: at, ...(banner && { bannerUntil: at }) } as const
}

/** The current text. */
export async function wordsNow(tx: Tx | House['db'], alert: Alert): Promise<{ title: string; text: string }> {
  const last = (await changesOf(tx, [alert.id])).get(alert.id)?.at(-1)
  return { title: last?.title ?? alert.title, text: last?.text ?? alert.text }
}

/** Oldest first, each once. */
async function titlesSoFar(tx: Tx, alert: Alert): Promise<string[]> {
  const changes = (await changesOf(tx, [alert.id])).get(alert.id) ?? []
  return [...new Set([alert.title, ...changes.map(({ title }) => title)])]
}

type Telling = {
  after: { title: string; text: string }
  told: Omit<NonNullable<AlertContent['change']>, 'edition'>
  at: number
}

/** The new sending, to everybody the alert reached. An earlier correction that has not gone is out of date. */
async function tellIn(
  tx: Tx,
  alert: Alert & { sendingId: number },
  { after: words, told, at }: Telling,
): Promise<number> {
  const sentAt = alert.sentAt ?? at
  const edition = await changeContentIn(tx, alert.sendingId, contentOf(alert, sentAt, { words }))
  if (edition === undefined) throw new Error(`sending ${alert.sendingId} is gone`)
  const isWithdrawal = told.kind === 'withdrawal'
  for (const { id, kind, doneAt } of await sendingsOf(tx, alert.id))
    if (doneAt === null && (kind !== 'alert' || isWithdrawal)) await cancelPlannedIn(tx, id, at)
  const content = contentOf(alert, sentAt, { words, change: { ...told, edition } })
  const kind = isWithdrawal ? 'withdrawal' : 'correction'
  const { id } = await createSendingIn(tx, { kind, content, lastSubscriber: await lastSubscriber(tx), at })
  await noteSending(tx, alert.id, id)
  await enqueue(tx, freezeJob, { sendingId: id }, { at, uniqueKey: String(id) })
  return id
}
