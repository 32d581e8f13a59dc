/**
 * A working copy that somebody writes in: its document in memory, as far as its rows are durable. Whatever is done to
 * it is done by one round at a time, which reads what others have written, then writes what has come in here.
 */
import * as Y from 'yjs'
import { system } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import { announceCopy, copiesChanged } from './copies-changed.ts'
import { appendUpdates, copyRow, foldedState, headsOf, maxCopyBytes, type UpdateRow } from './copy-store.ts'
import { applyRow, loadCopy, readUpdates } from './load.ts'
import { openPresence, type Presence } from './presence.ts'
import { openSettling } from './settling.ts'
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

export type LiveCopy = {
  readonly articleId: number
  readonly generation: number
  readonly doc: Y.Doc
  readonly presence: Presence
  /** Of the newest update that is in the document. */
  seq(): number
  /** It was thrown away, and is found to be. */
  isGone(): boolean
  join(participant: Participant): void
  leave(participant: Participant): void
  /** Makes an update durable, then applies it here and relays it. `isDiff`: it may hold nothing that is new. */
  write(from: Participant, bytes: Uint8Array, kind: { isDiff: boolean }): Promise<Written>
  /** Until everything is in the document that was durable when this was called. */
  pull(): Promise<void>
  /** When all that came in has been answered. It is of no use afterwards. */
  end(): Promise<void>
}

/** Updates that are written in one transaction. */
const batchSize = 200

type Pending = { from: Participant; bytes: Uint8Array; isDiff: boolean; settle: (written: Written) => void }
type Waiting = PromiseWithResolvers<void>

