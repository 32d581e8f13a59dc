/** The work of a list that the newsroom has sent: looked through first, then brought in. */
import { z } from 'zod'
import { system } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { isFailure, type Failure } from '../../kit/outcome.ts'
import { defineJob, type JobContext } from '../../kit/queue/job.ts'
import { notSubscribed } from '../refusals.ts'
import type { ImportState } from '../tables.ts'
import { maxKeptLines } from './bounds.ts'
import { importSubscribers, type ImportReport } from './import-subscribers.ts'
import {
  changeImport,
  deleteLines,
  forgetFile,
  importById,
  insertLines,
  type ImportRow,
  type RefusedLine,
} from './runs-store.ts'
import { wantedFromText, type Wanted } from './wanted.ts'

const payload = z.strictObject({ importId: z.int() })

export const importJob = defineJob('subscriptions.import', payload, { concurrency: 1 })

/** Between two notes of how far it is: twenty transactions of a hundred lines. */
const linesPerNote = 2_000

/** Begun again after a crash, it goes through the list once more: who was brought in by then is known. */
export async function runImport(house: House, { importId }: { importId: number }, { signal }: JobContext) {
  const found = await importById(house.db, importId)
  if (found?.storageKey == null) return
  if (found.state === 'checking') await look(house, found, signal)
  else if (found.state === 'running') await bringIn(house, found, signal)
  const after = await importById(house.db, importId)
  if (after?.storageKey != null && after.endedAt !== null) await dropFile(house, after)
}

/** Addresses stay no longer than they are needed. */
export async function dropFile(house: Pick<House, 'storage' | 'write'>, { id, storageKey }: ImportRow): Promise<void> {
  if (storageKey !== null) await house.storage.delete(storageKey)
  await house.write(system, (tx) => forgetFile(tx, id))
}

async function look(house: House, found: ImportRow, signal: AbortSignal): Promise<void> {
  const { language, timeZone } = house.settings.current().identity
  const usual = { language, timeZone, pace: 'all', breakingAtOnce: true } as const
  const choices = { ...usual, allTopics: true, topicIds: [], threadIds: [] }
  await run(house, found, { wanted: { consent: 'a look', choices }, during: 'checking', then: 'checked', signal })
}

async function bringIn(house: House, found: ImportRow, signal: AbortSignal): Promise<void> {
  const wanted = wantedFromText(found.wanted ?? '')
  await run(house, found, { wanted, during: 'running', then: 'done', signal })
}

type Run = { wanted: Wanted; during: ImportState; then: 'checked' | 'done'; signal: AbortSignal }

async function run(house: House, found: ImportRow, { wanted, during, then, signal }: Run): Promise<void> {
  const { id, storageKey } = found
  const notes = notesOf(house, id, during)
  await house.write(system, (tx) => deleteLines(tx, id))
  if (!(await house.storage.exists(storageKey ?? ''))) return fail(house, found, fileGone)
  const imported = await importSubscribers(house, system, {
    ...wanted,
    path: () => house.storage.stream(storageKey ?? ''),
    isTrial: then === 'checked',
    signal: AbortSignal.any([signal, notes.cancelled]),
    onRefused: notes.refused,
    onProgress: notes.progress,
  })
  signal.throwIfAborted()
  if (isFailure(imported)) return fail(house, found, imported)
  await notes.flush()
  const { report } = imported
  const end = then === 'checked' ? { total_lines: report.lines } : { ended_at: house.clock.now() }
  const change = { ...end, state: then, report: JSON.stringify(report) }
  await house.write(system, (tx) => changeImport(tx, id, during, change))
}

const fileGone = notSubscribed('list-gone', 'unknown', 'The file of this list is not in the store any more.')

/** For good: what is wrong is the list's own. Whatever else goes wrong, the queue tries again. */
async function fail(house: House, { id, state }: ImportRow, { words, code, params }: Failure): Promise<void> {
  const where = params?.line === undefined ? {} : { fault_line: Number(params.line) }
  const fault = { fault: words, ...(code !== undefined && { fault_code: code }), ...where }
  const change = { ...fault, state: 'failed', ended_at: house.clock.now() } as const
  await house.write(system, (tx) => changeImport(tx, id, state, change))
}

/** What is written while it runs; `cancelled`: somebody has, and it is not to go on. */
function notesOf(house: House, id: number, during: ImportState) {
  const stop = new AbortController()
  let lines: RefusedLine[] = []
  let [kept, noted] = [0, 0]
  const flush = async (report?: ImportReport) => {
    const [batch, change] = [lines, report === undefined ? { state: during } : { report: JSON.stringify(report) }]
    lines = []
    const isOn = await house.write(system, async (tx) => {
      await insertLines(tx, id, batch)
      return changeImport(tx, id, during, change)
    })
    if (!isOn) stop.abort()
  }
  return {
    cancelled: stop.signal,
    flush,
    refused: (line: number, reason: RefusedLine['reason']) => {
      if (kept++ < maxKeptLines) lines.push({ line, reason })
    },
    progress: async (report: ImportReport) => {
      if (report.lines - noted < linesPerNote) return
      noted = report.lines
      await flush(report)
    },
  }
}
