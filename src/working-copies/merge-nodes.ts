/** Nodes merged: blocks by their ids, what stands in them by what it says. */
import * as Y from 'yjs'
import { changesBetween, longestRise, samePlaces } from './changes.ts'
import type { Conflicts } from './conflicts.ts'
import { editElement } from './edit-words.ts'
import { runsOf, treeOfElement } from './element-tree.ts'
import { Faults } from './faults.ts'
import { mergeWords } from './merge-words.ts'
import { holdsWords, nodes } from './nodes.ts'
import { elementOf, setAttribute } from './seed.ts'
import { isRun, marksKey, wordsOf, type Part, type Tree } from './tree.ts'

/** A node of the copy: the element, and what this version can read of it. */
type Held = { element: Y.XmlElement; node: Tree; key: string }
/** For each node of the base, where it is in another row. */
type Places = readonly (number | undefined)[]

/** What changed between two rows of blocks, brought into those of the copy. */
export function mergeBlocks(
  body: Y.XmlFragment,
  base: readonly Tree[],
  next: readonly Tree[],
  conflicts: Conflicts,
): void {
  const held = heldIn(body)
  const copies = held.map(({ node }) => node)
  const rows = { base, next, held, inNext: blockPlaces(base, next), inCopy: blockPlaces(base, copies) }
  mergeRow(body, rows, conflicts, (node) => {
    conflicts.block = String(node.attributes['id'])
  })
}

/** First those with the same id, then of the others those that say the same. */
function blockPlaces(base: readonly Tree[], others: readonly Tree[]): Places {
  const idOf = ({ attributes }: Tree) => String(attributes['id'])
  const byId = new Map(others.map((node, place) => [idOf(node), place]).toReversed() as [string, number][])
  const places = base.map((node) => byId.get(idOf(node)))
  const taken = new Set(places)
  const byContent = Map.groupBy(
    others.map((node, place) => ({ place, key: contentKey(node) })).filter(({ place }) => !taken.has(place)),
    ({ key }) => key,
  )
  return places.map((place, index) => {
    const node = base[index]
    return place ?? (node && byContent.get(contentKey(node))?.shift()?.place)
  })
}

type Row = { base: readonly Tree[]; next: readonly Tree[]; held: readonly Held[]; inNext: Places; inCopy: Places }

/** What changed between `base` and `next`, brought into the children of `parent` that `held` names. */
function mergeRow(parent: Y.XmlFragment, row: Row, conflicts: Conflicts, entering: (node: Tree) => void): void {
  const elements: (Y.XmlElement | undefined)[] = row.next.map(() => undefined)
  row.base.forEach((was, index) => {
    entering(was)
    const [place, copyPlace] = [row.inNext[index], row.inCopy[index]]
    const will = place === undefined ? undefined : row.next[place]
    const is = copyPlace === undefined ? undefined : row.held[copyPlace]
    const kept = mergeNode(parent, was, will, is, conflicts)
    if (place !== undefined) elements[place] = kept
  })
  const moved = movedOutside(row)
  const added = addedHere(row)
  const known = new Set(row.inNext)
  let behind: Y.XmlElement | undefined
  row.next.forEach((node, place) => {
    const isNew = !known.has(place)
    let element = isNew ? added(node) : elements[place]
    if (isNew && element === undefined) element = insertBehind(parent, behind, elementOf(node))
    else if (element !== undefined && moved.has(place)) element = moveBehind(parent, behind, element)
    behind = element ?? behind
  })
}

/** The element that stands for the node afterwards, if one does. */
function mergeNode(
  parent: Y.XmlFragment,
  was: Tree,
  will: Tree | undefined,
  is: Held | undefined,
  conflicts: Conflicts,
): Y.XmlElement | undefined {
  const [before, after] = [nodeKey(was), will && nodeKey(will)]
  if (before === after || is?.key === after) return is?.element
  const texts = {
    field: was.name,
    before: wordsOf(was),
    ours: is === undefined ? '' : wordsOf(is.node),
    theirs: will === undefined ? '' : wordsOf(will),
  }
  if (is === undefined) {
    if (will !== undefined) conflicts.add({ conflict: 'removed-here', ...texts })
    return undefined
  }
  if (will === undefined) {
    if (is.key === before) parent.delete(placeOf(parent, is.element), 1)
    else conflicts.add({ conflict: 'removed-outside', ...texts })
    return is.key === before ? undefined : is.element
  }
  if (was.name === will.name && was.name === is.node.name) {
    mergeInside(is, was, will, conflicts)
    return is.element
  }
  if (is.key !== before) {
    conflicts.add({ conflict: 'kind', ...texts })
    return is.element
  }
  const element = insertBehind(parent, is.element, elementOf(will))
  parent.delete(placeOf(parent, is.element), 1)
  return element
}

function mergeInside({ element, node }: Held, was: Tree, will: Tree, conflicts: Conflicts): void {
  for (const [name, value] of Object.entries(will.attributes)) {
    const [before, ours] = [was.attributes[name], node.attributes[name]]
    if (before === value || ours === value) continue
    if (ours === before) setAttribute(element, name, value)
    else conflicts.add({ field: name, conflict: 'value', ...shown(before, ours, value) })
  }
  if (holdsWords(will.name)) {
    const rows = [was.children, will.children, placedParts(element)] as const
    const { edits, formats } = mergeWords(will.name, rows, conflicts)
    return editElement(element, edits, formats)
  }
  const [base, next, held] = [treesIn(was), treesIn(will), heldIn(element)]
  const copies = held.map((child) => child.node)
  const [inNext, inCopy] = [partPlaces(base, next), partPlaces(base, copies)]
  mergeRow(element, { base, next, held, inNext, inCopy }, conflicts, () => {})
}

