import { visible } from './visible.ts'

/** What an SMTP server's refusal means for this attempt, this mail and this address. */
export type SmtpFailure = {
  /** The server's words without any address in them: they are kept and logged. */
  words: string
  /** The same mail would be refused forever. */
  isPermanent: boolean
  /** No mail will ever reach the address: the mailbox is not there, or is closed. */
  isAddressGone: boolean
}

/**
 * Reads what nodemailer throws. Only answers to RCPT TO and DATA speak of the mail; a 5xx before them (greeting, login,
 * sender) is about this server's own standing, which its operator can mend while the mail waits.
 */
export function readSmtpFailure(error: unknown): SmtpFailure {
  // Replies of several lines are read in one; nothing else in them belongs to a log.
  const said = beginningOf(error instanceof Error ? error.message : String(error)).replaceAll(/[\r\n]+/gu, ' ')
  const words = withoutAddresses(visible(said)).slice(0, 1000)
  const { command, response, responseCode } = repliedTo(error)
  const isPermanent = responseCode >= 500 && responseCode < 600 && (command === 'RCPT TO' || command === 'DATA')
  return {
    words,
    isPermanent,
    isAddressGone: isPermanent && command === 'RCPT TO' && speaksOfMailbox(responseCode, response),
  }
}

const maxRead = 4_000

/** Of a reply that goes on and on. It ends between two words: of an address cut in two the half would not be known. */
function beginningOf(text: string): string {
  return text.length <= maxRead ? text : text.slice(0, Math.max(0, text.lastIndexOf(' ', maxRead)))
}

/** A run of letters with an @ inside is taken for an address. */
function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s<>"'(),:;]+/gu, (run) => (run.slice(1, -1).includes('@') ? '(address)' : run))
}

/**
 * RFC 3463: 5.1.x is the address (7 and 8 the sender's), 5.2.1 a closed mailbox. Without such a code RFC 5321's 550,
 * 551 and 553 say it.
 */
function speaksOfMailbox(code: number, response: string): boolean {
  const enhanced = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/u.exec(response)?.[1]
  return enhanced === undefined
    ? [550, 551, 553].includes(code)
    : ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'].includes(enhanced)
}

function repliedTo(error: unknown): { command: string; response: string; responseCode: number } {
  if (!(error instanceof Error)) return { command: '', response: '', responseCode: 0 }
  const command = 'command' in error ? String(error.command) : ''
  const response = 'response' in error ? String(error.response) : ''
  return { command, response, responseCode: 'responseCode' in error ? Number(error.responseCode) : 0 }
}
