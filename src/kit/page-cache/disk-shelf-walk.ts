import type { Notes } from './disk-notes.ts'
import type { ShelfFile } from './disk-shelf-file.ts'
import { sweep } from './disk-shelf-room.ts'

/** The walk through the file that takes out what must never be served again. */
export type Walk = {
  /** With a file that was opened: a walk that a restart has ended begins again. */
  begin(isSwept: boolean): void
  /** Something was withdrawn: once more, after the present walk if there is one. */
  again(): void
  step(file: ShelfFile, notes: Notes): void
  isDone(): boolean
}

const rowsAStep = 100

export function openWalk(): Walk {
  /** How far it has come; undefined: to the end. */
  let swept: number | undefined
  let mustSweep = false
  return {
    begin(isSwept) {
      swept = isSwept ? undefined : 0
    },
    again() {
      if (swept === undefined) swept = 0
      else mustSweep = true
    },
    step(file, notes) {
      if (swept === undefined) return
      swept = sweep(file, notes, swept, rowsAStep)
      if (swept === undefined && mustSweep) [swept, mustSweep] = [0, false]
    },
    isDone: () => swept === undefined,
  }
}
