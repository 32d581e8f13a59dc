import type { Outcome } from './delivery.ts'
import type { Letter } from './mail-message.ts'

/** How mails to many leave the house: one of them for each kind of provider. */
export type MailWay = {
  /** @throws nothing but the signal's reason, where the mail cannot have been taken */
  send(letter: Letter, signal: AbortSignal): Promise<Outcome>
  /** How many may be on their way at the same time to keep it busy. */
  atOnce: number
  close(): void
}
