/**
 * HTML as a small tree: no document of the browser is made of what somebody pastes, so nothing of it can run or load.
 */
import { readHtml } from '../../../src/kit/html-reader.ts'

export type Element = {
  tag: string
  attributes: Record<string, string>
  style: Record<string, string>
  children: Tree[]
}
export type Tree = Element | string

/** Nothing of these is meant to be read as words of the story. */
const unread = new Set(
  (
    'script style head title template noscript svg math object xml video audio canvas button select textarea ' +
    'datalist map applet noembed noframes'
  ).split(' '),
)

type Open = { element: Element; isSkipped: boolean; isInvisible: boolean }

export function treeOf(html: string): Element {
  const root = newElement('body')
  const open: Open[] = [{ element: root, isSkipped: false, isInvisible: false }]
  readHtml(html, {
    onopentag(tag, attributes) {
      const outer = open.at(-1)
      const element = { tag, attributes, style: styleOf(attributes.style ?? ''), children: [] }
      const isSkipped = outer?.isSkipped === true || unread.has(tag) || isHidden(element)
      if (!isSkipped) outer?.element.children.push(element)
      open.push({ element, isSkipped, isInvisible: isInvisible(element, outer?.isInvisible ?? false) })
    },
    ontext(text) {
      const inner = open.at(-1)
      if (inner?.isSkipped === false && !inner.isInvisible) inner.element.children.push(text)
    },
    onclosetag() {
      if (open.length > 1) open.pop()
    },
  })
  return root
}

export function newElement(tag: string, attributes: Record<string, string> = {}, children: Tree[] = []): Element {
  return { tag, attributes, style: {}, children }
}

export function hasClass({ attributes }: Element, name: RegExp): boolean {
  return (attributes.class ?? '').split(/\s+/u).some((one) => name.test(one))
}

function isHidden({ tag, style, attributes }: Element): boolean {
  if ('hidden' in attributes || style.display === 'none' || style.opacity === '0') return true
  return (style['mso-hide'] === 'all' && tag !== 'body') || /^0(?:px|pt)?$/u.test(style['max-height'] ?? '')
}

/** Unlike the others, these are inherited, and an element inside can be seen again. */
function isInvisible({ style }: Element, isOuter: boolean): boolean {
  const size = style['font-size']
  if (style.visibility === 'hidden' || (size !== undefined && /^0(?:\.0+)?[a-z%]*$/u.test(size))) return true
  return style.visibility === 'visible' || size !== undefined ? false : isOuter
}

function styleOf(text: string): Record<string, string> {
  const style: Record<string, string> = {}
  for (const part of text.split(';')) {
    const at = part.indexOf(':')
    if (at < 1) continue
    const value = part.slice(at + 1).replace(/!important\s*$/iu, '')
    style[part.slice(0, at).trim().toLowerCase()] = value.trim().toLowerCase()
  }
  return style
}

/** All text in it, as it stands, with lines that are elements as lines. */
export function textIn(tree: Tree): string {
  const pieces: string[] = []
  gatherText(tree, pieces)
  return pieces.join('')
}

function gatherText(tree: Tree, pieces: string[]): void {
  if (typeof tree === 'string') return void pieces.push(tree)
  if (tree.tag === 'br') return void pieces.push('\n')
  const before = pieces.length
  for (const child of tree.children) gatherText(child, pieces)
  const isLine = /^(?:div|p|li)$/u.test(tree.tag)
  const isLoneBreak = pieces.length === before + 1 && pieces[before] === '\n'
  if (isLine && !isLoneBreak) pieces.push('\n')
}

/** The elements of this tag, outermost ones alone. */
export function elementsIn(trees: readonly Tree[], tag: string): Element[] {
  return trees.flatMap((tree) => {
    if (typeof tree === 'string') return []
    return tree.tag === tag ? [tree] : elementsIn(tree.children, tag)
  })
}
