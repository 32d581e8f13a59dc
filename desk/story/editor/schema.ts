/** The editor's nodes and marks, made of the table that the server walks by (src/working-copies/nodes.ts). */
import { Mark, mergeAttributes, Node, type Extensions } from '@tiptap/core'
import { marks, nodes, type MarkName, type NodeName, type NodeSpec } from '../../../src/working-copies/nodes.ts'

/** How a node looks where no view of its own draws it. */
const tags: Record<NodeName, string> = {
  paragraph: 'p',
  list: 'ul',
  listItem: 'li',
  line: 'p',
  quote: 'blockquote',
  pullQuote: 'aside',
  picture: 'figure',
  gallery: 'div',
  galleryPicture: 'figure',
  galleryCaption: 'p',
  embed: 'div',
  file: 'div',
  audio: 'div',
  table: 'table',
  tableCaption: 'caption',
  tableRow: 'tr',
  tableCell: 'td',
  codeBlock: 'pre',
  divider: 'hr',
  fold: 'div',
  related: 'p',
  poll: 'div',
  html: 'div',
  note: 'aside',
  break: 'br',
  anchor: 'span',
}

const markTags: Record<MarkName, string> = {
  link: 'a',
  language: 'span',
  strong: 'strong',
  emphasis: 'em',
  strike: 's',
  sub: 'sub',
  sup: 'sup',
  code: 'code',
}

const Document = Node.create({ name: 'doc', topNode: true, content: 'block+' })
const Text = Node.create({ name: 'text', group: 'inline' })

/** `own`: nodes that are drawn by views of their own, in place of the plain ones. */
export function schemaExtensions(
  own: Partial<Record<NodeName, Partial<Parameters<typeof Node.create>[0]>>>,
): Extensions {
  const made = (Object.keys(nodes) as NodeName[]).map((name) => nodeOf(name, nodes[name], own[name]))
  return [Document, Text, ...made, ...(Object.keys(marks) as MarkName[]).map(markOf)]
}

function nodeOf(name: NodeName, spec: NodeSpec, own: object = {}) {
  const isLeaf = spec.kind === 'leaf'
  return Node.create({
    name,
    priority: name === 'paragraph' ? 1000 : 100,
    ...(spec.kind === 'block' && { group: 'block' }),
    ...(isLeaf && { group: 'inline', inline: true, atom: true, selectable: name === 'anchor' }),
    ...(spec.content === '' ? { atom: true } : { content: spec.content }),
    marks: spec.hasMarks ? '_' : '',
    code: name === 'codeBlock',
    defining: spec.kind === 'block' && spec.content !== '',
    isolating: /^(?:table|tableCell|galleryPicture|galleryCaption|tableCaption)$/u.test(name),
    draggable: spec.kind === 'block' && spec.content === '',
    whitespace: name === 'codeBlock' ? 'pre' : 'normal',
    addAttributes: () =>
      Object.fromEntries(
        Object.entries(spec.attributes).map(([attribute, value]) => [attribute, attributeOf(attribute, value)]),
      ),
    // What is copied within the editor is read again by these; other HTML goes through paste/ first.
    parseHTML: () => [{ tag: `[data-node="${name}"]` }],
    renderHTML: ({ node, HTMLAttributes }) => [
      tagOf(name, node.attrs),
      mergeAttributes({ 'data-node': name }, HTMLAttributes),
      ...(spec.content === '' || isLeaf ? [] : [0]),
    ],
    ...own,
  })
}

function attributeOf(name: string, value: string | number | boolean | null) {
  return {
    default: value,
    // A block that is pasted or split off is another block.
    keepOnSplit: !['id', 'level', 'rescued'].includes(name),
    parseHTML: (element: HTMLElement) => {
      const text = element.getAttribute(`data-${name.toLowerCase()}`)
      if (text === null) return value
      if (typeof value === 'boolean') return text === 'true'
      return typeof value === 'number' || name === 'start' ? Number(text) : text
    },
    renderHTML: (attributes: Record<string, unknown>) => {
      const current = attributes[name]
      return current === value || current === null ? {} : { [`data-${name.toLowerCase()}`]: String(current) }
    },
  }
}

function tagOf(name: NodeName, attributes: Record<string, unknown>): string {
  if (name === 'paragraph' && Number(attributes.level) > 0) return `h${String(attributes.level)}`
  if (name === 'list' && attributes.ordered === true) return 'ol'
  return tags[name]
}

function markOf(name: MarkName) {
  return Mark.create({
    name,
    inclusive: name !== 'link',
    excludes: name === 'sub' ? 'sup sub' : name === 'sup' ? 'sub sup' : name,
    addAttributes: () =>
      Object.fromEntries(
        Object.entries(marks[name]).map(([attribute, value]) => [
          attribute,
          {
            default: value,
            parseHTML: (element: HTMLElement) => element.getAttribute(attribute) ?? value,
            renderHTML: (attributes: Record<string, unknown>) =>
              attributes[attribute] === '' ? {} : { [attribute]: attributes[attribute] },
          },
        ]),
      ),
    parseHTML: () => [{ tag: `${markTags[name]}[data-mark="${name}"]` }],
    renderHTML: ({ HTMLAttributes }) => [markTags[name], mergeAttributes({ 'data-mark': name }, HTMLAttributes), 0],
  })
}
