/** Running text of a paste: words with the marks that we have, whatever program said them in whatever way. */
import type { JSONContent } from '@tiptap/core'
import { hasClass, textIn, type Element, type Tree } from './html-tree.ts'

export type Mark = { type: string; attrs?: Record<string, string> }

const markTags: Record<string, string> = {
  b: 'strong',
  strong: 'strong',
  i: 'emphasis',
  em: 'emphasis',
  cite: 'emphasis',
  dfn: 'emphasis',
  sub: 'sub',
  sup: 'sup',
  s: 'strike',
  strike: 'strike',
  del: 'strike',
  code: 'code',
  kbd: 'code',
  samp: 'code',
  tt: 'code',
}

/** `marks`: of what the words stand in. `isHeading`: bold is how a heading looks, and says nothing. */
export function inlinesOf(trees: readonly Tree[], marks: readonly Mark[] = [], isHeading = false): JSONContent[] {
  const found: JSONContent[] = []
  for (const tree of trees) gather(tree, marks, found)
  return tidy(isHeading ? withoutBold(found) : found)
}

function gather(tree: Tree, marks: readonly Mark[], into: JSONContent[]): void {
  if (typeof tree === 'string') {
    if (tree !== '') into.push({ type: 'text', text: tree, marks: [...marks] })
    return
  }
  if (tree.tag === 'br') return void into.push({ type: 'break' })
  if (tree.tag === 'img') return void into.push({ type: 'text', text: emojiOf(tree), marks: [...marks] })
  if (tree.tag === 'q') {
    for (const child of ['“', ...tree.children, '”']) gather(child, marks, into)
    return
  }
  if (isApparatus(tree)) return
  const inside = marksOf(tree, marks)
  for (const child of tree.children) gather(child, inside, into)
  // LibreOffice has no space behind the number of a note.
  if (hasClass(tree, /^sd(?:foot|end)notesym$/u)) into.push({ type: 'text', text: ' ', marks: [...marks] })
}

