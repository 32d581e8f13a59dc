/** What a sending stores of an alert for its composers. */
import { z } from 'zod'
import { correctionKinds } from '../articles/tables.ts'
import type { Alert } from './alert.ts'
import { alertLevels } from './tables.ts'

export const contentSchema = z.object({
  alertId: z.int(),
  /** The alert's id, in links and as the tag by which a screen replaces it. */
  publicId: z.string(),
  articleId: z.int(),
  threadId: z.int(),
  level: z.enum(alertLevels),
  title: z.string(),
  text: z.string(),
  subject: z.string(),
  preheader: z.string(),
  mailBody: z.enum(['story', 'teaser']),
  /** When it first went out: what is shown keeps that time. */
  sentAt: z.int(),
  /** The correction or withdrawal since. */
  change: z
    .object({
      kind: z.enum([...correctionKinds, 'withdrawal']),
      words: z.string(),
      madeAt: z.int(),
      /** The titles so far, oldest first: whom quiet hours kept from an earlier correction still has the first. */
      was: z.array(z.string()).min(1),
      /** It goes to everybody reached by an edition of the alert before this one. */
      edition: z.int(),
    })
    .optional(),
})
export type AlertContent = z.output<typeof contentSchema>

type Words = Pick<AlertContent, 'title' | 'text'>

/**
 * `words`: the current text, once something was said of the alert. The mail's subject and preheader were written before
 * that and may be what was wrong, also where the title stays: the title and the text take their place.
 */
export function contentOf(
  alert: Alert,
  sentAt: number,
  { words, change }: { words?: Words; change?: AlertContent['change'] } = {},
): AlertContent {
  const { id: alertId, publicId, articleId, threadId, level, mailBody } = alert
  const { title, text } = words ?? alert
  return {
    alertId,
    publicId,
    articleId,
    threadId,
    level,
    title,
    text,
    subject: words === undefined ? alert.subject : title,
    preheader: words === undefined ? alert.preheader : '',
    mailBody,
    sentAt,
    ...(change && { change }),
  }
}
