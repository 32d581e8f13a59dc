/** What the newsroom does with a list of subscribers: sends it, starts it once it was looked through, and stops it. */
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { publicId } from '../../kit/ids.ts'
import { recordDeed } from '../../kit/ledger.ts'
import type { Failure } from '../../kit/outcome.ts'
import { enqueue } from '../../kit/queue/job.ts'
import { assertCan } from '../../staff/acts.ts'
import { notSubscribed } from '../refusals.ts'
import { choicesFault, consentOf } from './import-subscribers.ts'
import { dropFile, importJob } from './run-import.ts'
import { changeImport, heldImport, insertImport, type ImportRow } from './runs-store.ts'
import { wantedAsText, type Wanted } from './wanted.ts'

/** `path`: of a file on this machine, which goes into the store. */
export type Sent = { fileName: string; path: string; bytes: number }

/** It is looked through, and nothing else happens yet. */
export async function sendList(
  house: House,
  actor: Actor,
  { fileName, path, bytes }: Sent,
): Promise<{ outcome: 'sent'; publicId: string }> {
  assertCan(actor, 'subscriber.manage')
  const at = house.clock.now()
  const storageKey = `originals/subscriber-lists/${publicId()}.csv`
  const sent = { fileName, bytes, storageKey, createdBy: `${actor.kind}:${actor.id}`, at }
  // First of all: a file in the store that no row names, with all the addresses in it, would never be deleted.
  const { id, publicId: own } = await house.write(actor, async (tx) => {
    const made = await insertImport(tx, sent)
    const subject = `subscriber-import:${made.publicId}`
    await recordDeed(tx, { deed: 'subscribers.send-list', subject, detail: { bytes }, at })
    return made
  })
  try {
    await house.storage.move(storageKey, path)
    await house.write(actor, (tx) => enqueue(tx, importJob, { importId: id }, { at, uniqueKey: String(id) }))
  } catch (error) {
    // What fails of this too is done with the old lists (../forget.ts).
    await Promise.allSettled([house.storage.delete(storageKey), cancelImport(house, actor, { publicId: own })])
    throw error
  }
  return { outcome: 'sent', publicId: own }
}

export async function startImport(
  house: House,
  actor: Actor,
  { publicId: own, ...wanted }: Wanted & { publicId: string },
): Promise<{ outcome: 'started' } | Failure> {
  assertCan(actor, 'subscriber.manage')
  const consent = consentOf(wanted.consent)
  if (typeof consent !== 'string') return consent
  const wrong = choicesFault(wanted.choices)
  if (wrong !== undefined) return wrong
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const found = await heldImport(tx, own)
    if (found === undefined) return unknownImport(own)
    const change = { state: 'running', wanted: wantedAsText({ ...wanted, consent }) } as const
    if (!(await changeImport(tx, found.id, 'checked', change))) return notChecked(found)
    await enqueue(tx, importJob, { importId: found.id }, { at, uniqueKey: `${found.id}:run` })
    const detail = { consent }
    await recordDeed(tx, { deed: 'subscribers.start-import', subject: `subscriber-import:${own}`, detail, at })
    return { outcome: 'started' } as const
  })
}

/** Whoever was brought in by then stays. */
export async function cancelImport(
  house: House,
  actor: Actor,
  { publicId: own }: { publicId: string },
): Promise<{ outcome: 'cancelled' } | Failure> {
  assertCan(actor, 'subscriber.manage')
  const at = house.clock.now()
  const cancelled = await house.write(actor, async (tx): Promise<ImportRow | Failure> => {
    const found = await heldImport(tx, own)
    if (found === undefined) return unknownImport(own)
    if (found.endedAt !== null) return notSubscribed('list-over', 'conflict', `It is already over: ${found.state}.`)
    await changeImport(tx, found.id, found.state, { state: 'cancelled', ended_at: at })
    await recordDeed(tx, { deed: 'subscribers.cancel-import', subject: `subscriber-import:${own}`, at })
    return found
  })
  if ('words' in cancelled) return cancelled
  // The job drops the file of one that is being read; if there is none any more, it goes with the old lists.
  if (cancelled.state === 'checked') await dropFile(house, cancelled)
  return { outcome: 'cancelled' }
}

export function unknownImport(own: string): Failure {
  return notSubscribed('no-such-list', 'unknown', `There is no list "${own}".`)
}

function notChecked({ state }: ImportRow): Failure {
  const words = `Only a list that has been checked can be started; this one is ${state}.`
  return notSubscribed('list-not-checked', 'conflict', words)
}
