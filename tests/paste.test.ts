import { Schema } from '@tiptap/pm/model'
import { describe, expect, test } from 'vitest'
import { pastedFrom } from '../desk/story/paste/clipboard.ts'
import { marks, nodes } from '../src/working-copies/nodes.ts'
import { linesOf, samples } from './pasted-blocks.ts'

const schema = aSchema()

describe('what is pasted from', () => {
  test.each(samples())('$name becomes the blocks that an editor wants', ({ html, text, expected }) => {
    const pasted = pastedFrom({ html, text })
    expect(linesOf(pasted)).toBe(expected)
    for (const block of pasted.blocks) schema.nodeFromJSON(block).check()
    expect(namesIn(pasted.blocks).filter((name) => !known.has(name))).toEqual([])
    expect(JSON.stringify(pasted)).not.toMatch(/javascript:|vbscript:|data:text|evil\.example|track\.example/iu)
  })

  test('more than thirty programs', () => {
    expect(samples().length).toBeGreaterThanOrEqual(30)
  })

  test('several programs has an id of its own in each block', () => {
    const ids = samples().flatMap(({ html, text }) => pastedFrom({ html, text }).blocks.map(({ attrs }) => attrs?.id))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

const pieces = {
  'paragraphs of Word':
    '<p class=MsoNormal style="margin:0"><span lang=EN-GB style="color:red">' +
    'Some <b>words</b> of it.<o:p></o:p></span></p>\n',
  'items of Word':
    "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o </span>An item</p>\n",
  'rows of a table': '<tr><td>one</td><td><p>two</p><p>three</p></td></tr>',
  'elements that nobody closes': '<div><b><blockquote>word ',
  'tables in each other': '<table><tr><td>word',
  'lists in each other': '<ul><li>word',
  'words of links': '<a href="https://www.google.com/url?q=https://x.example/">link</a> and ',
  'hard spaces': '\u00a0',
  'openings of comments': '<!--[if ',
  brackets: '<',
} as const

describe('half a megabyte of', () => {
  test.each(Object.entries(pieces))(
    '%s are read in time that grows with their length',
    (_, piece) => {
      const of = (bytes: number) => ({ html: `<p>before</p>${piece.repeat(bytes / piece.length)}<p>x`, text: '' })
      expect(growth(of)).toBeLessThan(3)
    },
    60_000,
  )

  test.each([
    ['lines', 'a line of text that goes on and on in its way, until it ends\n'],
    ['empty lines', '\n \t'],
    ['spaces', ' '],
    ['lines that end in hyphens', 'some words that are parted at the end of a li-\n'],
    ['one word', 'x'],
  ])(
    'plain text, %s, are read in time that grows with their length',
    (_, piece) => {
      const of = (bytes: number) => ({ html: '', text: `before${piece.repeat(bytes / piece.length)}x` })
      expect(growth(of)).toBeLessThan(3)
    },
    60_000,
  )

  test.each(['**', '**a ', '[x](', '> ', '* a\n  ', '| a ', '[a', 'a** '])(
    'Markdown, %j, in parts that are read as such, are read in time that grows with their length',
    (piece) => {
      const part = `${piece.repeat(1000 / piece.length)}\n\n`
      const of = (bytes: number) => ({ html: '', text: `# before\n${part.repeat(bytes / 10_000)}x` })
      expect(growth(of)).toBeLessThan(3.5)
    },
    60_000,
  )
})

/** How much longer half a megabyte takes than a quarter, by the processor's time; the best of several tries. */
function growth(of: (bytes: number) => { html: string; text: string }): number {
  const [one, two] = [of(250_000), of(500_000)]
  pastedFrom(one)
  let least = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 5 && least >= 2.5; attempt++) least = Math.min(least, timeOf(two) / timeOf(one))
  return least
}

function timeOf(clipboard: { html: string; text: string }): number {
  const before = process.cpuUsage()
  pastedFrom(clipboard)
  const { user, system } = process.cpuUsage(before)
  return Math.max(user + system, 2000)
}

const known = new Set<string>([
  ...Object.keys(nodes),
  ...Object.keys(marks),
  ...[...Object.values(nodes), ...Object.values(marks)].flatMap((spec) => Object.keys(attributesOf(spec))),
  'text',
])

function attributesOf(spec: object): object {
  return 'attributes' in spec && typeof spec.attributes === 'object' ? (spec.attributes ?? spec) : spec
}

/** Every name of a node, mark and attribute in it: what ours has no name for, did not come through. */
function namesIn(blocks: readonly object[]): string[] {
  return blocks.flatMap((block) => {
    const { type, attrs = {}, content = [], marks: on = [] } = block as Record<string, any>
    return [type, ...Object.keys(attrs), ...namesIn(content), ...namesIn(on)]
  })
}

/** The editor's nodes, without what draws them. */
function aSchema(): Schema {
  const attrs = (defaults: object) =>
    Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { default: value }]))
  const made = Object.entries(nodes).map(([name, spec]) => [
    name,
    {
      group: spec.kind === 'leaf' ? 'inline' : spec.kind,
      inline: spec.kind === 'leaf',
      content: spec.content,
      marks: spec.hasMarks ? '_' : '',
      attrs: attrs(spec.attributes),
    },
  ])
  return new Schema({
    nodes: { doc: { content: 'block+' }, text: { group: 'inline' }, ...Object.fromEntries(made) },
    marks: Object.fromEntries(Object.entries(marks).map(([name, spec]) => [name, { attrs: attrs(spec) }])),
  })
}
