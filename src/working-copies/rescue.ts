/**
 * Words that Yjs would lose. Whoever joins, deletes or changes the kind of a block takes away the text in which
 * somebody else is writing, and with it the words of which they knew nothing. An update names each thing that its maker
 * took away: what vanishes without being named was never seen by them.
 */
import * as Y from 'yjs'
import { rangesOf, without, type ClockRange, type ClockRanges } from './clock-ranges.ts'
import { wordsIn } from './element-tree.ts'
import { updateBeside } from './fork.ts'
import { indexAfter, placeOf, type ItemId } from './rescue-place.ts'
import { elementOf } from './seed.ts'
import { clean, tree } from './tree.ts'

export type Rescue = {
  /** Who typed the words, as Yjs numbers writers, and the clock of the first letter: known once for every story. */
  client: number
  clock: number
  /** How many clocks the words span. */
  length: number
  /** The id of the block in which they stood, or the name of the field; null where nothing of it is left. */
  block: string | null
  /** The element at the top of the body in which they stood, gone or not; null where it cannot be told. */
  place: ItemId | null
  text: string
}

/**
 * Applies `update` to `doc` and returns the words that are not visible afterwards though nobody took them away on
 * purpose: those that it brings into something already gone, and those that stood in what it takes away unseen. Every
 * update goes through here instead of through Y.applyUpdate, those that other nodes relay as well, and **as it came
 * from its maker**: what Yjs' own event 'update' says afterwards names the lost words among those taken away on
 * purpose. (To apply it again changes nothing.) For the same reason a client makes its update before it applies ours,
 * keeps what has not been acknowledged, and sends it again as it was: of words that died in its own copy since, no
 * later update speaks.
 *
 * Words of one writer in one block are one rescue. What stands elsewhere in the copy word for word is left out, if it
 * is too long to be there by chance. Throws what Y.applyUpdate throws for an update that is none.
 */
export function rescueLost(doc: Y.Doc, update: Uint8Array, origin: unknown = null): Rescue[] {
  const incoming = withWaiting(doc, update)
  let lost: Lost[] = []
  // Before Yjs throws away what is deleted.
  const look = (transaction: Y.Transaction) => {
    lost = [...deadOnArrival(transaction, incoming), ...buriedUnseen(transaction, incoming.named)]
  }
  doc.once('afterTransaction', look)
  try {
    Y.applyUpdate(doc, update, origin)
  } finally {
    doc.off('afterTransaction', look)
  }
  const rescues = grouped(lost).filter(({ text }) => text.trim() !== '')
  return rescues.length === 0 ? [] : withoutStanding(doc, rescues)
}

/**
 * A `gcFilter` for the Y.Doc: keeps of what is deleted its id and its place, so that words are put back where they
 * were.
 */
export function keepsPlaces(item: Y.Item): boolean {
  return !(item.content instanceof Y.ContentType) && item.parentSub !== 'id'
}

type Incoming = { structs: ReturnType<typeof Y.decodeUpdate>['structs']; named: ClockRanges }

/** With what came earlier and has waited for something that this update may bring. */
function withWaiting(doc: Y.Doc, update: Uint8Array): Incoming {
  const { pendingStructs, pendingDs } = doc.store
  const parts = [Y.decodeUpdate(update)]
  if (pendingStructs !== null) parts.push(Y.decodeUpdateV2(pendingStructs.update))
  if (pendingDs !== null) parts.push(Y.decodeUpdateV2(pendingDs))
  return { structs: parts.flatMap(({ structs }) => structs), named: rangesOf(parts.map(({ ds }) => ds)) }
}

type Lost = ClockRange & {
  client: number
  text: string
  origin: Y.ID | null
  block: string | null
  place: ItemId | null
}

/** Words that the update brings and that are gone as soon as they are there. */
function deadOnArrival(transaction: Y.Transaction, { structs, named }: Incoming): Lost[] {
  const { doc, beforeState, afterState } = transaction
  return structs.flatMap((struct) => {
    if (!(struct instanceof Y.Item)) return []
    const { content, id } = struct
    const { client, clock } = id
    if (!(content instanceof Y.ContentString)) return []
    const from = Math.max(clock, beforeState.get(client) ?? 0)
    const to = Math.min(clock + struct.length, afterState.get(client) ?? 0)
    if (from >= to) return []
    const unnamed = without({ clock: from, length: to - from }, named.get(client))
    return unnamed.flatMap((range) => {
      const { deleted } = Y.getItem(doc.store, Y.createID(client, range.clock))
      return deleted ? [lostPart(doc, struct, content, range)] : []
    })
  })
}