/** What says the same, and what stands between two such and is of the same kind. */
function partPlaces(base: readonly Tree[], others: readonly Tree[]): Places {
  const changes = changesBetween(base.map(nodeKey), others.map(nodeKey))
  const places = samePlaces(base.length, changes)
  for (const { from, to, newFrom, newTo } of changes) {
    let at = newFrom
    for (let index = from; index < to && at < newTo; index++) {
      if (base[index]?.name === others[at]?.name) places[index] = at++
    }
  }
  return places
}

/** Where the outside moved something that the writers left where it was. */
function movedOutside({ base, next, inNext, inCopy }: Row): Set<number> {
  const origins: (number | undefined)[] = next.map(() => undefined)
  const copyOrigins: (number | undefined)[] = []
  base.forEach((_, index) => {
    const [place, copyPlace] = [inNext[index], inCopy[index]]
    if (place === undefined || copyPlace === undefined) return
    origins[place] = index
    copyOrigins[copyPlace] = index
  })
  const [stays, staysHere] = [longestRise(origins), longestRise(copyOrigins)]
  const moved = origins.flatMap((index, place) => {
    if (index === undefined || stays.has(place)) return []
    const copyPlace = inCopy[index]
    return copyPlace !== undefined && staysHere.has(copyPlace) ? [place] : []
  })
  return new Set(moved)
}

/** What the copy has already of what is new outside: the same block, or in a block the same part. */
function addedHere({ held, inCopy }: Row): (node: Tree) => Y.XmlElement | undefined {
  const known = new Set(inCopy)
  const own = held.filter((_, place) => !known.has(place))
  return (node) => {
    const id = node.attributes['id']
    const found = own.findIndex(({ node: other, key }) =>
      typeof id === 'string' && id !== '' ? other.attributes['id'] === id : key === nodeKey(node),
    )
    return found === -1 ? undefined : own.splice(found, 1)[0]?.element
  }
}

// Elements ----------------------------------------------------------------------

function heldIn(parent: Y.XmlFragment): Held[] {
  return parent.toArray().flatMap((element) => {
    // What this version cannot read it does not touch; nobody needs its faults here.
    const node = element instanceof Y.XmlElement ? treeOfElement(element, new Faults()) : undefined
    return node === undefined || !(element instanceof Y.XmlElement) ? [] : [{ element, node, key: nodeKey(node) }]
  })
}

function treesIn(node: Tree): Tree[] {
  return node.children.filter((child): child is Tree => !isRun(child))
}

/** The same text for what says the same. Spaces at the edges of a line are no words; whose words were put back neither. */
function nodeKey(node: Tree): string {
  const children = nodes[node.name].content === 'inline*' ? withoutEdges(node.children) : node.children
  const said = children.map((child) => (isRun(child) ? `${child.text}${marksKey(child.marks)}` : nodeKey(child)))
  return JSON.stringify([node.name, { ...node.attributes, rescued: null }, said])
}

function withoutEdges(parts: readonly Part[]): Part[] {
  return parts.flatMap((part, place): Part[] => {
    if (!isRun(part)) return [part]
    const start = place === 0 ? part.text.trimStart() : part.text
    const text = place === parts.length - 1 ? start.trimEnd() : start
    return text === '' ? [] : [{ ...part, text }]
  })
}

/** Words and leaves as they are counted: what this version cannot read is one thing that nothing is like. */
function placedParts(element: Y.XmlElement): Part[] {
  const unreadable = (place: number): Tree => ({ name: 'break', attributes: { unreadable: place }, children: [] })
  return element.toArray().flatMap((child, place): Part[] => {
    if (!(child instanceof Y.XmlText)) return [treeOfElement(child, new Faults()) ?? unreadable(place)]
    const delta: { insert?: unknown }[] = child.toDelta()
    const runs = runsOf(child, new Faults()).values()
    return delta.map(({ insert }) => (typeof insert === 'string' ? runs.next().value : undefined) ?? unreadable(place))
  })
}

function contentKey(node: Tree): string {
  return nodeKey({ ...node, attributes: { ...node.attributes, id: '' } })
}

function placeOf(parent: Y.XmlFragment, element: Y.XmlElement): number {
  return parent.toArray().indexOf(element)
}

function insertBehind(parent: Y.XmlFragment, behind: Y.XmlElement | undefined, element: Y.XmlElement): Y.XmlElement {
  parent.insert(behind === undefined ? 0 : placeOf(parent, behind) + 1, [element])
  return element
}

function moveBehind(parent: Y.XmlFragment, behind: Y.XmlElement | undefined, element: Y.XmlElement): Y.XmlElement {
  const moved = element.clone()
  parent.delete(placeOf(parent, element), 1)
  return insertBehind(parent, behind, moved)
}

function shown(before: unknown, ours: unknown, theirs: unknown) {
  const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
  return { before: text(before), ours: text(ours), theirs: text(theirs) }
}
