/** Text without marks: as it is typed, as Markdown, or with the lines of a printed page. */
import type { JSONContent } from '@tiptap/core'
import { isKnownEmbed } from '../../../src/articles/embeds.ts'
import { blankBlock } from '../editor/commands.ts'
import { blocksOfTree } from './blocks.ts'
import { isMarkdown, treeOfMarkdown } from './markdown-tree.ts'
import type { Pasted } from './reading.ts'
import { unwrapped } from './wrapped-lines.ts'

export function pastedText(text: string): Pasted {
  const tidy = cleaned(text)
  const tree = isMarkdown(tidy) ? treeOfMarkdown(tidy) : undefined
  return tree === undefined ? { blocks: blocksOfText(tidy), pictures: [] } : blocksOfTree(tree)
}

/** Paragraphs are parted by empty lines; where there are none, by lines. Lines that begin with a dash are a list. */
function blocksOfText(text: string): JSONContent[] {
  const whole = unwrapped(text)
  const hasGaps = /\n[ \t]*\n/u.test(whole.trim())
  const parts = whole.split(hasGaps ? /\n(?:[ \t]*\n)+/u : '\n').map((part) => part.trim())
  return parts.filter((part) => part !== '').reduce(addPart, [])
}

/** Ligatures of printed pages are letters. */
function cleaned(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029\f\v]/gu, '\n')
    .replaceAll(/[\u0000-\u0008\u000e-\u001f\u007f\u200b\ufeff]/gu, '')
    .replaceAll(/[\ufb00-\ufb06]/gu, (ligature) => ligature.normalize('NFKC'))
}

function addPart(blocks: JSONContent[], part: string): JSONContent[] {
  const lines = part.split('\n').map((line) => line.trim())
  const items = lines.map((line) => /^(?:[-*•–▪◦‣·]|(\d{1,3})[.)])\s+(.+)$/u.exec(line))
  if (!items.every((item) => item !== null)) {
    blocks.push(
      lines.length === 1 && isKnownEmbed(part)
        ? blankBlock('embed', { url: part })
        : { ...blankBlock('paragraph', { level: 0 }), content: withBreaks(lines) },
    )
    return blocks
  }
  const ordered = items[0]?.[1] !== undefined
  const start = Number(items[0]?.[1] ?? 1)
  const content = items.map((item) => ({
    type: 'listItem',
    content: [{ type: 'line', content: [{ type: 'text', text: item[2] ?? '' }] }],
  }))
  const last = blocks.at(-1)
  if (last?.type === 'list' && last.attrs?.ordered === ordered) last.content?.push(...content)
  else blocks.push({ ...blankBlock('list', { ordered, start: start > 1 ? start : null }), content })
  return blocks
}

function withBreaks(lines: readonly string[]): JSONContent[] {
  return lines
    .filter((line) => line !== '')
    .flatMap((text, index) => [...(index === 0 ? [] : [{ type: 'break' }]), { type: 'text', text: spaced(text) }])
}

function spaced(text: string): string {
  return text.replaceAll(/[ \t\u00a0]{2,}|\t/gu, ' ')
}
