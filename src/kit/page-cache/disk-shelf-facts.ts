/** What the shelf's file says of itself: how far its pages can be trusted. */
import type { Borders, NoteRow, Notes } from './disk-notes.ts'
import type { ShelfFile } from './disk-shelf-file.ts'
import type { Tag } from './tag.ts'

/** A row of the journal. `at` tells it from the row of the same number in another database, such as a backup's. */
export type Mark = { seq: number; at: number }
/** `settled`: everything up to it has been applied. `newest`: of a state that pages here were rendered from. */
export type Marks = { settled: Mark; newest: Mark }

/** `isSwept`: nothing in it must be taken out any more. */
export type ShelfFacts = { borders: Borders; notes: NoteRow[]; marks: Partial<Marks>; isSwept: boolean }

export function readFacts(file: ShelfFile): ShelfFacts {
  const number = (name: string) => Number(file.fact(name) ?? 0)
  const marks = file.fact('marks')
  return {
    borders: { generation: number('generation'), floor: number('floor'), hardFloor: number('hardFloor') },
    notes: file.notes.all().map(({ tag, generation, hard }) => ({
      tag: String(tag) as Tag,
      generation: Number(generation),
      hard: Number(hard),
    })),
    // Written by `writeFacts` alone.
    marks: marks === undefined ? {} : (JSON.parse(marks) as Marks),
    isSwept: file.fact('swept') !== undefined,
  }
}

export function writeNotes(file: ShelfFile, { rows, forgotten }: ReturnType<Notes['unwritten']>): void {
  for (const { tag, generation, hard } of rows) file.note.run(tag, generation, hard)
  if (forgotten !== undefined) file.forgetNotes.run(forgotten)
}

export function writeFacts(file: ShelfFile, { borders, marks, isSwept }: Omit<ShelfFacts, 'notes'>): void {
  for (const [name, value] of Object.entries(borders)) file.setFact.run(name, String(value))
  if (marks.settled === undefined) file.dropFact.run('marks')
  else file.setFact.run('marks', JSON.stringify(marks))
  // A walk that a restart has ended begins again.
  if (isSwept) file.setFact.run('swept', 'yes')
  else file.dropFact.run('swept')
}
