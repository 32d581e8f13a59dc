/** Running text of a paste: words with the marks that we have, whatever program said them in whatever way. */
import type { JSONContent } from '@tiptap/core'
import type { Element, Tree } from './html-tree.ts'

type Mark = { type: string; attrs?: Record<string, string> }

const markTags: Record<string, string> = {
  b: 'strong',
  strong: 'strong',
  i: 'emphasis',
  em: 'emphasis',
  cite: 'emphasis',
  sub: 'sub',
  sup: 'sup',
  s: 'strike',
  strike: 'strike',
  del: 'strike',
  code: 'code',
  kbd: 'code',
  tt: 'code',
}

/** `isHeading`: bold is how a heading looks, and says nothing. */
export function inlinesOf(trees: readonly Tree[], { isHeading = false } = {}): JSONContent[] {
  const found: JSONContent[] = []
  for (const tree of trees) gather(tree, [], found)
  const kept = isHeading ? found.map(withoutBold) : found
  return tidy(kept)
}

function gather(tree: Tree, marks: readonly Mark[], into: JSONContent[]): void {
  if (typeof tree === 'string') {
    if (tree !== '') into.push({ type: 'text', text: tree, marks: [...marks] })
    return
  }
  if (tree.tag === 'br') return void into.push({ type: 'break' })
  const inside = marksOf(tree, marks)
  for (const child of tree.children) gather(child, inside, into)
}

function marksOf(element: Element, outside: readonly Mark[]): Mark[] {
  const { tag, style } = element
  const on = new Set<string>()
  const off = new Set<string>()
  const weight = style['font-weight'] ?? ''
  const named = markTags[tag]
  if (named !== undefined) on.add(named)
  // Google Docs wraps everything in a <b> that is not bold.
  if (/^(?:normal|[1-5]00)$/u.test(weight)) off.add('strong')
  if (/^(?:bold|bolder|[6-9]00)$/u.test(weight)) on.add('strong')
  if (style['font-style'] === 'italic') on.add('emphasis')
  if (style['font-style'] === 'normal') off.add('emphasis')
  const decoration = `${style['text-decoration'] ?? ''} ${style['text-decoration-line'] ?? ''}`
  if (decoration.includes('line-through')) on.add('strike')
  if (style['vertical-align'] === 'super') on.add('sup')
  if (style['vertical-align'] === 'sub') on.add('sub')
  const kept = outside.filter(({ type }) => !off.has(type) && !on.has(type))
  const own = [...on].filter((type) => !off.has(type)).map((type): Mark => ({ type }))
  const href = tag === 'a' ? addressOf(element.attributes.href ?? '') : undefined
  const link: Mark[] = href === undefined ? [] : [{ type: 'link', attrs: { href, rel: '' } }]
  return [...kept.filter(({ type }) => link.length === 0 || type !== 'link'), ...own, ...link]
}

/** Where a link leads in the end; mail programs and Google put an address of their own before it. */
export function addressOf(href: string): string | undefined {
  const address = href.trim()
  if (/^(?:mailto:[^\s]|tel:[+\d])/iu.test(address)) return address
  if (!/^https?:\/\//iu.test(address) || !URL.canParse(address)) return undefined
  const url = new URL(address)
  const isGoogle = /^www\.google\.[a-z.]+$/u.test(url.hostname) && url.pathname === '/url'
  const isSafeLink = url.hostname.endsWith('.safelinks.protection.outlook.com')
  const inner = isGoogle ? (url.searchParams.get('q') ?? url.searchParams.get('url')) : url.searchParams.get('url')
  if ((isGoogle || isSafeLink) && inner !== null && URL.canParse(inner)) return addressOf(inner)
  return url.href
}

function withoutBold(node: JSONContent): JSONContent {
  return { ...node, ...(node.marks && { marks: node.marks.filter(({ type }) => type !== 'strong') }) }
}

/** White space as a browser would show it, no empty text, nothing but words at the ends. */
function tidy(nodes: JSONContent[]): JSONContent[] {
  const kept: JSONContent[] = []
  let isAfterSpace = true
  for (const node of nodes) {
    if (node.type !== 'text') {
      trimEnd(kept)
      kept.push(node)
      isAfterSpace = true
      continue
    }
    const spaced = (node.text ?? '')
      .replaceAll(/[\u00ad\u200b\ufeff]/gu, '')
      .replaceAll(/[ \t\r\n\f]*\u00a0?[ \t\r\n\f]+/gu, ' ')
    const text = isAfterSpace ? spaced.replace(/^[\s\u00a0]+/u, '') : spaced
    if (text === '') continue
    isAfterSpace = /\s$/u.test(text)
    const last = kept.at(-1)
    if (last?.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks)) last.text += text
    else kept.push({ ...node, text })
  }
  trimEnd(kept)
  while (kept.at(-1)?.type === 'break') kept.pop()
  while (kept[0]?.type === 'break') kept.shift()
  trimEnd(kept)
  return kept.map(({ marks, ...node }) => (marks === undefined || marks.length === 0 ? node : { ...node, marks }))
}

function trimEnd(nodes: JSONContent[]): void {
  for (let last = nodes.at(-1); last?.type === 'text'; last = nodes.at(-1)) {
    last.text = last.text?.replace(/[\s\u00a0]+$/u, '') ?? ''
    if (last.text !== '') return
    nodes.pop()
  }
}
