/** Merges an outside change (story file, importer, API) into a working copy that has moved on. */
import * as Y from 'yjs'
import { blockTree } from './block-tree.ts'
import { canonicalJson } from './canonical-json.ts'
import { Conflicts, type MergeConflict } from './conflicts.ts'
import { textFields, valueFields, type Content, type TextField, type ValueField } from './content.ts'
import { editText } from './edit-words.ts'
import { plainText } from './element-tree.ts'
import { updateBeside } from './fork.ts'
import { mergeBlocks } from './merge-nodes.ts'
import { mergeWords } from './merge-words.ts'
import type { Part } from './tree.ts'

/**
 * The smallest update that brings into `doc` what changed between `base`, the version the copy is based on, and `next`,
 * a later one; null if there is nothing to do. See {@link mergeOutsideNoting}.
 */
export function mergeOutside(doc: Y.Doc, base: Content, next: Content): Uint8Array | null {
  return mergeOutsideNoting(doc, base, next).update
}

/**
 * The same with the conflicts. Blocks are matched by id, else by content; texts are merged word by word, other fields
 * as a whole. Nothing the newsroom has typed since `base` is ever removed: where both changed the same words, its own
 * stay and those from outside go into `conflicts` instead of the text. What both did alike is done once. `doc` is not
 * changed; the same copy gives the same bytes on every node. A version must be merged once: the update is stored and
 * the copy's base moved to `next` in one transaction, with the story's row locked.
 */
export function mergeOutsideNoting(
  doc: Y.Doc,
  base: Content,
  next: Content,
): { update: Uint8Array | null; conflicts: MergeConflict[] } {
  const conflicts = new Conflicts()
  const deed = `merge ${canonicalJson(base)} ${canonicalJson(next)}`
  const update = updateBeside(doc, deed, (fork) => {
    const fields = fork.getMap('fields')
    for (const field of textFields) mergeText(fields, field, base[field], next[field], conflicts)
    for (const field of Object.keys(valueFields) as ValueField[]) mergeValue(fields, field, base, next, conflicts)
    const [before, after] = [base, next].map(({ document }) => document.blocks.map(blockTree))
    mergeBlocks(fork.getXmlFragment('body'), before ?? [], after ?? [], conflicts)
  })
  return { update, conflicts: conflicts.list }
}

function mergeText(fields: Y.Map<unknown>, field: TextField, base: string, next: string, conflicts: Conflicts): void {
  if (base === next) return
  const held = fields.get(field)
  if (!(held instanceof Y.Text)) {
    fields.set(field, new Y.Text(next))
    return
  }
  const plain = (text: string): Part[] => [{ text, marks: {} }]
  const rows = [plain(base), plain(next), plain(plainText(held))] as const
  editText(held, mergeWords(field, rows, conflicts).edits)
}

function mergeValue(
  fields: Y.Map<unknown>,
  field: ValueField,
  { [field]: base }: Content,
  { [field]: next }: Content,
  conflicts: Conflicts,
): void {
  const held = fields.get(field)
  const [before, theirs, ours] = [base, next, held ?? null].map(canonicalJson)
  if (before === theirs || ours === theirs) return
  if (held === undefined || ours === before) fields.set(field, structuredClone(next))
  else conflicts.add({ field, conflict: 'value', before: before ?? '', ours: ours ?? '', theirs: theirs ?? '' })
}
