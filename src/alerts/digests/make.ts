/** Digests that are due are made, a short step at a time; what is made goes out meanwhile. */
import { createSendingIn, frozenIn } from '../../deliveries/deeds.ts'
import { standstillMs } from '../../deliveries/delivery.ts'
import { dueWhileDown } from '../../deliveries/pause.ts'
import { contentOf, heldSending, setSendingState, type Sending } from '../../deliveries/sending-store.ts'
import { system, type Tx } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { readersFirst } from '../../kit/readers-first.ts'
import { nextDigestFor } from '../../subscriptions/digest-times.ts'
import { lastSubscriber } from '../audience-store.ts'
import { candidatesFor, chooserOf, type Chooser } from './choose.ts'
import { digestContent, digestPaces, settlingMs, type DigestContent } from './digest.ts'
import { keepDigestsTrue, seenOf } from './keep-true.ts'
import {
  dueReaders,
  insertDigestRows,
  isAnyDue,
  moveDigests,
  nextDue,
  takeUp,
  topicsOfReaders,
  waitingFor,
  type DueReader,
  type Slot,
} from './readers-store.ts'
import { openReckoning, type Reckoning } from './reckoning.ts'
import { insertDigest, noteDigestSending, noteFor, sendingOfDigest } from './store.ts'

/** Readers to a step. It is made shorter or longer by what a step takes, so that none holds others up. */
const steps = { first: 50, least: 25, most: 400, targetMs: 4 }

/** All that is due by now. Several servers may do this at once: a step is made by one of them. */
export async function makeDigests(house: House, signal?: AbortSignal): Promise<void> {
  const now = house.clock.now()
  await keepDigestsTrue(house)
  for (let after = 0; ;) {
    const dueAt = await nextDue(house.db, after, now)
    if (dueAt === undefined) return
    for (const pace of digestPaces)
      if (await isAnyDue(house.db, { pace, dueAt })) await makeDigest(house, { pace, dueAt }, signal)
    after = dueAt
  }
}

async function makeDigest(house: House, slot: Slot, signal: AbortSignal | undefined): Promise<void> {
  const sendingId = (await sendingOfDigest(house.db, slot)) ?? (await begin(house, slot))
  const stored = sendingId === undefined ? undefined : await contentOf(house.db, sendingId)
  if (sendingId === undefined || stored === undefined) return
  const content = digestContent.parse(stored.content)
  const choose = chooserOf(house, await candidatesFor(house, content))
  const reckoning = openReckoning(house, content, house.clock.now())
  let limit = steps.first
  for (;;) {
    signal?.throwIfAborted()
    const began = performance.now()
    const took = await house.write(system, async (tx) => {
      const start = performance.now()
      const isGoingOn = await stepIn(tx, { house, sendingId, slot, content, choose, reckoning, limit })
      return isGoingOn ? performance.now() - start : undefined
    })
    if (took === undefined) break
    limit = nextLimit(limit, Math.min(took, performance.now() - began))
    await readersFirst(house).worked(took)
  }
  await putOffLate(house, slot, signal)
}

/** Halves and doubles only: limits are part of a statement's text (kit/db/prepared.ts). */
function nextLimit(limit: number, ms: number): number {
  if (ms > steps.targetMs) return Math.max(steps.least, limit / 2)
  return ms < steps.targetMs / 3 ? Math.min(steps.most, limit * 2) : limit
}

/** The sending; where another server begins it at this moment, that one's. */
async function begin(house: House, slot: Slot): Promise<number | undefined> {
  const at = house.clock.now()
  const note = await noteFor(house.db, slot.pace)
  const about = { ...slot, cutoff: at - settlingMs, note: note ?? null }
  const content: DigestContent = digestContent.parse({ ...about, seen: await seenOf(house, about) })
  await house.write(system, async (tx) => {
    const id = await insertDigest(tx, slot, note?.words ?? '')
    if (id === undefined) return
    const last = await lastSubscriber(tx)
    const sending = await createSendingIn(tx, { kind: 'digest', content, lastSubscriber: last, at })
    await noteDigestSending(tx, id, sending.id)
    if (at - slot.dueAt > standstillMs)
      await setSendingState(tx, sending.id, { state: 'paused', pause: dueWhileDown, at })
  })
  return sendingOfDigest(house.db, slot)
}

