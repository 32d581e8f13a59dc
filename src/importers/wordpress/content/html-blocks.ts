import type { Draft } from '../../../articles/document-ids.ts'
import { sanitizeStaffHtml } from '../../../articles/sanitize.ts'
import { cleanText } from '../text.ts'
import type { Flow } from './context.ts'
import { isKnownFrame, isPastedEmbed } from './embeds.ts'
import { eachElement, elementsNamed, parseHtml, textOf, type HtmlNode } from './html-tree.ts'
import { hrefOf } from './links.ts'
import { withLatePictures } from './pictures.ts'
import { decodeReferences, escapeAttribute } from './references.ts'
import { scriptedAddress, scriptedBlocks } from './script-embeds.ts'
import { partElement } from './shortcodes.ts'
import { isHidden } from './visibility.ts'

/** What our blocks say better than raw HTML: media that we hold, and things to play. */
const converted = new Set(['img', 'picture', 'video', 'audio', 'object', 'embed', partElement])

/** An HTML block stays HTML, sanitised; one with pictures, players or shortcodes inside is read as a story is. */
export function htmlBlocks(flow: Flow, source: string): Draft[] {
  let isTooDeep = false
  const nodes = parseHtml(source, () => {
    isTooDeep = true
  })
  if (isTooDeep) flow.findings.add('too-deep', 'elements of an HTML block')
  if (isTooDeep || needsConversion(flow, nodes)) return flow.blocks(withLatePictures(nodes), 'collapse')
  const { html, removed } = sanitizeStaffHtml(source)
  for (const what of removed) {
    const tag = /^<(.+)>$/u.exec(what)?.[1]
    if (tag === undefined) flow.findings.add('removed-attribute', what)
    else flow.findings.add('removed-tag', tag, Math.max(1, countOf(nodes, tag)))
  }
  if (textOf(parseHtml(html)).trim() === '' && !/<hr/iu.test(html)) return scriptsIn(flow, nodes)
  const ours = cleanText(withOurAddresses(flow, html))
  return ours.length > 200_000 ? flow.blocks(nodes, 'collapse') : [{ type: 'html', html: ours.trim() }]
}

function needsConversion(flow: Flow, nodes: readonly HtmlNode[]): boolean {
  const hasText = textOf(nodes).trim() !== ''
  let needs = false
  eachElement(nodes, (element) => {
    needs ||=
      converted.has(element.name) ||
      isPastedEmbed(element) ||
      isHidden(element) ||
      scriptedAddress(element, flow.context.base) !== undefined ||
      (element.name === 'iframe' && (isKnownFrame(flow, element) || !hasText))
  })
  return needs
}

/** What only a script showed: a link, or a note for staff. */
function scriptsIn(flow: Flow, nodes: readonly HtmlNode[]): Draft[] {
  return elementsNamed(nodes, 'script').flatMap((script) => scriptedBlocks(flow, script) ?? [])
}

function countOf(nodes: readonly HtmlNode[], tag: string): number {
  let count = 0
  eachElement(nodes, ({ name }) => {
    if (name === tag) count++
  })
  return count
}

/** sanitize-html writes attributes in one form, so the addresses can be found in its text. */
function withOurAddresses(flow: Flow, html: string): string {
  return html.replaceAll(
    /(<a\b[^<>]*? href=")([^"<>]*)(")/gu,
    (_whole, before: string, href: string, after: string) => {
      const ours = hrefOf(flow, decodeReferences(href))
      if (ours === undefined) flow.findings.add('removed-link', href.slice(0, 80))
      return `${before}${escapeAttribute(ours ?? '#')}${after}`
    },
  )
}
