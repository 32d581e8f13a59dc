import type { WordpressReport } from '../wordpress/run/import.ts'
import type { ReportKind } from '../wordpress/run/run.ts'

/** A report as the start page shows it: everything counted, long lists by their reasons. */
export type Summary = {
  site: string
  address: string
  counts: { kind: ReportKind; read: number; brought: number; skipped: number }[]
  skipped: { kind: ReportKind; reason: string; count: number; examples: string[] }[]
  repaired: number
  warnings: string[]
  moreWarnings: number
  broken: { line: number; message: string } | undefined
}

const shownWarnings = 30
const shownExamples = 3

export function summaryOf(report: WordpressReport): Summary {
  const reasons = Map.groupBy(report.skipped, ({ kind, reason }) => `${kind}: ${reason}`)
  const counts = Object.entries(report.counts) as [ReportKind, WordpressReport['counts'][ReportKind]][]
  return {
    site: report.source.site,
    address: report.source.address,
    // A run that was killed and went on finds unchanged what it had brought before.
    counts: counts.flatMap(([kind, { read, imported, updated, unchanged, skipped }]) =>
      read === 0 ? [] : [{ kind, read, brought: imported + updated + unchanged, skipped }],
    ),
    skipped: [...reasons.values()]
      .flatMap((entries) =>
        entries[0] === undefined
          ? []
          : [
              {
                kind: entries[0].kind,
                reason: entries[0].reason,
                count: entries.length,
                examples: entries.slice(0, shownExamples).map(({ title, id }) => title || id),
              },
            ],
      )
      .sort((a, b) => b.count - a.count),
    repaired: report.repaired.length,
    warnings: report.warnings.slice(0, shownWarnings),
    moreWarnings: Math.max(0, report.warnings.length - shownWarnings),
    broken: report.broken && { line: report.broken.line, message: report.broken.message },
  }
}
