/** Places where an outside change met a change of the newsroom's. */

export const conflictCodes = [
  /** Both changed the same words. */
  'words',
  /** Both changed the marks of the same words. */
  'marks',
  /** Both set the same field or attribute. */
  'value',
  /** Changed outside, removed in the copy. */
  'removed-here',
  /** Removed outside, changed in the copy. */
  'removed-outside',
  /** One side turned it into another kind of block, and the other side changed it too. */
  'kind',
] as const
export type ConflictCode = (typeof conflictCodes)[number]

export type MergeConflict = {
  /** The id of the block; null where it is a field of the story. */
  block: string | null
  /** The field of the story; in a block its attribute, or the node whose words or parts it is about. */
  field: string
  conflict: ConflictCode
  /** As it was before either changed it. */
  before: string
  /** As it is in the copy, and stays. */
  ours: string
  /** As the outside change has it; not in the copy. */
  theirs: string
}

/** Collects the conflicts of one block after the other. */
export class Conflicts {
  readonly list: MergeConflict[] = []
  block: string | null = null

  add(conflict: Omit<MergeConflict, 'block'>): void {
    this.list.push({ block: this.block, ...conflict })
  }
}
