import { readSmtpFailure } from '../../kit/smtp-failure.ts'
import { Unanswered } from '../../kit/smtp.ts'
import type { Outcome } from '../delivery.ts'

/** What an SMTP error means for this mail, and for those after it. */
export function outcomeOfSmtp(error: unknown): Exclude<Outcome, { kind: 'accepted' }> {
  const { words: fault, isPermanent, isAddressGone } = readSmtpFailure(error)
  if (error instanceof Unanswered) return { kind: 'uncertain', fault }
  if (isAddressGone) return { kind: 'bounced', fault }
  if (isPermanent) return { kind: 'failed', fault }
  // 421: the server is closing (RFC 5321, 3.8), whatever it was asked. Before RCPT TO nothing is about this mail.
  const { command, code } = answerOf(error)
  const isOfThisMail = code >= 400 && code < 500 && code !== 421 && (command === 'RCPT TO' || command === 'DATA')
  return { kind: isOfThisMail ? 'later' : 'away', fault }
}

function answerOf(error: unknown): { command: string; code: number } {
  if (!(error instanceof Error)) return { command: '', code: 0 }
  return {
    command: 'command' in error ? String(error.command) : '',
    code: 'responseCode' in error ? Number(error.responseCode) : 0,
  }
}
