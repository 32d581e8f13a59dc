/** Inputs and outputs of the operations on alerts. */
import { z } from 'zod'
import { staffArticleBy } from '../../articles/staff-store.ts'
import { pauseCodes } from '../../deliveries/tables.ts'
import type { Actor, Db } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import type { ApiRequest } from '../../kit/http/guards/api.ts'
import { failed, isFailure, type Failure } from '../../kit/outcome.ts'
import { momentOf } from '../../kit/times.ts'
import { alertFor, noSuchAlert } from '../alert-for.ts'
import { maxCharacters, type Alert } from '../alert.ts'
import { planEventKinds } from '../plan-events.ts'
import { notDone, unready } from '../refusals.ts'
import { alertBy } from '../store.ts'
import { alertLevels, alertStates, planChanges, proofKinds } from '../tables.ts'
import { platforms } from '../text-preview.ts'

export const failures = ['unknown', 'conflict', 'stale', 'invalid'] as const
export const moment = z.int().meta({ description: 'Epoch milliseconds.' })
export const who = z.object({
  id: z.string().meta({ description: 'The member’s id; empty for a program, the command line and the server itself.' }),
  name: z.string(),
})
export const hash = z.string().regex(/^[0-9a-f]{64}$/u)
const storyRef = z.object({
  id: z.string(),
  headline: z.string(),
  path: z.string().nullable(),
  state: z.string(),
  plannedAt: moment.nullable().meta({ description: 'For when it, or an update of it, is planned.' }),
})

/** A future moment: epoch milliseconds, or the local time of the publication. */
const later = z.union([moment, z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/u)])

/** Generous, so that the deed can say in words what is too long. */
const line = (most: number) => z.string().max(most * 4)

export const givenWords = z.strictObject({
  thread: z.string().max(100).optional().meta({
    description: 'The id of the story that this one develops: its alerts replace one another on a screen.',
  }),
  level: z.enum(alertLevels).optional().meta({
    description: '`digest` notifies nobody: it comes first in the next digests.',
  }),
  title: line(maxCharacters.title).optional(),
  text: line(maxCharacters.text).optional(),
  subject: line(maxCharacters.subject).optional(),
  preheader: line(maxCharacters.preheader).optional(),
  mailBody: z.enum(['story', 'teaser']).optional(),
  byEmail: z.boolean().optional(),
  byPush: z.boolean().optional(),
  toEveryone: z.boolean().optional(),
  topics: z.array(z.int()).max(50).optional(),
  withPublication: z.boolean().optional().meta({
    description: 'It goes out with what is planned of its story; left out at first: where readers do not have it yet.',
  }),
  banner: z.boolean().optional(),
  bannerUntil: later
    .nullable()
    .optional()
    .meta({ description: 'When the line above every page goes; null for the hours that are set for it.' }),
})
export type GivenBody = z.output<typeof givenWords>

const may = z
  .object({
    change: z.boolean(),
    propose: z.boolean(),
    approve: z.boolean(),
    sendAlone: z.boolean().meta({ description: 'Nobody else could approve it.' }),
    override: z.boolean().meta({ description: 'Somebody else could; with a reason it goes without them.' }),
    prove: z.boolean().meta({ description: 'Have its page looked at at once.' }),
    undo: z.boolean(),
    cancel: z.boolean(),
    correct: z.boolean(),
    withdraw: z.boolean(),
  })
  .meta({ description: 'What the caller may do with it as it is now.' })

/** Why a sending waits for somebody. */
export const pauseShape = {
  pauseReason: z.string().nullable().meta({ description: 'In English, or in the words of whoever paused it.' }),
  pauseCode: z
    .enum(pauseCodes)
    .nullable()
    .meta({ description: 'The same for a program; null for words of their own.' }),
  pauseParams: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .meta({ description: 'What stands in the words.' }),
}

