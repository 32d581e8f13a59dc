/** Paragraphs that stand for another block, in any source: an address alone, and "RELATED:" with a link. */
import type { Inline } from './document.ts'
import { isKnownEmbed } from './embeds.ts'
import { inlineText } from './render/text.ts'

/** The address when a line is nothing else, and a known provider's. */
export function embeddedAddress(line: readonly Inline[]): string | undefined {
  const [only, ...others] = line
  if (only === undefined || others.length > 0) return undefined
  const words = inlineText([only]).trim()
  if (!/^https?:\/\/\S+$/iu.test(words) || !isKnownEmbed(words)) return undefined
  return only.type === 'text' || only.type === 'link' ? words : undefined
}

const relatedLabel =
  /^(related( (story|stories|article|articles|coverage))?|read (more|also|next)|also read|see also|more on this)\s*[:：]$/iu

/** Of "RELATED: [The bridge is stuck](/2026/01/stuck)" and its like, with one link and nothing else. */
export function relatedLine(children: readonly Inline[]): { href: string; title: string } | undefined {
  const [link, another] = linksIn(children)
  if (link === undefined || another !== undefined) return undefined
  const title = inlineText(link.children).trim()
  const label = inlineText(children).replace(title, '').trim()
  return title !== '' && relatedLabel.test(label) ? { href: link.href, title } : undefined
}

function linksIn(nodes: readonly Inline[]): (Inline & { type: 'link' })[] {
  return nodes.flatMap((node) => {
    if (node.type === 'link') return [node]
    return 'children' in node ? linksIn(node.children) : []
  })
}
