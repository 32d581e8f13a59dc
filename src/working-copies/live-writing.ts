/** Updates that came in are made durable, several in one transaction, then applied and relayed. */
import { system } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import { announceCopy } from './copies-changed.ts'
import { appendUpdates, copyRow, maxCopyBytes } from './copy-store.ts'
import { goneNow, readAbove, takeRow, type LiveDocument } from './live-document.ts'
import type { Participant, Written } from './participants.ts'

/** `isDiff`: it may hold nothing that is new. */
export type Pending = { from: Participant; bytes: Uint8Array; isDiff: boolean; settle: (written: Written) => void }

export async function writeBatch(live: LiveDocument, batch: readonly Pending[]): Promise<void> {
  const { log } = live.house
  try {
    const allowed = await allowedOf(batch)
    if (allowed.length === 0) return
    const first = await append(live, allowed)
    if (first === undefined) return await refuse(live, allowed)
    await applyWritten(live, allowed, first)
    for (const { settle } of allowed) settle('written')
  } catch (error) {
    if (!(error instanceof Unavailable))
      log.error({ error, articleId: live.articleId }, 'a working copy could not be written')
    // Who has had no answer comes again, with whatever is not in the rows.
    for (const { settle } of batch) settle('later')
  }
}

/** The others hear that they may not. Asked at each batch: who was sent away a moment ago writes nothing more. */
async function allowedOf(batch: readonly Pending[]): Promise<Pending[]> {
  const writers = [...new Set(batch.map(({ from }) => from))]
  const rights = new Map(await Promise.all(writers.map(async (writer) => [writer, await writer.mayWrite()] as const)))
  for (const { from, settle } of batch) if (rights.get(from) !== true) settle('read-only')
  return batch.filter(({ from }) => rights.get(from) === true)
}

/** The number of the first one; undefined where they were not taken. */
function append(live: LiveDocument, batch: readonly Pending[]): Promise<number | undefined> {
  const { house, articleId, generation, self } = live
  const updates = batch.map(({ bytes, from: { actor } }) => ({ bytes, actor }))
  return house.write(system, async (tx) => {
    const how = { articleId, generation, kind: 'typed', at: house.clock.now(), maxBytes: maxCopyBytes } as const
    const first = await appendUpdates(tx, { ...how, updates })
    if (first !== undefined) await announceCopy(tx, articleId, self)
    return first
  })
}

async function applyWritten(live: LiveDocument, batch: readonly Pending[], first: number): Promise<void> {
  const origins = new Map(batch.map(({ from }, index) => [first + index, from]))
  // Others have written in between.
  if (first !== live.seq + 1) return readAbove(live, origins)
  for (const [index, { bytes }] of batch.entries()) takeRow(live, { seq: first + index, kind: 'typed', bytes }, origins)
}

async function refuse(live: LiveDocument, batch: readonly Pending[]): Promise<void> {
  const isThere = (await copyRow(live.house.db, live.articleId))?.generation === live.generation
  for (const { settle } of batch) settle(isThere ? 'too-long' : 'gone')
  if (!isThere) goneNow(live)
}
