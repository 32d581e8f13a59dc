/** From Yjs to nodes; anything unknown or misplaced becomes a fault. */
import * as Y from 'yjs'
import type { Faults } from './faults.ts'
import {
  holdsWords,
  isMarkName,
  isNodeName,
  marks as markTable,
  nodes,
  partsOf,
  type AttributeValue,
  type NodeName,
} from './nodes.ts'
import { joinRuns, type Marks, type Part, type Run, type Tree } from './tree.ts'

/** Nested lists take two levels each. No editor makes anything deeper. */
const maxDepth = 100

/** The node of an element, or undefined and a fault. The document is not changed. */
export function treeOfElement(element: unknown, faults: Faults, depth = 0): Tree | undefined {
  if (!(element instanceof Y.XmlElement) || !isNodeName(element.nodeName)) {
    const name = element instanceof Y.XmlElement ? element.nodeName : 'text'
    faults.add(name, element instanceof Y.XmlText ? 'misplaced' : 'unknown-node', wordsIn(element))
    return undefined
  }
  const name = element.nodeName
  if (depth > maxDepth) {
    faults.add(name, 'too-deep', wordsIn(element))
    return undefined
  }
  const parts = element.toArray().flatMap((child) => partsOfChild(name, child, faults, depth))
  return { name, attributes: attributesOf(element, name, faults), children: joinRuns(parts) }
}

function partsOfChild(parent: NodeName, child: unknown, faults: Faults, depth: number): Part[] {
  if (child instanceof Y.XmlText && holdsWords(parent)) return runsOf(child, faults)
  const name = child instanceof Y.XmlElement ? child.nodeName : ''
  if (isNodeName(name) && !mayStandIn(parent, name)) {
    faults.add(name, 'misplaced', wordsIn(child))
    return []
  }
  return [treeOfElement(child, faults, depth + 1) ?? []].flat()
}

function mayStandIn(parent: NodeName, child: NodeName): boolean {
  if (nodes[parent].content === 'inline*') return nodes[child].kind === 'leaf'
  return partsOf(parent).includes(child)
}

/** A value of the wrong type becomes the default. */
function attributesOf(element: Y.XmlElement, name: NodeName, faults: Faults): Record<string, AttributeValue> {
  const held: Record<string, unknown> = element.getAttributes()
  const attributes: Record<string, AttributeValue> = { ...nodes[name].attributes }
  for (const [key, fallback] of Object.entries(attributes)) {
    const value = held[key]
    if (value === undefined || value === null) continue
    const wanted = fallback === null ? ['number', 'string'] : [typeof fallback]
    if (wanted.includes(typeof value)) attributes[key] = value as AttributeValue
    else faults.add(key, 'invalid', JSON.stringify(value))
  }
  return attributes
}

/** The words of a text with their marks. */
export function runsOf(text: Y.XmlText, faults: Faults): Run[] {
  const delta: { insert?: unknown; attributes?: Record<string, unknown> }[] = text.toDelta()
  return delta.flatMap(({ insert, attributes = {} }) => {
    if (typeof insert === 'string') return [{ text: insert, marks: marksOf(attributes, insert, faults) }]
    faults.add('text', 'unknown-node')
    return []
  })
}

function marksOf(attributes: Record<string, unknown>, words: string, faults: Faults): Marks {
  const found: Record<string, Record<string, string>> = {}
  for (const [key, value] of Object.entries(attributes)) {
    // The binding adds a hash to the names of marks that may stand in themselves.
    const name = key.replace(/--[a-zA-Z0-9+/=]{8}$/u, '')
    if (!isMarkName(name)) {
      faults.add(name, 'unknown-mark', words)
      continue
    }
    const held = typeof value === 'object' && value !== null ? value : {}
    const fields = Object.entries(markTable[name]).map(([field, fallback]): [string, string] => {
      const given = Object.entries(held).find(([other]) => other === field)?.[1]
      return [field, typeof given === 'string' ? given : fallback]
    })
    found[name] = Object.fromEntries(fields)
  }
  return found
}

/** All words in anything, however deep, with spaces where one text ends. */
export function wordsIn(part: unknown): string {
  const words: string[] = []
  const open: unknown[] = [part]
  while (open.length > 0) {
    const next = open.pop()
    if (next instanceof Y.XmlText) words.push(plainText(next))
    else if (next instanceof Y.XmlFragment) open.push(...next.toArray().toReversed())
  }
  return words.join(' ')
}

/** Without marks and anything that is not text. `toString` of a Y.XmlText writes its marks as tags. */
export function plainText(text: Y.Text): string {
  const delta: { insert?: unknown }[] = text.toDelta()
  return delta.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('')
}
