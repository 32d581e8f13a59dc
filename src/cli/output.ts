import type { Command } from 'commander'
import { visible, visibleJson } from '../kit/visible.ts'

/** Whether the user asked for `--json`, before or after the command's name. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals().json === true
}

/** The same result for a person or for a machine. */
export function print(command: Command, value: unknown, words: string | string[]): void {
  if (wantsJson(command)) console.log(visibleJson(JSON.stringify(value, null, 2)))
  else for (const line of [words].flat()) say(line)
}

/** One line: whatever a stranger typed is shown, not done, and begins no line of its own. */
export function say(line: string): void {
  console.log(visible(line))
}

/** Columns as wide as their widest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)))
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
