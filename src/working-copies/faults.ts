/** Things in a working copy that cannot be part of a document. */

export type FaultCode =
  /** A node that this version does not know. It is left out. */
  | 'unknown-node'
  /** A mark that this version does not know. Its words stay. */
  | 'unknown-mark'
  /** A known node, or words, in a place where they are not allowed. They are left out. */
  | 'misplaced'
  /** Without this field, or without content, the block says nothing. It is left out. */
  | 'missing'
  /** A value that no document accepts: the field is left out; if the block needs it, so is the block. */
  | 'invalid'
  /** Longer than a document allows: it is cut, or the excess is left out. */
  | 'too-long'
  /** Lists nested too deep: what is deeper is left out. */
  | 'too-deep'
  /** A picture neither described nor marked as decorative. It stays. */
  | 'missing-alt'

export type ContentFault = {
  /** The id of the block; null where it is a field of the story. */
  block: string | null
  /** The field of the story; in a block its attribute, its node or its mark. */
  field: string
  fault: FaultCode
  /** The words that are left out, or the value that was refused. */
  words: string
}

/** Collects the faults of one block after the other. */
export class Faults {
  readonly list: ContentFault[] = []
  block: string | null = null

  add(field: string, fault: FaultCode, words = ''): void {
    this.list.push({ block: this.block, field, fault, words })
  }
}
