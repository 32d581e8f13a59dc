/** The versions of a story that readers have seen, and what each changed, without repeating what was taken back. */
import type { Block, Document } from './document.ts'
import { shorten } from './render/teaser.ts'
import { blockText } from './render/text.ts'

export type Version = {
  number: number
  shownAt: number
  headline: string
  standfirst: string
  leadMediaId: number | null
  document: Document
}

/** A passage as it reads since then; `id` is its place in the story. */
export type Passage = { id: string; words: string }

export type Changes = {
  headline: boolean
  standfirst: boolean
  picture: boolean
  added: Passage[]
  changed: Passage[]
  removed: number
}

/** What a reader of the version before would find different. Blocks keep their ids from version to version. */
export function changesBetween(before: Version, after: Version): Changes {
  const known = new Map(before.document.blocks.map((block) => [block.id, JSON.stringify(block)]))
  const changes: Changes = {
    headline: before.headline !== after.headline,
    standfirst: before.standfirst !== after.standfirst,
    picture: before.leadMediaId !== after.leadMediaId,
    added: [],
    changed: [],
    removed: 0,
  }
  for (const block of after.document.blocks) {
    const earlier = known.get(block.id)
    if (earlier === undefined) changes.added.push(passageOf(block))
    else if (earlier !== JSON.stringify(block)) changes.changed.push(passageOf(block))
    known.delete(block.id)
  }
  return { ...changes, removed: known.size }
}

/** Enough to know the place again. */
const longestPassage = 100

function passageOf(block: Block): Passage {
  return { id: block.id, words: shorten(blockText(block).replace(/\s+/gu, ' ').trim(), longestPassage) }
}