/** Signs of editing and reference that are no words: what was struck, "[edit]", numbers of notes that stay behind. */
export function isApparatus(element: Element): boolean {
  const { tag, attributes } = element
  const href = attributes.href ?? ''
  if (tag === 'del') return (attributes.cite ?? '').startsWith('mailto:') || hasClass(element, /^msodel$/iu)
  if (tag === 'a' && /#_?cmnt\d|#_msocom_\d/u.test(href)) return true
  if (/^mso(?:commentreference|del)$/iu.test(attributes.class ?? '')) return true
  if (tag === 'sup' && hasClass(element, /^reference$/u)) return true
  if (hasClass(element, /^(?:mw-editsection|mw-cite-backlink|noprint|msocomanchor|msocomoff)$/u)) return true
  // A sign of a note in the margin is all that stands in it.
  return tag === 'sup' && hasCommentLink(element) && /^\[[a-z]{1,2}\]$/u.test(textIn(element))
}

function hasCommentLink({ children }: Element): boolean {
  return children.some((child) => typeof child !== 'string' && /#cmnt\d/u.test(child.attributes.href ?? ''))
}

/** Programs draw emoji as pictures; the sign itself stands in the alternative text. */
export function emojiOf({ attributes }: Element): string {
  const text = attributes['data-emoji'] ?? attributes.alt ?? ''
  return text.length <= 16 &&
    /^[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u200d\ufe0f]+$/u.test(text)
    ? text
    : ''
}

export function marksOf(element: Element, outside: readonly Mark[]): readonly Mark[] {
  const { on, off } = saidBy(element)
  const link = element.tag === 'a' ? linkOf(element) : undefined
  if (on.size === 0 && off.size === 0 && link === undefined) return outside
  const kept = outside.filter(({ type }) => !off.has(type) && !on.has(type) && (link === undefined || type !== 'link'))
  const own = [...on].filter((type) => !off.has(type)).map((type): Mark => ({ type }))
  return [...kept, ...own, ...(link === undefined ? [] : [link])]
}

function saidBy({ tag, style }: Element): { on: Set<string>; off: Set<string> } {
  const on = new Set<string>()
  const off = new Set<string>()
  const weight = style['font-weight'] ?? ''
  const named = Object.hasOwn(markTags, tag) ? markTags[tag] : undefined
  if (named !== undefined) on.add(named)
  // Google Docs wraps everything in a <b> that is not bold.
  if (/^(?:normal|lighter|[1-5]00)$/u.test(weight)) off.add('strong')
  if (/^(?:bold|bolder|[6-9]00)$/u.test(weight)) on.add('strong')
  if (/^(?:italic|oblique)/u.test(style['font-style'] ?? '')) on.add('emphasis')
  if (style['font-style'] === 'normal') off.add('emphasis')
  const decoration = `${style['text-decoration'] ?? ''} ${style['text-decoration-line'] ?? ''}`
  if (decoration.includes('line-through')) on.add('strike')
  if (style['vertical-align'] === 'super') on.add('sup')
  if (style['vertical-align'] === 'sub') on.add('sub')
  return { on, off }
}

function linkOf({ attributes }: Element): Mark | undefined {
  const href = addressOf(attributes.href ?? '')
  if (href === undefined) return undefined
  return { type: 'link', attrs: { href, rel: /\bsponsored\b/iu.test(attributes.rel ?? '') ? 'sponsored' : '' } }
}

/** Where a link leads in the end; mail programs and Google put an address of their own before it. */
export function addressOf(href: string): string | undefined {
  // Pasted as nested as it may be, it ends.
  let address = href.trim()
  for (let step = 0; step < 5; step++) {
    if (/^(?:mailto:[^\s]|tel:[+\d])/iu.test(address)) return address
    if (!/^https?:\/\//iu.test(address) || !URL.canParse(address)) return undefined
    const url = new URL(address)
    const inner = wrappedIn(url)
    if (inner === undefined) return url.href.length > 2000 ? undefined : url.href
    address = inner
  }
  return undefined
}

function wrappedIn({ hostname, pathname, searchParams }: URL): string | undefined {
  const isGoogle = /^(?:www\.)?google\.[a-z.]+$/u.test(hostname) && pathname === '/url'
  const isSlack = hostname === 'slack-redir.net' && pathname === '/link'
  const isFacebook = hostname === 'l.facebook.com' && pathname === '/l.php'
  const isSafe = hostname.endsWith('.safelinks.protection.outlook.com')
  if (!isGoogle && !isSlack && !isFacebook && !isSafe) return undefined
  const inner = (isGoogle ? searchParams.get('q') : searchParams.get('u')) ?? searchParams.get('url')
  return inner !== null && URL.canParse(inner) ? inner : undefined
}

export function withoutBold(nodes: readonly JSONContent[]): JSONContent[] {
  return nodes.map((node) => {
    const marks = node.marks?.filter(({ type }) => type !== 'strong')
    return { ...node, ...(marks !== undefined && { marks }) }
  })
}

/** White space as a browser would show it, no empty text, nothing but words at the ends. */
export function tidy(nodes: readonly JSONContent[]): JSONContent[] {
  const kept: JSONContent[] = []
  let isAfterSpace = true
  for (const node of nodes) {
    if (node.type !== 'text') {
      trimLast(kept)
      kept.push(node)
      isAfterSpace = true
      continue
    }
    const spaced = spacedText(node.text ?? '')
    const text = isAfterSpace ? spaced.trimStart() : spaced
    if (text === '') continue
    isAfterSpace = /\s$/u.test(text)
    const last = kept.at(-1)
    if (last?.type === 'text' && isAlike(last.marks, node.marks)) last.text += text
    else kept.push({ ...node, text })
  }
  while (kept[0]?.type === 'break') kept.shift()
  trimLast(kept)
  while (kept.at(-1)?.type === 'break') {
    kept.pop()
    trimLast(kept)
  }
  return kept.map(({ marks, ...node }) => (marks === undefined || marks.length === 0 ? node : { ...node, marks }))
}

/** Runs of spaces are one, also those that Word makes of hard ones; a single hard space is meant. */
function spacedText(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000e-\u001f\u00ad\u200b\ufeff]/gu, '')
    .replaceAll(/[ \t\r\n\f\u00a0]{2,}|[\t\r\n\f]/gu, ' ')
}

function isAlike(marks: JSONContent['marks'] = [], others: JSONContent['marks'] = []): boolean {
  return (
    marks.length === others.length &&
    marks.every(({ type, attrs }, index) => {
      const other = others[index]
      return type === other?.type && attrs?.href === other.attrs?.href && attrs?.rel === other.attrs?.rel
    })
  )
}

function trimLast(nodes: JSONContent[]): void {
  for (let last = nodes.at(-1); last?.type === 'text'; last = nodes.at(-1)) {
    last.text = last.text?.trimEnd() ?? ''
    if (last.text !== '') return
    nodes.pop()
  }
}
