/** The top-level elements of a working copy's body, each with its own id. */
import type * as Y from 'yjs'

export type BlockElement = { id: string; element: Y.XmlElement | Y.XmlText | Y.XmlHook }

/**
 * In order. Of two with the same id the first keeps it; the other, like one without a valid id, gets an id made from
 * who put it there and when. So it is the same on every node and stays the same while others write.
 */
export function blockElements(body: Y.XmlFragment): BlockElement[] {
  const used = new Set<string>()
  return body.toArray().map((element) => {
    const own = ownId(element)
    let id = own !== undefined && !used.has(own) ? own : idOfItem(element)
    while (used.has(id)) id += 'x'
    used.add(id)
    return { id, element }
  })
}

function ownId(element: BlockElement['element']): string | undefined {
  // A Y.XmlHook has no attributes and a Y.XmlText none that it was made with.
  const id: unknown = 'nodeName' in element && 'getAttribute' in element ? element.getAttribute('id') : undefined
  return typeof id === 'string' && /^[a-z0-9]{4,24}$/u.test(id) ? id : undefined
}

function idOfItem(element: BlockElement['element']): string {
  const { client, clock } = element._item?.id ?? { client: 0, clock: 0 }
  return `y${client.toString(36).padStart(11, '0')}${clock.toString(36)}`
}
