import { html, type Markup } from '../kit/markup.ts'

/** None has what turns the direction of text: it would read as another. */
const address = /https?:\/\/[^\s<>"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu

/**
 * A reader's plain words as HTML: an empty line ends a paragraph, a line end stays one, and a bare web address becomes
 * a link that vouches for nothing.
 */
export function renderWords(words: string): Markup {
  const paragraphs = words.split(/\n{2,}/u).filter((paragraph) => paragraph.trim() !== '')
  return html`${paragraphs.map(renderParagraph)}`
}

function renderParagraph(paragraph: string): Markup {
  const lines = paragraph.split('\n').map((line, index) => [index > 0 && html`<br>`, renderLine(line)])
  return html`<p dir="auto">${lines}</p>`
}

function renderLine(line: string): (Markup | string)[] {
  if (!line.includes('://')) return [line]
  const parts: (Markup | string)[] = []
  let from = 0
  for (const match of line.matchAll(address)) {
    const href = withoutTrailing(match[0])
    if (!URL.canParse(href)) continue
    parts.push(line.slice(from, match.index), html`<a href="${href}" rel="ugc nofollow">${href}</a>`)
    from = match.index + href.length
  }
  return [...parts, line.slice(from)]
}

/** A sentence's end is not part of the address, and neither is a bracket that was opened before it. */
function withoutTrailing(href: string): string {
  let unopened = bracketsIn(href, ')') - bracketsIn(href, '(')
  let end = href.length
  for (; end > 0; end--) {
    const last = href[end - 1] ?? ''
    if (last === ')' && unopened > 0) unopened--
    else if (!/[.,;:!?'…»”’\]}*_~]/u.test(last)) break
  }
  return href.slice(0, end)
}

function bracketsIn(href: string, bracket: string): number {
  let count = 0
  for (let at = href.indexOf(bracket); at !== -1; at = href.indexOf(bracket, at + 1)) count++
  return count
}
