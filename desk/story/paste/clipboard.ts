import { blocksOf } from './blocks.ts'
import { pastedText } from './plain-text.ts'
import type { Pasted } from './reading.ts'

/** Of the ways in which a program put one thing on the clipboard, the one that says most. */
export function pastedFrom({ html, text }: { html: string; text: string }): Pasted {
  const pasted = html.trim() === '' ? undefined : blocksOf(html)
  if (pasted === undefined || (pasted.blocks.length === 0 && pasted.pictures.length === 0)) return pastedText(text)
  return pasted
}
