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
  change: z
    .object({
      kind: z.enum([...correctionKinds, 'withdrawal']),
      words: z.string(),
      madeAt: z.int(),
      /** What readers were told before. */
      was: z.string(),
      /** It is for those whom an edition of the alert before this one has reached. */
      edition: z.int(),
    })
    .optional(),
})
export type AlertContent = z.output<typeof contentSchema>

type Words = Pick<AlertContent, 'title' | 'text'>

/**
 * `words`: those that hold now, where they are not the first any more. The mail's own words were written beside the
 * first ones, and say what they said: new words take their place.
 */
export function contentOf(
  alert: Alert,
  sentAt: number,
  { words = alert, change }: { words?: Words; change?: AlertContent['change'] } = {},
): AlertContent {
  const { id: alertId, publicId, articleId, threadId, level, mailBody } = alert
  const { title, text } = words
  const isSame = title === alert.title && text === alert.text
  return {
    alertId,
    publicId,
    articleId,
    threadId,
    level,
    title,
    text,
    subject: title === alert.title ? alert.subject : title,
    preheader: isSame ? alert.preheader : '',
    mailBody,
    sentAt,
    ...(change && { change }),
  }
}
