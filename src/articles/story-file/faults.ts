import type { Fault } from './story.ts'

type Placed = { position?: { start: { line: number } } | undefined }

/** Collects all faults of a story, each with its line in the file. */
export class Faults {
  readonly list: Fault[] = []
  add(node: Placed, message: string): void {
    this.list.push({ line: node.position?.start.line ?? 1, message })
  }
}
