import type { Image, Table } from 'mdast'
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive'
import type { Draft } from '../document-ids.ts'
import type { Inline } from '../document.ts'
import type { Faults } from './faults.ts'
import { readInlines } from './inlines.ts'

/** `![what it shows](file.jpg "caption")` */
export function pictureOf(node: Image): Draft & { type: 'picture' } {
  return {
    type: 'picture',
    media: node.url,
    alt: node.alt ?? '',
    ...(node.title ? { caption: [{ type: 'text', text: node.title }] } : {}),
  }
}

export function readTable(node: Table, faults: Faults): Draft & { type: 'table' } {
  return {
    type: 'table',
    headerRows: 1,
    headerColumn: false,
    rows: node.children.map((row) => row.children.map((cell) => readInlines(cell.children, faults))),
  }
}

/** The paragraphs of a container, as running text. */
export function paragraphsOf(node: ContainerDirective | LeafDirective, faults: Faults): Inline[][] {
  if (node.type === 'leafDirective') return node.children.length === 0 ? [] : [readInlines(node.children, faults)]
  return node.children.flatMap((child) => {
    if (child.type === 'paragraph') return [readInlines(child.children, faults)]
    faults.add(child, `${child.type} cannot stand inside :::${node.name}`)
    return []
  })
}
