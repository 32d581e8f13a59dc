/** Alerts as the newsroom sees them: with names, what may be done with them, and how they look on a screen. */
import { subjectFor } from '../articles/own-store.ts'
import { plansOf } from '../editing/store.ts'
import { whoIs } from '../editing/stories.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { can } from '../staff/acts.ts'
import { actorKey } from './alert-for.ts'
import { alertHash, changeable, gone, lapsesAt, type Alert } from './alert.ts'
import { othersWhoMust } from './approve-alert.ts'
import { changesOf, type AlertChangeRow } from './change-store.ts'
import { planEventsOf, type PlanEvent } from './plan-events.ts'
import { storiesOf, topicNames, type AlertStory } from './story-store.ts'
import { lettersIn, textPreviews } from './text-preview.ts'

/** What the actor may do with it as it is now. */
export function mayWith(alert: Alert, { actor, isOwn, others }: { actor: Actor; isOwn: boolean; others: number }) {
  const { state } = alert
  const proposes = can(actor, 'alert.propose', { isOwn })
  const approves = can(actor, 'alert.approve') && (actor.kind === 'staff' || actor.kind === 'operator')
  const isOpen = state === 'draft' || state === 'proposed' || state === 'lapsed'
  return {
    change: proposes && changeable.includes(state),
    propose: proposes && (state === 'draft' || state === 'lapsed'),
    approve: approves && state === 'proposed' && alert.proposedBy !== actorKey(actor),
    sendAlone: approves && isOpen && others === 0,
    override: approves && isOpen && others > 0 && can(actor, 'alert.override'),
    prove: can(actor, 'alert.approve') && state === 'approved' && alert.sendAt !== null,
    undo: proposes && (state === 'proposed' || state === 'approved' || state === 'lapsed'),
    cancel: proposes && changeable.includes(state),
    correct: can(actor, 'alert.approve') && gone.includes(state),
    withdraw: can(actor, 'alert.approve') && gone.includes(state),
  }
}

export type AlertView = Awaited<ReturnType<typeof alertViews>>[number]

export async function alertViews(house: House, actor: Actor, alerts: readonly Alert[]) {
  const { db } = house
  const stories = await storiesOf(
    db,
    alerts.flatMap(({ articleId, threadId }) => [articleId, threadId]),
  )
  const plans = await plansOf(db, [...stories.keys()])
  const topics = await topicNames(
    db,
    alerts.flatMap(({ topicIds }) => topicIds),
  )
  const changes = await changesOf(
    db,
    alerts.map(({ id }) => id),
  )
  const events = await planEventsOf(db, alerts)
  const { bannerHours } = house.settings.current().alerts
  const others = await othersWhoMust(db, house, actor)
  const keys = alerts.flatMap(({ madeBy, proposedBy, approvedBy }) => [madeBy, proposedBy ?? '', approvedBy ?? ''])
  const changers = [...changes.values()].flat().map(({ madeBy }) => madeBy)
  const nameOf = await whoIs(db, [...keys, ...changers])
  return Promise.all(
    alerts.map(async (alert) => {
      const { isOwn } = await subjectFor(db, actor, 'alert.propose', alert.articleId)
      const may = mayWith(alert, { actor, isOwn, others })
      const said = { changes: changes.get(alert.id) ?? [], planEvents: events.get(alert.id) ?? [] }
      return viewOf(alert, { may, stories, topics, ...said, nameOf, bannerHours, plans })
    }),
  )
}

type Around = {
  may: ReturnType<typeof mayWith>
  stories: ReadonlyMap<number, AlertStory>
  topics: ReadonlyMap<number, string>
  changes: readonly AlertChangeRow[]
  planEvents: readonly PlanEvent[]
  nameOf: (actor: string) => { id: string; name: string }
  bannerHours: number
  plans: ReadonlyMap<number, number>
}

function viewOf(alert: Alert, { may, stories, topics, changes, planEvents, nameOf, bannerHours, plans }: Around) {
  const by = (key: string | null) => (key === null ? null : nameOf(key))
  return {
    id: alert.publicId,
    story: storyOf(stories.get(alert.articleId), plans),
    thread: storyOf(stories.get(alert.threadId), plans),
    state: alert.state,
    ...wordsView(alert),
    bannerHours,
    topics: alert.topicIds.map((id) => ({ id, name: topics.get(id) ?? '' })),
    hash: alertHash(alert),
    madeBy: nameOf(alert.madeBy),
    proposedBy: by(alert.proposedBy),
    proposedAt: alert.proposedAt,
    approvedBy: by(alert.approvedBy),
    approvedAt: alert.approvedAt,
    overrideReason: alert.overrideReason,
    sendAt: alert.sendAt,
    plannedAt: alert.plannedAt,
    planChange: alert.planChange,
    lapsesAt: alert.state === 'approved' ? lapsesAt(alert) : null,
    provedAt: alert.provedAt,
    lookedAt: alert.lookedAt,
    proofFault: alert.proofFault,
    proofKind: alert.proofKind,
    proofStatus: alert.proofStatus,
    sentAt: alert.sentAt,
    createdAt: alert.createdAt,
    endedAt: alert.endedAt,
    changes: changes.map(({ kind, words, title, text, madeBy, madeAt }) => ({
      kind,
      words,
      title,
      text,
      by: nameOf(madeBy),
      madeAt,
    })),
    planEvents: [...planEvents],
    revision: alert.revision,
    may,
  }
}

function wordsView(alert: Alert) {
  const { level, title, text, subject, preheader, mailBody, byEmail, byPush, toEveryone, banner, bannerUntil } = alert
  return {
    level,
    title,
    text,
    subject,
    preheader,
    mailBody,
    byEmail,
    byPush,
    toEveryone,
    banner,
    bannerUntil,
    letters: { title: lettersIn(title), text: lettersIn(text) },
    previews: textPreviews({ title, text }),
  }
}

function storyOf(story: AlertStory | undefined, plans: ReadonlyMap<number, number>) {
  return {
    plannedAt: (story && plans.get(story.id)) ?? null,
    id: story?.publicId ?? '',
    headline: story?.headline ?? '',
    path: story?.path ?? null,
    state: story?.state ?? '',
  }
}
