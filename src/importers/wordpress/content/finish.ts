import type { Draft } from '../../../articles/document-ids.ts'
import { hrefSchema, type Inline } from '../../../articles/document.ts'
import { embeddedAddress, relatedLine } from '../../../articles/telling-lines.ts'
import type { Flow } from './context.ts'
import { joined, lineOf, paragraphsOf, plainWords } from './words.ts'

export type Finished = { drafts: Draft[]; callToComment: string }

/** The document format's own limit. */
const maxBlocks = 5000

/**
 * What only the order of blocks tells: bare addresses, RELATED lines, what introduces a video, the question at the end.
 */
export function finishBlocks(
  flow: Pick<Flow, 'findings'>,
  blocks: readonly Draft[],
  embed: (address: string) => Draft[],
): Finished {
  const drafts = introduced(
    oneFold(
      flow,
      blocks
        .flatMap((draft) => (draft.type === 'paragraph' ? paragraphLines(draft, embed) : [draft]))
        .map((draft) => related(withLinkedLines(draft))),
    ),
  )
  const callToComment = takeCallToComment(drafts)
  return { drafts: limited(flow, drafts), callToComment }
}

/** A line that is only the address of something known was shown in place. */
function paragraphLines(draft: Draft & { type: 'paragraph' }, embed: (address: string) => Draft[]): Draft[] {
  if (!draft.children.some((node) => embeddedAddress([node]) !== undefined)) return [draft]
  const lines: Inline[][] = [[]]
  for (const node of draft.children) {
    if (node.type === 'break') lines.push([])
    else lines.at(-1)?.push(node)
  }
  const out: Draft[] = []
  let words: Inline[][] = []
  const flush = () => {
    if (words.length > 0) out.push({ type: 'paragraph', children: joined(words) })
    words = []
  }
  for (const line of lines) {
    const address = embeddedAddress(line)
    if (address === undefined) {
      words.push(line)
      continue
    }
    flush()
    out.push(...embed(address))
  }
  flush()
  return out
}

/** WordPress tries to show what an address alone on its line leads to, and prints a link when it cannot. */
function withLinkedLines(draft: Draft): Draft {
  if (draft.type !== 'paragraph') return draft
  const { children } = draft
  const isEdge = (node: Inline | undefined) => node === undefined || node.type === 'break'
  const isAlone = (node: Inline, index: number): node is Inline & { type: 'text' } =>
    node.type === 'text' &&
    /^\s*https?:\/\/\S+\s*$/iu.test(node.text) &&
    isEdge(children[index - 1]) &&
    isEdge(children[index + 1])
  if (!children.some(isAlone)) return draft
  return {
    ...draft,
    children: children.map((node, index): Inline => {
      const href = isAlone(node, index) ? hrefSchema.safeParse(node.text.trim()).data : undefined
      return href === undefined ? node : { type: 'link', href, children: [{ type: 'text', text: href }] }
    }),
  }
}

/** "RELATED: <a>…</a>" and its like. */
function related(draft: Draft): Draft {
  const line = draft.type === 'paragraph' ? relatedLine(draft.children) : undefined
  return line === undefined ? draft : { type: 'related', href: line.href, title: lineOf(line.title) }
}

/**
 * The paragraph directly before an embed, when it points at it: it ends in a colon, or is one short line about watching
 * or listening.
 */
function introduced(drafts: readonly Draft[]): Draft[] {
  const out: Draft[] = []
  for (const draft of drafts) {
    const before = out.at(-1)
    if (
      draft.type === 'embed' &&
      draft.introduction === undefined &&
      before?.type === 'paragraph' &&
      introduces(before.children)
    ) {
      out[out.length - 1] = { ...draft, introduction: before.children }
    } else {
      out.push(draft)
    }
  }
  return out
}

function introduces(children: readonly Inline[]): boolean {
  const words = plainWords(children).trim()
  if (words.length > 300 || children.some((node) => node.type === 'break')) return false
  return (
    /[:：]$/u.test(words) ||
    (words.length <= 160 && /\b(watch|video|videos|footage|clip|listen|livestream|live stream)\b/iu.test(words))
  )
}

/** Lists stop at the first fold; a second one would say nothing. */
function oneFold({ findings }: Pick<Flow, 'findings'>, drafts: readonly Draft[]): Draft[] {
  let folds = 0
  return drafts.filter((draft) => {
    if (draft.type !== 'fold' || ++folds === 1) return true
    findings.add('second-fold', 'more')
    return false
  })
}

/**
 * A question at the very end that asks for comments; it is taken out of the body, since the page puts it above the
 * conversation.
 */
function takeCallToComment(drafts: Draft[]): string {
  const last = drafts.at(-1)
  if (last?.type !== 'paragraph' || drafts.length < 2) return ''
  const words = plainWords(last.children).replaceAll(/\s+/gu, ' ').trim()
  const asks =
    /[?？؟]/u.test(words) &&
    /\bcomments?\b|\bcomment section\b|what do you think|let us know|tell us|share your (views|thoughts|opinion|story|stories)|have your say|weigh in|join the (conversation|discussion|debate)/iu.test(
      words,
    )
  if (!asks || words.length > 400) return ''
  drafts.pop()
  return words
}

function limited({ findings }: Pick<Flow, 'findings'>, drafts: Draft[]): Draft[] {
  if (drafts.length <= maxBlocks) return drafts
  const rest = drafts.slice(maxBlocks - 1)
  findings.add('too-long', `${drafts.length} blocks`)
  const { paragraphs, displaced } = paragraphsOf(rest)
  if (displaced.length > 0) findings.add('too-long', 'blocks that are no words, behind the 5000th', displaced.length)
  return [
    ...drafts.slice(0, maxBlocks - 1),
    {
      type: 'note',
      tone: 'unknown',
      title: 'The end of a very long story',
      paragraphs: paragraphs.length > 0 ? paragraphs : [[]],
    },
  ]
}
