import { assignIds, type Draft } from '../../../articles/document-ids.ts'
import { anchorSchema, type Document } from '../../../articles/document.ts'
import { Findings, type ContentContext, type Finding } from './context.ts'
import { embedOf } from './embeds.ts'
import { finishBlocks } from './finish.ts'
import { contentBlocks } from './flow.ts'
import { kickerOf } from './kicker.ts'

export type ConvertedContent = {
  document: Document
  /**
   * The question at the end of the story that asked for comments; '' when there was none. No longer in the document.
   */
  callToComment: string
  /** A first line of class "kicker"; '' when there was none. No longer in the document. */
  kicker: string
  findings: Finding[]
}

/** What stood around the content, in fields of the post: a label above it, markup before and behind it. */
export type Around = { label: readonly Draft[]; before: string; after: string }

/**
 * A post's content as a document of ours. Pure and total: any text gives a valid document, and what could not be kept
 * is among the findings. With `previous`, unchanged blocks keep their ids.
 */
export function convertContent(
  content: string,
  given: ContentContext,
  previous?: Document,
  around?: Around,
): ConvertedContent {
  const findings = new Findings()
  const context = { ...given, anchors: anchorsOf(content) }
  const { kicker, rest } = kickerOf(content)
  const markup = (source: string) => (source === '' ? [] : contentBlocks(context, findings, source))
  const blocks: Draft[] = [
    ...(around?.label ?? []),
    ...markup(around?.before ?? ''),
    ...contentBlocks(context, findings, rest),
    ...markup(around?.after ?? ''),
  ]
  const { drafts, callToComment } = finishBlocks({ findings }, blocks, (address) => embedOf({ context }, address))
  return { document: assignIds(drafts, previous), callToComment, kicker, findings: findings.list() }
}

/** What stands behind the `#` of a link, as an element's name and as an address writes it. */
function anchorsOf(content: string): Set<string> {
  const found = new Set<string>()
  for (const piece of content.includes('#') ? content.split('href').slice(1) : []) {
    const written = /^\s*=\s*["']?[^"'\s<>#]*#([^"'\s<>]+)/u.exec(piece.slice(0, 1000))?.[1]
    if (written === undefined) continue
    // Footnotes lead back to where they are mentioned.
    const back = content.includes(`"${written}-link"`) ? [`${written}-link`] : []
    for (const id of [written, decoded(written), ...back]) if (anchorSchema.safeParse(id).success) found.add(id)
  }
  return found
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
