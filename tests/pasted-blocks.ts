import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pasted } from '../desk/story/paste/reading.ts'

const folder = join(import.meta.dirname, 'paste')

/** What a program put on the clipboard, and what is to become of it, a line a block. */
export type Sample = { name: string; html: string; text: string; expected: string }

export function samples(): Sample[] {
  return readdirSync(folder).map((name) => ({
    name,
    html: textOf(name, 'clipboard.html'),
    text: textOf(name, 'clipboard.txt'),
    expected: textOf(name, 'blocks.txt'),
  }))
}

function textOf(name: string, file: string): string {
  try {
    return readFileSync(join(folder, name, file), 'utf8')
  } catch {
    return ''
  }
}

type Json = NonNullable<Pasted['blocks'][number]['content']>[number]

/** Blocks as lines that people can compare; pictures stand below the block that they go below. */
export function linesOf({ blocks, pictures }: Pasted): string {
  const pictured = (after: string | undefined) =>
    pictures
      .filter((picture) => picture.after === after)
      .map(({ src, alt, caption }) => `picture ${src} "${alt}" ${words(caption)}`.trim())
  return [...pictured(undefined), ...blocks.flatMap((block) => [blockLines(block), ...pictured(block.attrs?.id)])]
    .join('\n')
    .concat('\n')
}

function blockLines({ type = '', attrs = {}, content = [] }: Json): string {
  const { id: _, level, ordered, start, ...others } = attrs
  const said = Object.entries(others).map(([name, value]) => ` ${name}=${String(value)}`)
  if (type === 'paragraph') return `${level > 0 ? `heading${level}` : 'paragraph'} ${words(content)}`
  if (type === 'list') return ['list', ...itemLines({ attrs: { ordered, start }, content }, '  ')].join('\n')
  const isGroup = content.some((part) => part.type !== 'text' && part.type !== 'break')
  if (!isGroup) return `${type}${said.join('')} ${words(content)}`.trim()
  return [`${type}${said.join('')}`, ...content.map(partLine)].join('\n')
}

function partLine({ type, content = [] }: Json): string {
  if (type !== 'tableRow') return `  ${type} ${words(content)}`.trimEnd()
  return `  | ${content.map((cell) => words(cell.content)).join(' | ')} |`
}

function itemLines({ attrs = {}, content = [] }: Json, indent: string): string[] {
  return content.flatMap((item, index) =>
    (item.content ?? []).flatMap((part) =>
      part.type === 'list'
        ? itemLines(part, `${indent}  `)
        : [`${indent}${attrs.ordered ? `${(attrs.start ?? 1) + index}.` : '-'} ${words(part.content)}`],
    ),
  )
}

function words(nodes: readonly Json[] = []): string {
  return nodes.map(({ type, text = '', marks = [] }) => (type === 'break' ? '⏎' : marked(text, marks))).join('')
}

function marked(text: string, marks: NonNullable<Json['marks']>): string {
  return marks.reduceRight((inside, { type, attrs }) => {
    const said = attrs === undefined ? '' : ` ${attrs.href}${attrs.rel ? ` ${attrs.rel}` : ''}`
    return `<${type}${said}>${inside}</${type}>`
  }, text)
}
