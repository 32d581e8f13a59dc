/** Alerts: what readers are told about a story at once, who decided it, and what was said about it afterwards. */
import { hash } from 'node:crypto'
import { isPlain } from '../kit/visible.ts'
import { canonicalJson } from '../working-copies/canonical-json.ts'
import type { AlertLevel, AlertState, PlanChange, ProofKind } from './tables.ts'

/** What an editor decides: the text, and who it is for. */
export type AlertWords = {
  articleId: number
  threadId: number
  level: AlertLevel
  title: string
  text: string
  subject: string
  preheader: string
  mailBody: 'story' | 'teaser'
  byEmail: boolean
  byPush: boolean
  toEveryone: boolean
  banner: boolean
  bannerUntil: number | null
  topicIds: readonly number[]
  /** For which moment the publication is planned that it goes with; null where it goes as soon as it is approved. */
  plannedAt: number | null
}

export type Alert = AlertWords & {
  id: number
  publicId: string
  state: AlertState
  revision: number
  madeBy: string
  proposedBy: string | null
  proposedAt: number | null
  approvedBy: string | null
  approvedAt: number | null
  approvedHash: string | null
  overrideReason: string | null
  planChange: PlanChange | null
  sendAt: number | null
  provedAt: number | null
  lookedAt: number | null
  proofFault: string | null
  proofKind: ProofKind | null
  proofStatus: number | null
  sendingId: number | null
  sentAt: number | null
  createdAt: number
  endedAt: number | null
}

/** An alert is old news this long after its approval; somebody must decide again. */
export const approvalLastsMs = 15 * 60_000
/** How long somebody who sends an alert alone can undo it. */
export const undoMs = 10_000

/** When an approval lapses: a planned one a quarter of an hour after the moment that it names (decision 102). */
export function lapsesAt({ approvedAt, plannedAt }: Pick<Alert, 'approvedAt' | 'plannedAt'>): number | null {
  return approvedAt === null ? null : Math.max(approvedAt, plannedAt ?? 0) + approvalLastsMs
}

/**
 * What it still goes with once its approval ends: a publication that has released it has come about, and nothing else
 * is planned for it.
 */
export function planLeft({ plannedAt, sendAt }: Pick<Alert, 'plannedAt' | 'sendAt'>): number | null {
  return sendAt === null ? plannedAt : null
}

/** The hash of this text, this audience and this plan: what somebody approved. */
export function alertHash(alert: AlertWords): string {
  const { articleId, threadId, level, title, text, subject, preheader, mailBody } = alert
  const { byEmail, byPush, toEveryone, banner, bannerUntil, topicIds, plannedAt } = alert
  const words = { articleId, threadId, level, title, text, subject, preheader, mailBody }
  const audience = { byEmail, byPush, toEveryone, topicIds: topicIds.toSorted((a, b) => a - b) }
  return hash('sha256', canonicalJson({ ...words, ...audience, banner, bannerUntil, plannedAt }))
}

/** Whether the end that was set for its banner has passed when it goes: nobody would see it. */
export function isBannerOver({ banner, bannerUntil }: Pick<Alert, 'banner' | 'bannerUntil'>, goesAt: number): boolean {
  return banner && bannerUntil !== null && bannerUntil <= goesAt
}

/** Nobody has checked the page since somebody decided. */
export const notLooked = { lookedAt: null, proofFault: null, proofKind: null, proofStatus: null } as const

/**
 * In these states text and audience can still be changed; an alert that is proposed or approved becomes a draft again.
 */
export const changeable: readonly AlertState[] = ['draft', 'proposed', 'approved', 'lapsed']
/** Readers have it, or are getting it. */
export const gone: readonly AlertState[] = ['sending', 'sent']

/** Bounds, in characters. Lock screens show far less (text-preview.ts); these keep a notification within its bytes. */
export const maxCharacters = { title: 120, text: 500, subject: 200, preheader: 200 } as const

export type TextFault = { path: string; detail: string }

/** What is wrong with the text: each field is one plain line. */
export function textFaults(words: Partial<Pick<AlertWords, keyof typeof maxCharacters>>): TextFault[] {
  const faults: TextFault[] = []
  for (const field of ['title', 'text', 'subject', 'preheader'] as const) {
    const given = words[field]
    if (given === undefined) continue
    const most = maxCharacters[field]
    const needsWords = field === 'title' || field === 'subject'
    if (needsWords && given.trim() === '') faults.push({ path: `/${field}`, detail: 'is empty' })
    if (Array.from(given).length > most) faults.push({ path: `/${field}`, detail: `has more than ${most} characters` })
    if (!isPlain(given)) faults.push({ path: `/${field}`, detail: 'has a line end or a control character' })
  }
  return faults
}

/** The line of breaking news above every page. */
export type Banner = {
  /** Of the alert and its text: readers who dismissed an earlier text see the new one. */
  key: string
  title: string
  path: string
  language: string
  sentAt: number
  until: number
}
