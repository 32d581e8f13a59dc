import { assignIds, type Draft } from '../../../articles/document-ids.ts'
import type { Document } from '../../../articles/document.ts'
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
  context: ContentContext,
  previous?: Document,
  around?: Around,
): ConvertedContent {
  const findings = new Findings()
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
