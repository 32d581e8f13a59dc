/** How a story changed, for people: by blocks, and by words within each. */
import { isDeepStrictEqual } from 'node:util'
import type { Block } from '../articles/document.ts'
import { textFields, valueFields, type Content, type Lead, type ValueField } from '../working-copies/content.ts'
import type { Names } from './named-store.ts'
import { partsOf, type Parts } from './parts.ts'
import { steadyOrder } from './steady-order.ts'
import { aBudget, diffOfNames, diffOfWords, type Budget, type Piece } from './word-diff.ts'

/** One place of a block or field, such as its caption. */
export type PartDifference = { part: string; pieces: Piece[] }
/** A value that is not text: another picture, another level. Null if there was or is none. */
export type ValueDifference = { part: string; from: unknown; to: unknown }

export type Differing = {
  /** The parts with text; if nothing has changed, all of it is `same`. */
  texts: PartDifference[]
  values: ValueDifference[]
}

export type BlockDifference = Differing & {
  blockId: string
  type: Block['type']
  /** `marked`: the words are the same, but links or marks differ. */
  change: 'same' | 'changed' | 'marked' | 'inserted' | 'deleted'
  /** Moved relative to the blocks that were there before. */
  isMoved: boolean
}

export type FieldDifference = Differing & { field: keyof Content }

export type Difference = {
  /** Only those that differ. */
  fields: FieldDifference[]
  /** All blocks in their current order; removed ones are where they were. */
  blocks: BlockDifference[]
  counts: { inserted: number; deleted: number; changed: number; moved: number; fields: number }
}

const noNames: Names = { topics: new Map(), authors: new Map(), related: new Map() }

/** Blocks are matched by their ids. The work is bounded whatever the two are (word-diff.ts). */
export function differenceOf(from: Content, to: Content, names: Names = noNames): Difference {
  const budget = aBudget()
  const fields = [...fieldDifferences(from, to, budget), ...listDifferences(from, to, names)]
  const blocks = blockDifferences(from.document.blocks, to.document.blocks, budget)
  const count = (change: BlockDifference['change']) => blocks.filter((block) => block.change === change).length
  return {
    fields,
    blocks,
    counts: {
      inserted: count('inserted'),
      deleted: count('deleted'),
      changed: count('changed') + count('marked'),
      moved: blocks.filter(({ isMoved }) => isMoved).length,
      fields: fields.length,
    },
  }
}

// Fields -----------------------------------------------------------------------

/** Compared separately below, or as names. */
const saidOtherwise: ReadonlySet<ValueField> = new Set(['lead', 'disclosure', 'topics', 'authors', 'related'])

function fieldDifferences(from: Content, to: Content, budget: Budget): FieldDifference[] {
  const texts = textFields
    .filter((field) => from[field] !== to[field])
    .map((field): FieldDifference => {
      const pieces = diffOfWords(from[field], to[field], budget)
      return { field, texts: [{ part: field, pieces }], values: [] }
    })
  const values = (Object.keys(valueFields) as ValueField[])
    .filter((field) => !saidOtherwise.has(field) && !isDeepStrictEqual(from[field], to[field]))
    .map((field): FieldDifference => {
      return { field, texts: [], values: [{ part: field, from: from[field], to: to[field] }] }
    })
  return [...texts, ...disclosure(from, to, budget), ...lead(from.lead, to.lead, budget), ...values]
}

/** Topics, byline and related stories: by name, in order. */
function listDifferences(from: Content, to: Content, names: Names): FieldDifference[] {
  const lists: [field: 'topics' | 'authors' | 'related', before: string[], after: string[]][] = [
    ['topics', called(from.topics, names.topics), called(to.topics, names.topics)],
    ['authors', called(from.authors, names.authors), called(to.authors, names.authors)],
    ['related', called(from.related, names.related), called(to.related, names.related)],
  ]
  return lists
    .filter(([field]) => !isDeepStrictEqual(from[field], to[field]))
    .map(([field, before, after]) => ({
      field,
      texts: [{ part: field, pieces: diffOfNames(before, after) }],
      values: [],
    }))
}

