import { readHtml } from '../../../kit/html-reader.ts'
import { cleanText, hasControls } from '../text.ts'

export type HtmlElement = { name: string; attributes: Record<string, string>; children: HtmlNode[] }
export type HtmlNode = string | HtmlElement

/**
 * Deeper than any story; whatever nests further is taken as if it stood at this depth, so that no walk overflows the
 * stack.
 */
const maxDepth = 80

/**
 * HTML as a tree of elements and text. Never throws; comments and processing instructions are left out. `onTooDeep`
 * hears once of each element that lost its place.
 */
export function parseHtml(html: string, onTooDeep: () => void = () => {}): HtmlNode[] {
  const root: HtmlElement = { name: '', attributes: {}, children: [] }
  const open = [root]
  let overflow = 0
  const isBroken = readHtml(cleanText(html), {
    ontext(part) {
      // A reference such as `&#8;` brings back what the source was cleaned of.
      const text = part.length === 1 ? cleanText(part) : part
      const siblings = innermost(open).children
      const last = siblings.at(-1)
      if (typeof last === 'string') siblings[siblings.length - 1] = last + text
      else siblings.push(text)
    },
    onopentag(name, attributes) {
      if (open.length > maxDepth) {
        overflow++
        onTooDeep()
        return
      }
      const element = { name, attributes: cleanAttributes(attributes), children: [] }
      innermost(open).children.push(element)
      open.push(element)
    },
    onclosetag() {
      if (overflow > 0) overflow--
      else if (open.length > 1) open.pop()
    },
  })
  if (isBroken) onTooDeep()
  return root.children
}

function cleanAttributes(attributes: Record<string, string>): Record<string, string> {
  if (!Object.values(attributes).some(hasControls)) return attributes
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, cleanText(value)]))
}

export function isElement(node: HtmlNode | undefined, ...names: string[]): node is HtmlElement {
  return typeof node === 'object' && (names.length === 0 || names.includes(node.name))
}

/** Every element below with one of the names, in order; nothing is sought inside what was found. */
export function elementsNamed(nodes: readonly HtmlNode[], ...names: string[]): HtmlElement[] {
  return nodes.flatMap((node) =>
    typeof node === 'string' ? [] : names.includes(node.name) ? [node] : elementsNamed(node.children, ...names),
  )
}

export function firstNamed(nodes: readonly HtmlNode[], ...names: string[]): HtmlElement | undefined {
  return elementsNamed(nodes, ...names)[0]
}

/** The text of everything below, line breaks where `<br>` stands. */
export function textOf(nodes: readonly HtmlNode[]): string {
  return nodes
    .map((node) =>
      typeof node === 'string' ? node : node.name === 'br' ? '\n' : hidden.has(node.name) ? '' : textOf(node.children),
    )
    .join('')
}

export function hasClass(element: HtmlElement, name: string): boolean {
  return classesOf(element).includes(name)
}

export function classesOf(element: HtmlElement): string[] {
  return (element.attributes.class ?? '').split(/\s+/u)
}

/** Walks every element once, outermost first. */
export function eachElement(nodes: readonly HtmlNode[], visit: (element: HtmlElement) => void): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue
    visit(node)
    eachElement(node.children, visit)
  }
}

const hidden = new Set(['script', 'style', 'template'])

function innermost(open: readonly HtmlElement[]): HtmlElement {
  const element = open.at(-1)
  if (element === undefined) throw new Error('the root element is never closed')
  return element
}
