import type { ServiceAnswer } from './outcome.ts'

/** One message for a push service: the content of its request. */
export type Post = { url: URL; headers: Record<string, string>; body: Uint8Array; signal: AbortSignal | undefined }

/** How long to wait until a message is on its way, then for the answer; and how long to keep an idle connection. */
export type Patience = { sendMs: number; answerMs: number; idleMs: number }

/** The service cannot have received this message. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
  /** The service was reachable and turned this one away: the next connection may accept it. */
  readonly isTurnedAway: boolean
  constructor(words: string, isTurnedAway = false) {
    super(words)
    this.isTurnedAway = isTurnedAway
  }
}

/** The service may have received this message, but did not say so. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/**
 * `handedOver`: from here on the service may have all of it. The system's buffers take a message at once, and of one
 * that was cut off nobody knows how far it came; so what was given to an open connection counts as sent. `isUntouched`:
 * the service itself said that it has done nothing with it.
 */
type Exchange = {
  handedOver(): void
  /** The status has arrived; more of the answer may follow. */
  answered(answer: Promise<ServiceAnswer>): void
  failed(words: string, isUntouched?: boolean): void
}

/**
 * One request with its end in sight: by an answer, by a fault, by time or by the signal.
 *
 * @param begin Sends it, tells what becomes of it, and returns what stops it
 * @throws NotSent or Unanswered, and nothing else
 */
export function exchange(
  patience: Patience,
  signal: AbortSignal | undefined,
  begin: (on: Exchange) => () => void,
): Promise<ServiceAnswer> {
  return new Promise((resolve, reject) => {
    let isSent = false
    let isOver = false
    let stop = () => {}
    const end = () => {
      isOver = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', stopped)
    }
    const failed = (words: string, isUntouched = false) => {
      if (isOver) return
      end()
      reject(isSent && !isUntouched ? new Unanswered(words) : new NotSent(words, isSent))
      stop()
    }
    const stopped = () => failed('Sending was stopped.')
    let timer = setTimeout(() => failed('The push service could not be reached in time.'), patience.sendMs)
    signal?.addEventListener('abort', stopped, { once: true })
    stop = begin({
      handedOver() {
        if (isOver) return
        isSent = true
        clearTimeout(timer)
        timer = setTimeout(() => failed('The push service did not answer in time.'), patience.answerMs)
      },
      answered(answer) {
        if (isOver) return
        end()
        resolve(answer)
      },
      failed,
    })
    if (signal?.aborted === true) stopped()
  })
}