function called<Id extends number | string>(ids: readonly Id[], names: ReadonlyMap<Id, string>): string[] {
  return ids.map((id) => names.get(id) ?? String(id))
}

function disclosure({ disclosure: from }: Content, { disclosure: to }: Content, budget: Budget): FieldDifference[] {
  if (from === to) return []
  const pieces = diffOfWords(from, to, budget)
  return [{ field: 'disclosure', texts: [{ part: 'disclosure', pieces }], values: [] }]
}

function lead(from: Lead | null, to: Lead | null, budget: Budget): FieldDifference[] {
  if (isDeepStrictEqual(from, to)) return []
  return [{ field: 'lead', ...differing(leadParts(from), leadParts(to), budget) }]
}

function leadParts(lead: Lead | null): Parts {
  if (lead === null) return nothing
  const { media, decorative, alt, caption, credit } = lead
  return { texts: { caption, alt, credit }, values: { media, decorative }, whole: '' }
}

// Blocks -----------------------------------------------------------------------

const nothing: Parts = { texts: {}, values: {}, whole: '' }

function blockDifferences(from: readonly Block[], to: readonly Block[], budget: Budget): BlockDifference[] {
  const before = new Map(from.map((block) => [block.id, block]))
  const after = new Set(to.map(({ id }) => id))
  const steady = steadyOrder(
    from.map(({ id }) => id),
    to.map(({ id }) => id),
  )
  const deletedAfter = deletedBehind(from, steady, after)
  const blocks: BlockDifference[] = deleted(deletedAfter.get(undefined), budget)
  for (const block of to) {
    blocks.push(blockDifference(before.get(block.id), block, { isSteady: steady.has(block.id), budget }))
    if (steady.has(block.id)) blocks.push(...deleted(deletedAfter.get(block.id), budget))
  }
  return blocks
}

/** Removed blocks, by the block they followed; undefined: the beginning. */
function deletedBehind(
  from: readonly Block[],
  steady: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Map<string | undefined, Block[]> {
  const behind = new Map<string | undefined, Block[]>()
  let anchor: string | undefined
  for (const block of from) {
    if (steady.has(block.id)) anchor = block.id
    if (!after.has(block.id)) behind.set(anchor, [...(behind.get(anchor) ?? []), block])
  }
  return behind
}

function deleted(blocks: readonly Block[] = [], budget: Budget): BlockDifference[] {
  return blocks.map((block) => ({
    blockId: block.id,
    type: block.type,
    change: 'deleted',
    isMoved: false,
    ...differing(partsOf(block), nothing, budget),
  }))
}

function blockDifference(
  from: Block | undefined,
  to: Block,
  { isSteady, budget }: { isSteady: boolean; budget: Budget },
): BlockDifference {
  const [before, after] = [from === undefined ? nothing : partsOf(from), partsOf(to)]
  const found = differing(before, after, budget)
  return {
    blockId: to.id,
    type: to.type,
    change: from === undefined ? 'inserted' : changeOf({ before, after, found, isSameType: from.type === to.type }),
    isMoved: from !== undefined && !isSteady,
    ...found,
  }
}

function changeOf({
  before,
  after,
  found,
  isSameType,
}: {
  before: Parts
  after: Parts
  found: Differing
  isSameType: boolean
}): 'same' | 'changed' | 'marked' {
  if (before.whole === after.whole) return 'same'
  const areWordsSame = found.texts.every(({ pieces }) => pieces.every(({ kind }) => kind === 'same'))
  return areWordsSame && found.values.length === 0 && isSameType ? 'marked' : 'changed'
}

function differing(from: Parts, to: Parts, budget: Budget): Differing {
  const names = [...new Set([...Object.keys(from.texts), ...Object.keys(to.texts)])]
  const values = [...new Set([...Object.keys(from.values), ...Object.keys(to.values)])]
  return {
    texts: names.map((part) => ({ part, pieces: diffOfWords(from.texts[part] ?? '', to.texts[part] ?? '', budget) })),
    values: values
      .filter((part) => !isDeepStrictEqual(from.values[part], to.values[part]))
      .map((part) => ({ part, from: from.values[part] ?? null, to: to.values[part] ?? null })),
  }
}
