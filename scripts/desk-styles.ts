/** The style sheet of the desk's first screen, and whether the library's part of it is whole. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rollup } from 'vite'

type Output = readonly Rollup.OutputBundle[string][]

/** As one file: each more waits for a line of its own. `names`: in their order. */
export function oneSheet(output: Output, names: readonly string[]): { name: string; bytes: Buffer } {
  const bytes = Buffer.from(names.map((name) => sourceOf(output, name)).join('\n'))
  const hash = createHash('sha256').update(bytes).digest('base64url').replaceAll(/[-_]/gu, '').slice(0, 8)
  return { name: `desk-first-${hash}.css`, bytes }
}

/** @throws where a component is used whose rules desk/styles/mantine.css does not bring */
export function checkMantine(output: Output, sheet: string, root: string): void {
  const whole = namesIn(readFileSync(join(root, 'node_modules/@mantine/core/styles.css'), 'utf8'))
  const ours = namesIn(sheet)
  const used = output.flatMap((file) => (file.type === 'chunk' ? [...namesIn(file.code)] : []))
  const missing = new Set(used.filter((name) => whole.has(name) && !ours.has(name)))
  if (missing.size > 0) throw new Error(`desk/styles/mantine.css lacks the rules of ${[...missing].join(', ')}.`)
}

function sourceOf(output: Output, name: string): string {
  const file = output.find(({ fileName }) => fileName === name)
  return file?.type === 'asset' ? String(file.source) : ''
}

function namesIn(text: string): Set<string> {
  return new Set(text.match(/\bm_[0-9a-f]+\b/gu) ?? [])
}
