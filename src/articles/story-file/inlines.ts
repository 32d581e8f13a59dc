import type { PhrasingContent } from 'mdast'
import type { TextDirective } from 'mdast-util-directive'
import { normalizeInlines } from '../document-ids.ts'
import { hrefSchema, type Inline } from '../document.ts'
import { inlineText } from '../render/text.ts'
import type { Faults } from './faults.ts'

/** Markdown's running text as inlines. What cannot be said in a story is a fault with its line. */
export function readInlines(nodes: readonly PhrasingContent[], faults: Faults): Inline[] {
  return normalizeInlines(nodes.flatMap((node) => readInline(node, faults)))
}

function readInline(node: PhrasingContent, faults: Faults): Inline[] {
  switch (node.type) {
    case 'text':
      return [{ type: 'text', text: node.value.replace(/\n/gu, ' ') }]
    case 'strong':
      return [{ type: 'strong', children: children(node, faults) }]
    case 'emphasis':
      return [{ type: 'emphasis', children: children(node, faults) }]
    case 'delete':
      return [{ type: 'strike', children: children(node, faults) }]
    case 'inlineCode':
      return [{ type: 'code', text: node.value }]
    case 'break':
      return [{ type: 'break' }]
    case 'link':
      return readLink(node, node.url, undefined, faults)
    case 'textDirective':
      return readTextDirective(node, faults)
    case 'image':
      faults.add(node, 'a picture stands alone in its paragraph, with an empty line before and after')
      return []
    case 'html':
      if (/^<br\s*\/?>$/iu.test(node.value)) return [{ type: 'break' }]
      faults.add(node, `HTML (${node.value.slice(0, 30)}) belongs into a :::html block`)
      return []
    default:
      faults.add(node, `${node.type} is not known in stories`)
      return []
  }
}

type Parent = { children: PhrasingContent[]; position?: TextDirective['position'] }

function children(node: Parent, faults: Faults): Inline[] {
  return node.children.flatMap((child) => readInline(child, faults))
}

function readLink(node: Parent, href: string, rel: 'sponsored' | 'ugc' | undefined, faults: Faults): Inline[] {
  const checked = hrefSchema.safeParse(href)
  if (!checked.success) {
    faults.add(node, `the link "${href}" ${checked.error.issues[0]?.message ?? 'cannot be used'}`)
    return []
  }
  return [{ type: 'link', href, ...(rel && { rel }), children: children(node, faults) }]
}

const known = new Set(['lang', 'sub', 'sup', 'sponsored', 'ugc', 'code', 'anchor'])

/** Only the known names with brackets are directives: in "at 10:30" or "re:Invent" the colon is a colon. */
function readTextDirective(node: TextDirective, faults: Faults): Inline[] {
  const attributes = node.attributes ?? {}
  if (!known.has(node.name) || node.children.length === 0) return asWritten(node, faults)
  if (node.name === 'sub' || node.name === 'sup') return [{ type: node.name, children: children(node, faults) }]
  if (node.name === 'anchor') return [{ type: 'anchor', id: inlineText(children(node, faults)) }]
  if (node.name === 'code') return [{ type: 'code', text: inlineText(children(node, faults)) }]
  if (node.name === 'lang') {
    const { is, dir } = attributes
    if (!is) {
      faults.add(node, ':lang needs to say which language, such as :lang[نص]{is=ar dir=rtl}')
      return []
    }
    return [
      {
        type: 'language',
        lang: is,
        ...(dir === 'rtl' || dir === 'ltr' ? { dir } : {}),
        children: children(node, faults),
      },
    ]
  }
  return readLink(node, attributes.href ?? '', node.name === 'ugc' ? 'ugc' : 'sponsored', faults)
}

function asWritten(node: TextDirective, faults: Faults): Inline[] {
  const inside =
    node.children.length === 0
      ? []
      : [{ type: 'text', text: '[' } as const, ...children(node, faults), { type: 'text', text: ']' } as const]
  const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) =>
    value === '' ? name : `${name}="${value}"`,
  )
  return [
    { type: 'text', text: `:${node.name}` },
    ...inside,
    ...(attributes.length > 0 ? [{ type: 'text', text: `{${attributes.join(' ')}}` } as const] : []),
  ]
}
