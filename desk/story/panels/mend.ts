/** What can be put right by a press, where the preflight says how. */
import type { Editor } from '@tiptap/core'
import type { Node as ProseNode } from '@tiptap/pm/model'
import { call } from '../../api/client.ts'
import type { WorkingCopy } from '../working-copy.ts'
import type { Finding } from './story-head.ts'

export const mends = ['mark-decorative', 'remove-block', 'set-level', 'set-tone', 'fetch-still', 'remove-link'] as const
export type MendKind = (typeof mends)[number]

export function mendOf({ rule, mend }: Finding): MendKind | undefined {
  // What a picture shows only a person can say; that it shows nothing to be told is said by a press.
  if (rule === 'alt-missing') return 'mark-decorative'
  return mends.find((kind) => kind === mend?.kind)
}

/** In the working copy, for everybody who has it open; it can be taken back like anything that is typed. */
export async function mendIt(editor: Editor, copy: WorkingCopy, finding: Finding): Promise<void> {
  const kind = mendOf(finding)
  const lead = copy.value('lead')
  if (kind === 'mark-decorative' && finding.blockId === undefined) {
    if (lead) copy.set('lead', { ...lead, decorative: true })
    return
  }
  if (kind === 'fetch-still') {
    const { title, still } = await call('POST /api/v1/embeds', { body: { url: String(finding.mend?.url) } })
    change(editor, finding, (at, node) => {
      const { tr } = editor.state
      tr.setNodeAttribute(at, 'still', still ?? '')
      if (node.attrs.title === '') tr.setNodeAttribute(at, 'title', title)
      editor.view.dispatch(tr)
    })
    return
  }
  change(editor, finding, (at, node) => {
    const { tr } = editor.state
    if (kind === 'remove-block') tr.delete(at, at + node.nodeSize)
    if (kind === 'set-level') tr.setNodeAttribute(at, 'level', finding.mend?.level)
    if (kind === 'set-tone') tr.setNodeAttribute(at, 'tone', finding.mend?.tone)
    if (kind === 'mark-decorative') tr.setNodeAttribute(pictureAt(at, node, finding.picture), 'decorative', true)
    if (kind === 'remove-link') {
      const link = editor.schema.marks.link
      node.descendants((inner, offset) => {
        const isDead = inner.marks.some(({ type, attrs }) => type === link && attrs.href === finding.mend?.href)
        if (isDead && link !== undefined) tr.removeMark(at + 1 + offset, at + 1 + offset + inner.nodeSize, link)
      })
    }
    editor.view.dispatch(tr)
  })
}

/** The block that the finding is about, if it is still there. */
function change(editor: Editor, { blockId }: Finding, run: (at: number, node: ProseNode) => void): void {
  let found: { at: number; node: ProseNode } | undefined
  editor.state.doc.forEach((node, at) => {
    if (node.attrs.id === blockId) found ??= { at, node }
  })
  if (found !== undefined) run(found.at, found.node)
}

/** Where the picture stands: the block itself, or one of a gallery's. */
function pictureAt(at: number, node: ProseNode, picture: number | undefined): number {
  if (picture === undefined) return at
  const places: number[] = []
  node.forEach((inner, offset) => {
    if (inner.type.name === 'galleryPicture') places.push(at + 1 + offset)
  })
  return places[picture] ?? at
}
