/**
 * How much of an old site is taken in one piece, far beyond what newsrooms write: a story of a million characters is
 * longer than most novels. What goes over is named in the report with its story. Work grows no faster than the text,
 * so these keep the moment short for which one story holds the server, and its memory small.
 */
export const bounds = {
  /** XML elements inside each other; WordPress writes six. */
  depth: 40,
  /** Characters of one element's text (a story's content, one custom field); the rest is left out. */
  text: 1_000_000,
  /** Characters that are read of one piece of text before the file counts as broken. MySQL sends no larger value. */
  unbroken: 64 * 1024 * 1024,
  /** Of a comment, as WordPress's own column holds them (65,535 bytes). */
  comment: 65_535,
  comments: 100_000,
  /** Custom fields, and terms, of one item or comment. */
  fields: 20_000,
  /** Reusable blocks that one story shows, those inside others too. */
  reusableBlocks: 500,
  /** Lines of repairs that are kept for the report. */
  repairs: 10_000,
}
