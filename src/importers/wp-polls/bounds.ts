/**
 * How much a source of polls may hold in one piece. What goes over is no dump of WP-Polls, or is named in the report.
 */
export const bounds = {
  /** Characters of one value; the rest is left out. */
  value: 1_000_000,
  /** Characters of one row of CSV. */
  record: 4_000_000,
  /** Of a table; MySQL has no more. */
  columns: 4_096,
  answers: 500,
  /** Characters of a question; the plugin's column holds 200. */
  question: 1_000,
}