export async function openLiveCopy(house: House, articleId: number): Promise<LiveCopy | undefined> {
  const told = (error: unknown, at: number) =>
    house.log.error({ error, articleId, seq: at }, 'an update of a working copy cannot be applied')
  const loaded = await loadCopy(house.db, articleId, { onFault: told })
  if (loaded === undefined) return undefined
  const { doc, generation } = loaded
  let { seq } = loaded
  const participants = new Set<Participant>()
  const pending: Pending[] = []
  const pulls: Waiting[] = []
  let working: Promise<void> | undefined
  let isGone = false
  const self = {}

  function relay(frame: Frame, except?: Participant): void {
    const bytes = encodeFrame(frame)
    for (const participant of participants) if (participant !== except) participant.send(bytes)
  }

  const presence = openPresence<Participant>(house, {
    articleId,
    relay: (bytes, except) => relay({ kind: 'awareness', bytes }, except),
  })

  const settling = openSettling(house, { articleId, self, loaded, seq: () => seq, readOn: () => readAbove() })

  /** `origins`: who has sent which of them. */
  function take(row: UpdateRow, origins?: ReadonlyMap<number, Participant>): void {
    settling.lost(applyRow(doc, row, told))
    seq = row.seq
    relay({ kind: 'update', number: 0, bytes: row.bytes }, origins?.get(row.seq))
    if (row.kind !== 'typed') relay({ kind: 'notice', notice: row.kind })
  }

  async function round(): Promise<void> {
    // One turn later, all that came in this turn is in one transaction.
    await Promise.resolve()
    while (pulls.length > 0 || pending.length > 0) {
      const waiting = pulls.splice(0)
      if (waiting.length > 0) await pullFor(waiting)
      const batch = takeBatch()
      if (batch.length > 0) await writeBatch(batch)
      await settling.putBack()
    }
    working = undefined
    settling.later()
  }

  /** A diff stands alone: of a client that comes again it has all deletions, and often nothing that is new. */
  function takeBatch(): Pending[] {
    const [first] = pending
    if (first?.isDiff !== true) {
      const next = pending.findIndex(({ isDiff }) => isDiff)
      return pending.splice(0, Math.min(batchSize, next === -1 ? batchSize : next))
    }
    pending.shift()
    if (!Y.snapshotContainsUpdate(Y.snapshot(doc), first.bytes)) return [first]
    first.settle('written')
    return []
  }

  async function pullFor(waiting: readonly Waiting[]): Promise<void> {
    try {
      await pullNow()
      await settling.putBack()
      for (const { resolve } of waiting) resolve()
    } catch (error) {
      for (const { reject } of waiting) reject(error)
    }
  }

  async function pullNow(origins?: ReadonlyMap<number, Participant>): Promise<void> {
    const [head] = await headsOf(house.db, [articleId])
    if (head?.generation !== generation) return sendAway()
    if (head.seq > seq) await readAbove(origins)
  }

  async function readAbove(origins: ReadonlyMap<number, Participant> = new Map()): Promise<void> {
    const read = () => readUpdates(house.db, { articleId, from: seq, take: (row) => take(row, origins) })
    while ((await read()) === undefined) {
      // What comes next is folded together with all before it.
      const folded = await foldedState(house.db, articleId)
      if (folded?.generation !== generation) return sendAway()
      if (folded.stateSeq > seq) jump(folded)
    }
  }

  function jump({ state, stateSeq }: { state: Uint8Array; stateSeq: number }): void {
    Y.applyUpdate(doc, state)
    seq = stateSeq
    relay({ kind: 'update', number: 0, bytes: state })
  }

  async function writeBatch(batch: readonly Pending[]): Promise<void> {
    try {
      const allowed = await allowedOf(batch)
      if (allowed.length === 0) return
      const first = await append(allowed)
      if (first === undefined) return await refuse(allowed)
      const origins = new Map(allowed.map(({ from }, index) => [first + index, from]))
      if (first === seq + 1)
        allowed.forEach(({ bytes }, index) => take({ seq: first + index, kind: 'typed', bytes }, origins))
      else await readAbove(origins)
      for (const { settle } of allowed) settle('written')
    } catch (error) {
      if (!(error instanceof Unavailable)) house.log.error({ error, articleId }, 'a working copy could not be written')
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

  function append(batch: readonly Pending[]): Promise<number | undefined> {
    const updates = batch.map(({ bytes, from: { actor } }) => ({ bytes, actor }))
    return house.write(system, async (tx) => {
      const at = house.clock.now()
      const first = await appendUpdates(tx, {
        articleId,
        generation,
        kind: 'typed',
        updates,
        at,
        maxBytes: maxCopyBytes,
      })
      if (first !== undefined) await announceCopy(tx, articleId, self)
      return first
    })
  }

  async function refuse(batch: readonly Pending[]): Promise<void> {
    const isThere = (await copyRow(house.db, articleId))?.generation === generation
    for (const { settle } of batch) settle(isThere ? 'too-long' : 'gone')
    if (!isThere) sendAway()
  }

  function sendAway(): void {
    isGone = true
    for (const participant of participants) participant.close(closing.gone, 'gone')
  }

  function wake(): void {
    working ??= round()
  }

  const stop = house.commits.on(copiesChanged, {
    here: ({ articleId: changed, by }) => {
      if (changed === articleId && by !== self) void pull().catch(() => {})
    },
    async elsewhere({ words = '' }) {
      if (words === '' || words === String(articleId)) await pull()
    },
  })

  function pull(): Promise<void> {
    const waiting = Promise.withResolvers<void>()
    pulls.push(waiting)
    wake()
    return waiting.promise
  }

  if (loaded.rescues.length > 0) await pull()
  return {
    articleId,
    generation,
    doc,
    presence,
    seq: () => seq,
    isGone: () => isGone,
    join(participant) {
      participants.add(participant)
      presence.begin()
    },
    leave(participant) {
      participants.delete(participant)
      presence.left(participant)
    },
    write(from, bytes, { isDiff }) {
      const { promise, resolve } = Promise.withResolvers<Written>()
      pending.push({ from, bytes, isDiff, settle: resolve })
      wake()
      return promise
    },
    pull,
    async end() {
      stop()
      while (working !== undefined) await working
      await settling.now()
      presence.stop()
      doc.destroy()
    },
  }
}
