import { detachString } from './wordpress/text.ts'

export type Count = { read: number; imported: number; updated: number; unchanged: number; skipped: number }
export type Outcome = 'imported' | 'updated' | 'unchanged'
export type Skipped<Kind extends string> = { kind: Kind; id: string; title: string; reason: string }

/** What became of everything that a source holds. For every kind, read = imported + updated + unchanged + skipped. */
export type Report<Kind extends string = string> = {
  source: { file: string; site: string; address: string; version: string; timeZone: string; items: number }
  counts: Record<Kind, Count>
  skipped: Skipped<Kind>[]
  repaired: { line: number; what: string }[]
  warnings: string[]
  /** Stories that were compared with their old text, and those that hold less: each has a warning. */
  checked?: { stories: number; incomplete: number }
  /** Set when the file could not be read to its end: everything before this place is imported. */
  broken?: { line: number; column: number; message: string }
}

/** Called as a run goes on, in whatever its phase counts. What it throws ends the run between two of them. */
export type Progress<Phase extends string = string> = (phase: Phase, done: number, total: number) => void

/** Long lists are kept short in the report; their true length stands in `counts` and in a last warning. */
const listed = 10_000

export class ReportBook<Kind extends string> {
  readonly report: Report<Kind>
  private readonly dropped = new Map<string, number>()

  /** `counts` begins as zeros, in the order in which the kinds are told. */
  constructor(file: string, counts: Record<Kind, Count>) {
    this.report = {
      source: { file, site: '', address: '', version: '', timeZone: '', items: 0 },
      counts,
      skipped: [],
      repaired: [],
      warnings: [],
    }
  }

  count(kind: Kind, outcome: Outcome, number = 1): void {
    this.report.counts[kind].read += number
    this.report.counts[kind][outcome] += number
  }

  /** One entry of the list may stand for a `number` of things alike. */
  skip(entry: Skipped<Kind>, number = 1): void {
    this.report.counts[entry.kind].read += number
    this.report.counts[entry.kind].skipped += number
    this.push('skipped', this.report.skipped, () => ({
      ...entry,
      title: detachString(entry.title),
      reason: detachString(entry.reason),
    }))
  }

  repair(line: number, what: string): void {
    this.push('repaired', this.report.repaired, () => ({ line, what }))
  }

  warn(text: string): void {
    this.push('warnings', this.report.warnings, () => detachString(text))
  }

  close(): Report<Kind> {
    for (const [list, number] of this.dropped)
      this.report.warnings.push(`${number} more entries of "${list}" are not listed here.`)
    return this.report
  }

  private push<T>(name: string, list: T[], entry: () => T): void {
    if (list.length < listed) list.push(entry())
    else this.dropped.set(name, (this.dropped.get(name) ?? 0) + 1)
  }
}

export function noneYet(): Count {
  return { read: 0, imported: 0, updated: 0, unchanged: 0, skipped: 0 }
}

/** The report in words, for a terminal. */
export function reportLines(report: Report): string[] {
  const lines = [`${report.source.site || 'The site'} (${report.source.address}), ${report.source.items} items.`, '']
  for (const [kind, { read, imported, updated, unchanged, skipped }] of Object.entries(report.counts)) {
    if (read === 0) continue
    const parts = [
      [imported, 'imported'],
      [updated, 'updated'],
      [unchanged, 'unchanged'],
      [skipped, 'skipped'],
    ]
      .filter(([number]) => number !== 0)
      .map(([number, word]) => `${number} ${word}`)
    lines.push(`${kind.padEnd(9)} ${String(read).padStart(7)} read: ${parts.join(', ')}`)
  }
  if (report.checked !== undefined) lines.push('', checkedLine(report.checked))
  const reasons = Map.groupBy(report.skipped, ({ kind, reason }) => `${kind}: ${reason}`)
  if (reasons.size > 0)
    lines.push(
      '',
      'Skipped:',
      ...[...reasons].map(
        ([reason, entries]) =>
          `  ${entries.length} × ${reason} (${entries
            .slice(0, 3)
            .map(({ title, id }) => title || id)
            .join('; ')}${entries.length > 3 ? '; …' : ''})`,
      ),
    )
  if (report.repaired.length > 0)
    lines.push(
      '',
      `Repaired in the file: ${report.repaired.length} places (first: line ${report.repaired[0]?.line}, ` +
        `${report.repaired[0]?.what}).`,
    )
  if (report.warnings.length > 0)
    lines.push(
      '',
      `Worth a look (${report.warnings.length}):`,
      ...report.warnings.slice(0, 30).map((warning) => `  ${warning}`),
      ...(report.warnings.length > 30 ? ['  … the rest is in the report file (--report).'] : []),
    )
  if (report.broken)
    lines.push(
      '',
      `The file cannot be read beyond line ${report.broken.line}, column ${report.broken.column}: ` +
        `${report.broken.message}`,
      'Everything before that place is imported.',
    )
  return lines
}

function checkedLine({ stories, incomplete }: { stories: number; incomplete: number }): string {
  const read = `Compared with their old text: ${stories} ${stories === 1 ? 'story' : 'stories'}`
  if (incomplete === 0) return `${read}, nothing is missing.`
  const hold = incomplete === 1 ? 'holds' : 'hold'
  return `${read}; ${incomplete} ${hold} less than before (see below: "the check found less").`
}
