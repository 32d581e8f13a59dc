/**
 * A chunk of the audience on its way out. One write settles the answers that have come back and marks what goes next;
 * the network is used between two such writes. So when a process dies, at most `window` rows are in between, and those
 * are shown as uncertain: nobody is sent the same thing twice automatically.
 */
import type { House } from '../kit/house.ts'
import { ComeBack } from '../kit/queue/job.ts'
import { readersFirst } from '../kit/readers-first.ts'
import { composedOf } from './composed.ts'
import type { Composed } from './composer.ts'
import type { Chunk, Marked, Outcome } from './delivery.ts'
import { beginRun, type Run, type DeliveryParts } from './run.ts'
import type { Sending } from './sending-store.ts'
import { noteAway } from './standstill.ts'
import { nextStep, type Step } from './step.ts'

/** Answers are written down after this long, whether or not others have come. */
const settleMs = 250
/** Messages made in one go, which is a few milliseconds of work, and beside readers. */
const [atOnce, besideReaders] = [4, 1]
/** Time for messages in flight to be answered when the process is told to stop. */
const graceMs = 3_000

/** @throws ComeBack when there is something left to do later; the signal's reason when the process is stopping */
export async function handOverChunk(
  house: House,
  key: Pick<Chunk, 'sendingId' | 'channel' | 'from'>,
  parts: DeliveryParts,
  signal: AbortSignal,
): Promise<void> {
  const run = await beginRun(house, key, parts, signal)
  if (run === undefined) return
  const grace = new AbortController()
  const end = () => setTimeout(() => grace.abort(signal.reason), graceMs).unref()
  signal.addEventListener('abort', end)
  try {
    for (;;) {
      const step = await nextStep(run)
      if (step.kind === 'lost') return
      if (step.kind === 'over') {
        signal.throwIfAborted()
        if (step.nextAt === null) return
        throw new ComeBack(step.nextAt)
      }
      await begin(run, step, grace.signal)
      await someAreBack(run)
    }
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** Composes their messages and sends them; each reports when it has been answered. */
async function begin(run: Run, { sending, rows }: Extract<Step, { kind: 'on' }>, signal: AbortSignal): Promise<void> {
  if (rows.length === 0) return
  for (const { subscriberId } of rows) run.flying.add(subscriberId)
  const composed = await composedFor(run, sending)
  const readers = readersFirst(run.house)
  let began = performance.now()
  let made = 0
  for (const row of rows) {
    if (++made >= (readers.areThere() ? besideReaders : atOnce)) {
      await readers.worked(performance.now() - began)
      ;[began, made] = [performance.now(), 0]
    }
    const outcome = 'kind' in composed ? Promise.resolve(composed) : handed(run, { sending, composed, row }, signal)
    void outcome.then((known) => {
      if (known.kind !== 'away' || !run.signal.aborted) noteAway(run.house, run.chunk.channel, known)
      run.flying.delete(row.subscriberId)
      run.back.push({ id: row.subscriberId, attempts: row.attempts, outcome: known })
      run.onBack()
    })
  }
  await readers.worked(performance.now() - began)
}

/** A message that cannot be composed now may work later; one with nothing left to say has ended. */
async function composedFor({ house, chunk, parts }: Run, sending: Sending): Promise<Composed | Outcome> {
  try {
    const composed = await composedOf(house, parts.composers, sending, chunk.channel)
    if (composed === 'changed') return { kind: 'later', fault: 'its text has just been changed', afterMs: 0 }
    return composed ?? { kind: 'failed', fault: 'there is nothing left to say' }
  } catch (error) {
    house.log.error({ error, sending: sending.id }, 'a message could not be composed')
    return { kind: 'away', fault: `the message could not be composed: ${wordsOf(error)}` }
  }
}

async function handed(
  { house, lane }: Run,
  message: { sending: Sending; composed: Composed; row: Marked },
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return await lane.hand(message, signal)
  } catch (error) {
    if (signal.aborted) return { kind: 'away', fault: 'the process was stopping' }
    house.log.error({ error, sending: message.sending.id }, 'a message could not be made')
    return { kind: 'failed', fault: `the message could not be made: ${wordsOf(error)}` }
  }
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300)
}

/** Waits until half of what is in flight has come back, or some of it after a while. */
async function someAreBack(run: Run): Promise<void> {
  const enough = Math.ceil((run.flying.size + run.back.length) / 2)
  const { promise, resolve } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    if (run.back.length >= enough || run.flying.size === 0) resolve()
    else if (run.back.length > 0) timer ??= setTimeout(resolve, settleMs)
  }
  run.onBack = look
  look()
  await promise
  clearTimeout(timer)
}
