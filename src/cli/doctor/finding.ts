/** One thing that the doctor has looked at. */
export type Finding = {
  name: string
  /** `warning`: it keeps working as it is, but should be fixed soon. */
  verdict: 'ok' | 'warning' | 'wrong'
  /** What was seen. */
  words: string
  /** What the publisher can do; empty when nothing has to be done. */
  remedy: string
}

export function ok(name: string, words: string): Finding {
  return { name, verdict: 'ok', words, remedy: '' }
}

export function warning(name: string, words: string, remedy: string): Finding {
  return { name, verdict: 'warning', words, remedy }
}

export function wrong(name: string, words: string, remedy: string): Finding {
  return { name, verdict: 'wrong', words, remedy }
}

/** What one look finds; that the look itself failed is a finding, too, and the others go on. */
export async function look(name: string, work: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await work()].flat()
  } catch (error) {
    return [
      wrong(
        name,
        `it could not be checked: ${messageOf(error)}`,
        'Fix what is named after the colon and run "crier doctor" again.',
      ),
    ]
  }
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // pg refuses with one error for each address of a host, and no words of its own.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ')
  return error.message
}

export function megabytes(bytes: number): string {
  if (bytes < 10_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`
  return bytes < 10_000_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${Math.round(bytes / 1_000_000_000)} GB`
}

export function ago(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 120) return minutes === 1 ? 'a minute' : `${minutes} minutes`
  return minutes < 2 * 1_440 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`
}
