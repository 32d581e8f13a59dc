/** Why a sending waits for somebody: in words for staff, and in kind for a program that says it in its own language. */
import type { FailureParams } from '../kit/outcome.ts'
import type { PauseCode } from './tables.ts'

export type Pause = {
  /** The desk says each in its own words (desk/refusals); null where somebody has said it in theirs. */
  code: PauseCode | null
  /** What stands in the words. */
  params: FailureParams
  words: string
}

/** `reason`: in the words of whoever paused it; it may be empty. */
export function pausedBy(reason: string): Pause {
  const words = reason.trim()
  return words === '' ? pause('paused-by-hand', 'Paused by hand.') : { code: null, params: {}, words }
}

/** `fault`: why nothing could be handed over, where that is known. */
export function stoodStill(fault?: string): Pause {
  const then = 'The news may be old by now: check it, then resume it.'
  return fault === undefined
    ? pause('paused-stood-still', `It stood still for more than 15 minutes. ${then}`)
    : pause('paused-away', `It stood still for more than 15 minutes (${fault}). ${then}`, { fault })
}

export function mailboxesGone(count: number, of: number): Pause {
  return pause(
    'paused-bounces',
    `Of the first ${of} mails, ${count} came back because their mailboxes are gone. ` +
      'At that rate providers will refuse the rest: check where these addresses come from before you resume.',
    { count, of },
  )
}

export function markedAsSpam(count: number, of: number): Pause {
  return pause(
    'paused-complaints',
    `${count} of the first ${of} readers marked the mail as spam. ` +
      'At that rate providers will refuse the rest: check who was imported before you resume.',
    { count, of },
  )
}

/** `fault`: what they say. */
export function pushRefused(hosts: readonly string[], fault: string): Pause {
  const names = hosts.join(', ')
  return pause(
    'paused-refused',
    `Our notifications are refused by ${names} (${fault}). Nothing else is left to send: check the keys and the ` +
      'clock of this server before you resume.',
    { hosts: names, fault },
  )
}

/** The same holds for whatever has stood still so long: a restored paper may have sent it already. */
export const dueWhileDown = pause(
  'paused-late',
  'This digest was due while the server was down, or before it was restored. Check it before it goes out.',
)

function pause(code: PauseCode, words: string, params: FailureParams = {}): Pause {
  return { code, params, words }
}

type Stored = { pauseReason: string | null; pauseCode: PauseCode | null; pauseParams: string | null }

/** As programs are told it. */
export function toldPause({ pauseReason, pauseCode, pauseParams }: Stored) {
  // Safe: they are stored by this room alone, of a Pause.
  const params = pauseParams === null ? {} : (JSON.parse(pauseParams) as FailureParams)
  return { pauseReason, pauseCode, pauseParams: params }
}
