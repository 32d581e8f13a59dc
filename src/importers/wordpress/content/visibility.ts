/** What the old site's readers did not see, and what a style made of an element. */
import type { HtmlElement } from './html-tree.ts'

function declarations(style: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const part of style.toLowerCase().split(';').slice(0, 100)) {
    const colon = part.indexOf(':')
    if (colon > 0)
      found.set(
        part.slice(0, colon).trim(),
        part
          .slice(colon + 1)
          .replace('!important', '')
          .trim(),
      )
  }
  return found
}

/** Hidden by itself or by its style: no script shows it again on a page of ours. */
export function isHidden({ attributes, name }: HtmlElement): boolean {
  if (attributes.hidden !== undefined && name !== 'input') return true
  const style = attributes.style === undefined ? undefined : declarations(attributes.style)
  if (style === undefined) return false
  const value = (key: string) => style.get(key) ?? ''
  const isAway = ['left', 'right', 'top', 'text-indent', 'margin-left'].some((key) =>
    /^-\d{4,}(?:\.\d+)?(?:px|em|rem|%)?$|^-\d{3}(?:em|rem)$/u.test(value(key)),
  )
  return (
    value('display') === 'none' ||
    value('visibility') === 'hidden' ||
    value('visibility') === 'collapse' ||
    /^0(?:\.0+)?(?:px|em|rem|pt|%)?$/u.test(value('font-size')) ||
    /^0(?:\.0+)?%?$/u.test(value('opacity')) ||
    isAway
  )
}

export type StyleMarks = { strong?: boolean; emphasis?: boolean; strike?: boolean }

/** What a style switches on (true) or off (false); Google Docs writes all its marks so. */
export function marksOfStyle({ attributes }: HtmlElement): StyleMarks {
  if (attributes.style === undefined) return {}
  const style = declarations(attributes.style)
  const weight = style.get('font-weight') ?? ''
  const slant = style.get('font-style') ?? ''
  const line = style.get('text-decoration') ?? style.get('text-decoration-line') ?? ''
  return {
    ...(/^(?:bold|bolder|[6-9]00)$/u.test(weight) && { strong: true }),
    ...(/^(?:normal|lighter|[1-5]00)$/u.test(weight) && { strong: false }),
    ...(/^(?:italic|oblique)/u.test(slant) && { emphasis: true }),
    ...(slant === 'normal' && { emphasis: false }),
    ...(line.includes('line-through') && { strike: true }),
    ...(line === 'none' && { strike: false }),
  }
}