/** Words that stood there, in something that the update takes away without naming them. */
function buriedUnseen(transaction: Y.Transaction, named: ClockRanges): Lost[] {
  const { doc, beforeState } = transaction
  const lost: Lost[] = []
  Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return
    const { client, clock } = struct.id
    if (clock >= (beforeState.get(client) ?? 0)) return
    for (const range of without({ clock, length: struct.length }, named.get(client)))
      lost.push(lostPart(doc, struct, struct.content, range))
  })
  return lost
}

function lostPart(doc: Y.Doc, struct: Y.Item, content: Y.ContentString, range: ClockRange): Lost {
  const { client, clock } = struct.id
  const from = range.clock - clock
  const origin = from > 0 ? Y.createID(client, range.clock - 1) : struct.origin
  const known = Y.getItem(doc.store, Y.createID(client, range.clock))
  return {
    ...range,
    client,
    text: content.str.slice(from, from + range.length),
    origin,
    ...placeOf(doc, known instanceof Y.Item ? known : null, struct),
  }
}

/** By writer and block, in the order in which it was typed. */
function grouped(lost: readonly Lost[]): Rescue[] {
  const groups = Map.groupBy(lost, ({ client, block, place }) => JSON.stringify([client, block, place]))
  return [...groups.values()].flatMap((parts) => {
    const [first, ...more] = parts.toSorted((one, other) => one.clock - other.clock)
    if (first === undefined) return []
    const { origin: _, ...start } = first
    return [more.reduce<Rescue>(continued, start)]
  })
}

function continued(rescue: Rescue, { clock, length, text, origin }: Lost): Rescue {
  const end = rescue.clock + rescue.length
  // A letter typed behind the one before belongs to its word.
  const isNext = clock === end && origin?.client === rescue.client && origin.clock === end - 1
  return { ...rescue, length: clock + length - rescue.clock, text: rescue.text + (isNext ? '' : ' ') + text }
}

/** Shorter words may well be there twice because somebody wrote them twice. */
const minStanding = 20

function withoutStanding(doc: Y.Doc, rescues: readonly Rescue[]): Rescue[] {
  if (rescues.every(({ text }) => text.trim().length < minStanding)) return [...rescues]
  const words = wordsIn(doc.getXmlFragment('body'))
  return rescues.filter(({ text }) => text.trim().length < minStanding || !words.includes(text.trim()))
}

/**
 * The update that puts rescued words back: a paragraph behind the place where they stood, at the end where that is not
 * known. Its attribute `rescued` is `client-clock-end` (see {@link Rescue}), by which the desk shows that it was put
 * back, and where the next letter of the same word belongs that arrives a moment later: it is added to the paragraph.
 * `doc` is not changed. Applied with {@link rescueLost} like any other.
 */
export function putBack(doc: Y.Doc, rescue: Rescue): Uint8Array {
  const { client, clock, length, text } = rescue
  const update = updateBeside(doc, `put back ${client} ${clock} ${length}`, (fork) => {
    const before = paragraphEndingAt(fork, client, clock)
    if (before !== undefined) return append(before, rescue)
    const paragraph = tree('paragraph', { id: idFor(rescue), rescued: `${client}-${clock}-${clock + length}` }, [
      { text: clean(text), marks: {} },
    ])
    fork.getXmlFragment('body').insert(indexAfter(fork, rescue.place), [elementOf(paragraph)])
  })
  if (update === null) throw new Error('Putting words back changed nothing.')
  return update
}

function paragraphEndingAt(doc: Y.Doc, client: number, clock: number): Y.XmlElement | undefined {
  return doc
    .getXmlFragment('body')
    .toArray()
    .find((element): element is Y.XmlElement => {
      if (!(element instanceof Y.XmlElement) || element.nodeName !== 'paragraph') return false
      const [whose, , end] = String(element.getAttribute('rescued') ?? '').split('-')
      return whose === String(client) && end === String(clock)
    })
}

function append(paragraph: Y.XmlElement, { client, clock, length, text }: Rescue): void {
  const last = paragraph.length === 0 ? undefined : paragraph.get(paragraph.length - 1)
  if (last instanceof Y.XmlText) last.insert(last.length, clean(text))
  else paragraph.insert(paragraph.length, [new Y.XmlText(clean(text))])
  const [, start] = String(paragraph.getAttribute('rescued')).split('-')
  paragraph.setAttribute('rescued', `${client}-${start}-${clock + length}`)
}

/** The same on every node that puts the same words back. */
function idFor({ client, clock }: Rescue): string {
  return `r${client.toString(36).padStart(11, '0')}${clock.toString(36)}`
}
