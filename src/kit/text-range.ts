/** A piece of text from the first place up to before the second. */
export type TextRange = readonly [from: number, to: number]
