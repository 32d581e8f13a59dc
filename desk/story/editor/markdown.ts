/** What is typed as Markdown becomes what it means: `## `, `- `, `1. `, `> `, `---`, `**strong**`. */
import { Extension, InputRule, markInputRule, type ExtendedRegExpMatchArray } from '@tiptap/core'
import { Fragment, type Node as ProseNode } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { blankBlock } from './commands.ts'

export const MarkdownInput = Extension.create({
  name: 'markdownInput',
  addInputRules() {
    const { schema } = this.editor
    const marks = [
      ['strong', /(?:^|\s)(\*\*(?!\s)([^*]{1,500})\*\*)$/u],
      ['emphasis', /(?:^|\s)(_(?!\s)([^_]{1,500})_)$/u],
      ['code', /(?:^|\s)(`([^`]{1,500})`)$/u],
      ['strike', /(?:^|\s)(~~(?!\s)([^~]{1,500})~~)$/u],
    ] as const
    return [
      heading,
      becomes(/^[-*]\s$/u, () => blankBlock('list')),
      becomes(/^(\d{1,4})[.)]\s$/u, ([, number]) => listFrom(Number(number))),
      becomes(/^>\s$/u, () => blankBlock('quote')),
      becomes(/^```$/u, () => blankBlock('codeBlock')),
      becomes(/^---$/u, () => blankBlock('divider')),
      ...marks.flatMap(([name, find]) => {
        const type = schema.marks[name]
        return type === undefined ? [] : [markInputRule({ find, type })]
      }),
    ]
  },
})

const heading = new InputRule({
  find: /^(#{2,4})\s$/u,
  handler: ({ state, range, match }) => {
    const { $from } = state.selection
    if ($from.parent.type.name !== 'paragraph') return null
    state.tr.delete(range.from, range.to).setNodeAttribute($from.before(), 'level', match[1]?.length ?? 2)
    return undefined
  },
})

function listFrom(number: number) {
  return blankBlock('list', { ordered: true, ...(number > 1 && { start: number }) })
}

/** At the start of a paragraph: it becomes this block, with the words that stood in it. */
function becomes(find: RegExp, block: (match: ExtendedRegExpMatchArray) => ReturnType<typeof blankBlock>): InputRule {
  return new InputRule({
    find,
    handler: ({ state, range, match }) => {
      const { tr, schema, selection } = state
      const { $from } = selection
      if ($from.parent.type.name !== 'paragraph' || $from.depth !== 1) return null
      const rest = $from.parent.slice(range.to - $from.start()).content
      const made = withWords(schema.nodeFromJSON(block(match)), rest)
      const at = $from.before()
      tr.replaceWith(at, $from.after(), made)
      const paragraph = made.isAtom ? schema.nodes.paragraph?.create(null, rest) : undefined
      if (paragraph !== undefined) tr.insert(at + made.nodeSize, paragraph)
      tr.setSelection(TextSelection.near(tr.doc.resolve(paragraph === undefined ? at + 1 : at + made.nodeSize + 1), 1))
      return undefined
    },
  })
}

/** The first place for words in a node gets these. */
function withWords(node: ProseNode, words: Fragment): ProseNode {
  if (words.size === 0 || node.isAtom) return node
  if (node.inlineContent) return node.copy(words)
  const [first, ...others] = node.children
  return first === undefined ? node : node.copy(Fragment.from([withWords(first, words), ...others]))
}