type Step = {
  house: House
  sendingId: number
  slot: Slot
  content: DigestContent
  choose: Chooser
  reckoning: Reckoning
  limit: number
}

/** False when there is no more to do. */
async function stepIn(tx: Tx, { house, sendingId, slot, content, choose, reckoning, limit }: Step): Promise<boolean> {
  const sending = await heldSending(tx, sendingId)
  if (sending === undefined || sending.doneAt !== null || sending.frozenUpTo >= sending.frozenLast) return false
  const range = { after: sending.frozenUpTo, upTo: sending.frozenLast, limit }
  const readers = await dueReaders(tx, slot, range)
  const planned = await writeRows(tx, { sendingId, readers, content, choose, reckoning })
  const isLast = readers.length < limit
  const upTo = isLast ? sending.frozenLast : (readers.at(-1)?.id ?? sending.frozenLast)
  const at = house.clock.now()
  const rows = { planned: { email: planned, push: 0 }, isLast, at }
  await frozenIn(tx, { sendingId, from: sending.frozenUpTo, upTo, ...rows })
  if (isLast) await endIfNobodysIn(tx, sending, planned, at)
  return !isLast
}

/** Nobody is asked about a digest that stands still and is for nobody. */
async function endIfNobodysIn(tx: Tx, { id, state, frozenUpTo }: Sending, planned: number, at: number): Promise<void> {
  if (state === 'paused' && frozenUpTo === 0 && planned === 0) await setSendingState(tx, id, { state: 'done', at })
}

type Writing = Pick<Step, 'sendingId' | 'content' | 'choose' | 'reckoning'> & { readers: readonly DueReader[] }

/** How many get one. */
async function writeRows(tx: Tx, { sendingId, readers, content, choose, reckoning }: Writing): Promise<number> {
  const getting = readers.filter((reader) => reckoning.gets(reader))
  const ids = getting.map(({ id }) => id)
  const topics = await topicsOfReaders(tx, ids)
  const waiting = await waitingFor(tx, ids)
  const made = getting.map((reader) => {
    const [topicIds, waits] = [topics.get(reader.id) ?? [], waiting.get(reader.id) ?? []]
    return { reader, ...choose({ ...reader, allTopics: reader.allTopics === 1, topicIds, waiting: waits }) }
  })
  const full = made.filter(({ alerts, stories }) => alerts.length + stories.length > 0)
  await insertDigestRows(
    tx,
    sendingId,
    full.map(({ reader, alerts, stories }) => ({
      id: reader.id,
      notBefore: reckoning.quietUntil(reader),
      detail: JSON.stringify({ alerts, stories, note: reckoning.hasNote(reader) }),
    })),
  )
  const taken = made.flatMap(({ reader: { id }, taken: some }) => some.map((one) => ({ sendingId: one, id })))
  await takeUp(tx, sendingId, taken)
  const more = new Set(made.flatMap(({ reader, isMoreWaiting }) => (isMoreWaiting ? [reader.id] : [])))
  const had = new Set(ids)
  await moveDigests(
    tx,
    readers.map((reader) => ({
      id: reader.id,
      nextAt: reckoning.nextAt(reader, more.has(reader.id)),
      lastAt: had.has(reader.id) ? content.cutoff : reader.lastDigestAt,
    })),
  )
  return full.length
}

const lateRows = 200

/** Whoever came to this moment when its digest had been made, or given up, is told with their next one. */
async function putOffLate(house: House, slot: Slot, signal: AbortSignal | undefined): Promise<void> {
  for (let after = 0; ;) {
    signal?.throwIfAborted()
    const last = await house.write(system, async (tx) => {
      const range = { after, upTo: Number.MAX_SAFE_INTEGER, limit: lateRows }
      const readers = await dueReaders(tx, slot, range)
      const now = house.clock.now()
      const moved = readers.map(({ id, pace, timeZone, lastDigestAt }) => ({
        id,
        nextAt: nextDigestFor(house, { pace: pace === 'weekly' ? 'weekly' : 'daily', timeZone }, now),
        lastAt: lastDigestAt,
      }))
      await moveDigests(tx, moved)
      return readers.at(-1)?.id
    })
    if (last === undefined) return
    after = last
  }
}
