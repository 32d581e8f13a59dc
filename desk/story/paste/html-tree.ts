/** HTML as a small tree: no document of the browser is made of what somebody pastes, so nothing of it can run or load. */
import { readHtml } from '../../../src/kit/html-reader.ts'

export type Element = {
  tag: string
  attributes: Record<string, string>
  style: Record<string, string>
  children: Tree[]
}
export type Tree = Element | string

/** Nothing of these is meant to be read. */
const unread = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'object', 'xml'])

export function treeOf(html: string): Element {
  const root: Element = { tag: 'body', attributes: {}, style: {}, children: [] }
  const open = [root]
  let skipping = 0
  readHtml(html, {
    onopentag(tag, attributes) {
      const element = { tag, attributes, style: styleOf(attributes.style ?? ''), children: [] }
      if (skipping > 0 || unread.has(tag) || isHidden(element)) skipping++
      else open.at(-1)?.children.push(element)
      open.push(element)
    },
    ontext(text) {
      if (skipping === 0) open.at(-1)?.children.push(text)
    },
    onclosetag() {
      open.pop()
      if (skipping > 0) skipping--
    },
  })
  return root
}

/** Word's bullets stand in the text as signs; `mso-list: Ignore` says that they are none. */
function isHidden({ tag, style }: Element): boolean {
  return style.display === 'none' || (style['mso-hide'] === 'all' && tag !== 'body')
}

function styleOf(text: string): Record<string, string> {
  const style: Record<string, string> = {}
  for (const part of text.split(';')) {
    const at = part.indexOf(':')
    if (at > 0)
      style[part.slice(0, at).trim().toLowerCase()] = part
        .slice(at + 1)
        .trim()
        .toLowerCase()
  }
  return style
}

/** All text in it, as it stands. */
export function textIn(tree: Tree): string {
  if (typeof tree === 'string') return tree
  return tree.tag === 'br' ? '\n' : tree.children.map(textIn).join('')
}
