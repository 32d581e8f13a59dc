/** Where in the body something stood that may be gone. */
import * as Y from 'yjs'

/** The id that Yjs gave to an element at the top of the body. It stays when the element is gone. */
export type ItemId = { client: number; clock: number }

/**
 * The block and the place of an item; of one that Yjs could place nowhere, `item` is null and the place is guessed by
 * what its maker had placed last.
 */
export function placeOf(
  doc: Y.Doc,
  item: Y.Item | null,
  struct: Y.Item,
): { block: string | null; place: ItemId | null } {
  const body = doc.getXmlFragment('body')
  if (item === null) return { block: null, place: guessedPlace(body, struct.origin ?? struct.rightOrigin) }
  let top = item
  while (top.parent instanceof Y.AbstractType && top.parent._item !== null) top = top.parent._item
  if (top.parent !== body) return { block: top.parentSub, place: null }
  return { block: idOf(top), place: { client: top.id.client, clock: top.id.clock } }
}

/** Where to insert what follows a place: behind what is left of what stood before it, at the end where nobody knows. */
export function indexAfter(doc: Y.Doc, place: ItemId | null): number {
  const body = doc.getXmlFragment('body')
  let index = 0
  for (let item = body._start; place !== null && item !== null; item = item.right) {
    if (!item.deleted) index += item.length
    const { client, clock } = item.id
    if (client === place.client && clock <= place.clock && place.clock < clock + item.length) return index
  }
  return body.length
}

/** Also of a deleted element, as long as Yjs keeps its attributes. */
function idOf(top: Y.Item): string | null {
  const id = top.content instanceof Y.ContentType ? top.content.type._map.get('id')?.content : undefined
  const value: unknown = id instanceof Y.ContentAny ? id.arr[0] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

/** Yjs numbers what is in an element after the element: the last element before that number is most likely it. */
function guessedPlace(body: Y.XmlFragment, near: Y.ID | null): ItemId | null {
  let best: ItemId | null = null
  for (let item = body._start; near !== null && item !== null; item = item.right) {
    const clock = item.id.clock
    if (item.id.client === near.client && clock < near.clock && clock > (best?.clock ?? -1)) {
      // Deleted neighbours are one item; the last of them is the nearest.
      best = { client: near.client, clock: Math.min(clock + item.length, near.clock) - 1 }
    }
  }
  return best
}
