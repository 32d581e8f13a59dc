/** Finds where in the body something was, even if it is gone. */
import * as Y from 'yjs'

/** The id Yjs gave to a top-level element of the body. It survives the element's deletion. */
export type ItemId = { client: number; clock: number }

/**
 * The block and the place of an item; if Yjs could not place it, `item` is null and the place is guessed from what its
 * author had placed last.
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

/** Where to insert what follows a place: after what is left of what preceded it, or at the end if unknown. */
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

/** Also for a deleted element, as long as Yjs keeps its attributes. */
function idOf(top: Y.Item): string | null {
  const id = top.content instanceof Y.ContentType ? top.content.type._map.get('id')?.content : undefined
  const value: unknown = id instanceof Y.ContentAny ? id.arr[0] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

/** Yjs numbers the contents of an element after the element: the last element before that number is the most likely. */
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
