/** How much a list of subscribers may hold; the desk says it before it sends one. */

/** Two million lines or so. */
export const maxListBytes = 100_000_000
/** Of the lines that bring nobody in, so many are kept. */
export const maxKeptLines = 10_000
