/** Those who write in a live copy, or read along. */
import { closing, encodeFrame, type Frame, type RefusalReason } from './wire.ts'

/** One connection, as the copy knows it. */
export type Participant = {
  /** As rows keep it: `staff:…`. */
  readonly actor: string
  /** Whether they may write now, whatever was said before. */
  mayWrite(): Promise<boolean>
  send(frame: Uint8Array): void
  close(code: number, reason: string): void
}

/** `later`: nothing can be kept just now. `gone`: this copy was thrown away. */
export type Written = 'written' | 'later' | 'gone' | RefusalReason

export function relay(participants: ReadonlySet<Participant>, frame: Frame, except?: Participant): void {
  const bytes = encodeFrame(frame)
  for (const participant of participants) if (participant !== except) participant.send(bytes)
}

/** There is nothing any more to write in. */
export function sendAway(participants: ReadonlySet<Participant>): void {
  for (const participant of participants) participant.close(closing.gone, 'gone')
}
