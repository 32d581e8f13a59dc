/**
 * What was invalidated since the pages on the disk were rendered. Each invalidation opens a new generation of the
 * house and is noted beside its tags; a page says in which one its render began. It is current while none of its tags
 * has a later one.
 */
import type { Tag } from './tag.ts'

export type Notes = {
  /** What a render that begins now has seen. */
  generation(): number
  /** `hard`: what is older must not even serve while the database is away. */
  note(tags: readonly Tag[], hard: boolean): void
  /** Whatever was rendered before. */
  noteAll(): void
  /** Whatever was rendered before this generation. */
  forget(upTo: number): void
  isCurrent(tags: readonly Tag[], began: number): boolean
  /** No hard invalidation came since. */
  mayServeOld(tags: readonly Tag[], began: number): boolean
  /** What the file does not know yet, once. `forgotten`: notes up to this generation are needed no more. */
  unwritten(): { rows: NoteRow[]; forgotten: number | undefined; borders: Borders }
}

/** `hard`: the latest generation of a hard invalidation, 0 when there was none. */
export type NoteRow = { tag: Tag; generation: number; hard: number }
/** Pages whose render began before `floor` are not current, before `hardFloor` they never serve. */
export type Borders = { generation: number; floor: number; hardFloor: number }

/** A hundred bytes each. A busy paper needs weeks for so many different ones, an import of an archive a minute. */
const maxNotes = 30_000

export function openNotes(from: Borders, rows: Iterable<NoteRow>, most = maxNotes): Notes {
  const noted = new Map<Tag, Omit<NoteRow, 'tag'>>()
  for (const { tag, generation, hard } of rows) noted.set(tag, { generation, hard })
  const changed = new Set<Tag>()
  let { generation, floor, hardFloor } = from
  let forgotten: number | undefined

  /** The older half goes, and with it the pages that are older. */
  function thin(): void {
    const generations = [...noted.values()].map((note) => note.generation).toSorted((a, b) => a - b)
    forget(generations[Math.floor(generations.length / 2)] ?? generation)
  }

  function forget(upTo: number): void {
    forgotten = upTo
    floor = Math.max(floor, upTo)
    hardFloor = Math.max(hardFloor, upTo)
    for (const [tag, note] of noted) {
      if (note.generation > upTo) continue
      noted.delete(tag)
      changed.delete(tag)
    }
  }

  return {
    generation: () => generation,
    note(tags, hard) {
      generation++
      for (const tag of tags) {
        noted.set(tag, { generation, hard: hard ? generation : (noted.get(tag)?.hard ?? 0) })
        changed.add(tag)
      }
      if (noted.size > most) thin()
    },
    noteAll: () => forget(++generation),
    forget,
    isCurrent: (tags, began) => began >= floor && tags.every((tag) => (noted.get(tag)?.generation ?? 0) <= began),
    mayServeOld: (tags, began) => began >= hardFloor && tags.every((tag) => (noted.get(tag)?.hard ?? 0) <= began),
    unwritten() {
      const changes = [...changed].map((tag) => ({ tag, ...(noted.get(tag) ?? { generation, hard: 0 }) }))
      const news = { rows: changes, forgotten, borders: { generation, floor, hardFloor } }
      changed.clear()
      forgotten = undefined
      return news
    },
  }
}
