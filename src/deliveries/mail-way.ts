import type { Outcome } from './delivery.ts'
import type { Letter } from './mail-message.ts'

/** How mails to many are sent: one implementation per kind of provider. */
export type MailWay = {
  /** @throws nothing but the signal's reason, where the mail cannot have been taken */
  send(letter: Letter, signal: AbortSignal): Promise<Outcome>
  /** How many may be in flight at once to keep it busy. */
  atOnce: number
  close(): void
}
