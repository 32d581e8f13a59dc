/** What a sending keeps of an alert for its composers. */
import { z } from 'zod'
import { correctionKinds } from '../articles/tables.ts'
import type { Alert } from './alert.ts'
import { alertLevels } from './tables.ts'

export const contentSchema = z.object({
  alertId: z.int(),
  /** Of the alert: in addresses, and what replaces it on a screen. */
  publicId: z.string(),
  articleId: z.int(),
  threadId: z.int(),
  level: z.enum(alertLevels),
  title: z.string(),
  text: z.string(),
  subject: z.string(),
  preheader: z.string(),
  mailBody: z.enum(['story', 'teaser']),
  /** When it first went out: what is shown for it keeps that time. */
  sentAt: z.int(),
  /** What was said of it since. */
  change: z.object({ kind: z.enum([...correctionKinds, 'withdrawal']), words: z.string(), madeAt: z.int() }).optional(),
})
export type AlertContent = z.output<typeof contentSchema>

export function contentOf(alert: Alert, sentAt: number, change?: AlertContent['change']): AlertContent {
  const { id: alertId, publicId, articleId, threadId, level, title, text, subject, preheader, mailBody } = alert
  const words = { title, text, subject, preheader, mailBody }
  return { alertId, publicId, articleId, threadId, level, ...words, sentAt, ...(change && { change }) }
}
