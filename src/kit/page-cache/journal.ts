import type { Tag } from './tag.ts'

/** What an invalidation means for a page that was being rendered when it came. */
export type Verdict = 'untouched' | 'soft' | 'hard'

export type OpenRender = {
  /** Whether anything at all was invalidated since the render began. */
  isTouched(): boolean
  verdict(tags: readonly Tag[]): Verdict
  end(): void
}

/**
 * Invalidations that came while pages were being rendered. A page's tags are known only when it is done; whether it may
 * hold old words is decided then.
 */
export type Journal = {
  note(tags: readonly Tag[] | 'everything', hard: boolean): void
  begin(): OpenRender
}

type Note = { tags: ReadonlySet<Tag> | 'everything'; hard: boolean }

export function openJournal(): Journal {
  const open = new Set<Note[]>()
  return {
    note(tags, hard) {
      const note = { tags: tags === 'everything' ? tags : new Set(tags), hard }
      for (const notes of open) notes.push(note)
    },
    begin() {
      const notes: Note[] = []
      open.add(notes)
      return {
        isTouched: () => notes.length > 0,
        verdict(tags) {
          const touching = notes.filter(
            (note) =>
              note.tags === 'everything' || tags.some((tag) => note.tags !== 'everything' && note.tags.has(tag)),
          )
          if (touching.some(({ hard }) => hard)) return 'hard'
          return touching.length > 0 ? 'soft' : 'untouched'
        },
        end: () => open.delete(notes),
      }
    },
  }
}