export const alertShape = z.object({
  id: z.string(),
  story: storyRef,
  thread: storyRef,
  state: z.enum(alertStates),
  level: z.enum(alertLevels),
  title: z.string(),
  text: z.string(),
  subject: z.string(),
  preheader: z.string(),
  mailBody: z.enum(['story', 'teaser']),
  byEmail: z.boolean(),
  byPush: z.boolean(),
  toEveryone: z.boolean(),
  banner: z.boolean(),
  bannerUntil: moment.nullable(),
  bannerHours: z.int().meta({ description: 'How long the line stands where no other end is said.' }),
  letters: z.object({ title: z.int(), text: z.int() }),
  previews: z
    .array(
      z.object({
        platform: z.enum(platforms),
        title: z.string(),
        text: z.string(),
        cutsTitle: z.boolean(),
        cutsText: z.boolean(),
      }),
    )
    .meta({ description: 'As lock screens show it.' }),
  topics: z.array(z.object({ id: z.int(), name: z.string() })),
  hash: hash.meta({ description: 'Hash of text and audience: an approval names it.' }),
  madeBy: who,
  proposedBy: who.nullable(),
  proposedAt: moment.nullable(),
  approvedBy: who.nullable(),
  approvedAt: moment.nullable(),
  overrideReason: z.string().nullable(),
  plannedAt: moment.nullable().meta({
    description: 'For when the publication is planned that it goes with; an approval names it too.',
  }),
  planChange: z.enum(planChanges).nullable().meta({ description: 'Why its plan, or its approval, is another.' }),
  sendAt: moment.nullable().meta({
    description: 'Until then it can be undone; null while it waits for its publication.',
  }),
  lapsesAt: moment.nullable(),
  provedAt: moment.nullable().meta({ description: 'When its page was found live.' }),
  lookedAt: moment.nullable().meta({ description: 'When its page was last checked since somebody decided.' }),
  proofFault: z.string().nullable().meta({ description: 'Why it could not be found yet.' }),
  proofKind: z.enum(proofKinds).nullable().meta({ description: 'The same for a program.' }),
  proofStatus: z.int().nullable().meta({ description: 'What the page answered, for the kind `status`.' }),
  sentAt: moment.nullable(),
  createdAt: moment,
  endedAt: moment.nullable(),
  changes: z.array(
    z.object({ kind: z.string(), words: z.string(), title: z.string(), text: z.string(), by: who, madeAt: moment }),
  ),
  planEvents: z
    .array(
      z.object({
        kind: z.enum(planEventKinds),
        at: moment,
        to: moment.nullable().meta({ description: 'For when the publication was planned from then on.' }),
        isVoid: z.boolean().meta({ description: 'It had been approved, and no longer was.' }),
      }),
    )
    .meta({ description: 'What became of it without anybody deciding on it, oldest first.' }),
  revision: z.int(),
  may,
})

/** The alert named in the address. */
export async function namedAlert(db: Db, publicId = ''): Promise<Alert | Failure> {
  return (await alertBy(db, publicId)) ?? noSuchAlert
}

/**
 * The same, for whoever may propose alerts of its story: with what is their own alone, others' are not theirs to read.
 * @throws Refusal 'forbidden'
 */
export async function readableAlert(
  house: House,
  { actor, params }: Pick<ApiRequest<unknown, unknown>, 'actor' | 'params'>,
): Promise<Alert | Failure> {
  const alert = await namedAlert(house.db, params.id)
  return isFailure(alert) ? alert : alertFor(house, actor, 'alert.propose', alert.id)
}

type Given = { alertId: number; expectedRevision: number | undefined }

/** Runs the deed on the alert named in the address. */
export async function toAlert<Done, Body>(
  house: House,
  { actor, params, body, expectedRevision }: ApiRequest<unknown, Body>,
  deed: (house: House, actor: Actor, given: Given & Body) => Promise<Done>,
): Promise<Done | Failure> {
  const alert = await namedAlert(house.db, params.id)
  if (isFailure(alert)) return alert
  return deed(house, actor, { ...body, alertId: alert.id, expectedRevision })
}

/** As deeds take it: stories by their row, times in epoch milliseconds. */
export async function wordsOf({ db, settings }: House, { thread, topics, bannerUntil: given, ...rest }: GivenBody) {
  const story = thread === undefined ? undefined : await staffArticleBy(db, thread)
  if (thread !== undefined && story === undefined) return failed('unknown', `There is no story "${thread}".`)
  const { timeZone } = settings.current().identity
  const bannerUntil = typeof given === 'string' ? momentOf(given, timeZone) : given
  if (typeof given === 'string' && bannerUntil === undefined)
    return notDone('alert-unready', 'invalid', unready, {
      faults: [{ path: '/bannerUntil', detail: `is no time in ${timeZone}` }],
    })
  const words = { ...rest, ...(story && { threadId: story.id }), ...(topics && { topicIds: topics }) }
  return bannerUntil === undefined ? words : { ...words, bannerUntil }
}
