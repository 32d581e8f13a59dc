import type { JSONContent } from '@tiptap/core'
import { isKnownEmbed } from '../../../src/articles/embeds.ts'
import { blankBlock } from '../editor/commands.ts'

/** Paragraphs are parted by empty lines; where there are none, by lines. Lines that begin with a dash are a list. */
export function blocksOfText(text: string): JSONContent[] {
  const tidy = text.replaceAll(/\r\n?/gu, '\n').replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u200b\ufeff]/gu, '')
  const hasGaps = /\n[ \t]*\n/u.test(tidy.trim())
  const parts = tidy.split(hasGaps ? /\n(?:[ \t]*\n)+/u : '\n').map((part) => part.trim())
  return parts.filter((part) => part !== '').reduce(addPart, [])
}

function addPart(blocks: JSONContent[], part: string): JSONContent[] {
  const lines = part.split('\n').map((line) => line.trim())
  const items = lines.map((line) => /^(?:[-*•–]|(\d{1,3})[.)])\s+(.+)$/u.exec(line))
  const isList = items.every((item) => item !== null)
  if (!isList) {
    const isEmbed = lines.length === 1 && isKnownEmbed(part)
    blocks.push(
      isEmbed ? blankBlock('embed', { url: part }) : { ...blankBlock('paragraph'), content: withBreaks(lines) },
    )
    return blocks
  }
  const ordered = items[0]?.[1] !== undefined
  const content = items.map((item) => ({
    type: 'listItem',
    content: [{ type: 'line', content: [{ type: 'text', text: item[2] ?? '' }] }],
  }))
  const last = blocks.at(-1)
  if (last?.type === 'list' && last.attrs?.ordered === ordered) last.content?.push(...content)
  else blocks.push({ ...blankBlock('list', { ordered }), content })
  return blocks
}

function withBreaks(lines: readonly string[]): JSONContent[] {
  return lines
    .filter((line) => line !== '')
    .flatMap((text, index) => [...(index === 0 ? [] : [{ type: 'break' }]), { type: 'text', text }])
}
