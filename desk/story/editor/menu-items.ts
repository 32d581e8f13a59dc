/** The blocks that a writer can put into a story, as the slash menu and the "add" button list them. */
import type { Editor } from '@tiptap/core'
import type { DeskWords } from '../../app/words.tsx'
import { blankBlock, insertBlock, setLevel } from './commands.ts'

/** `search`: what else somebody might type for it. */
export type MenuItem = { key: keyof DeskWords['story']['blocks']; search: string; run: (editor: Editor) => void }

/** What needs a picture, file or poll to be chosen first. */
export type Choosing = (kind: 'picture' | 'gallery' | 'file' | 'audio' | 'poll', editor: Editor) => void

export function menuItems(choose: Choosing): MenuItem[] {
  const block = (name: Parameters<typeof blankBlock>[0], attributes?: Record<string, unknown>) => (editor: Editor) =>
    void insertBlock(editor, blankBlock(name, attributes))
  const level = (to: 0 | 2 | 3 | 4) => (editor: Editor) => void setLevel(editor, to)
  const chosen = (kind: Parameters<Choosing>[0]) => (editor: Editor) => choose(kind, editor)
  return [
    { key: 'paragraph', search: 'text p', run: level(0) },
    { key: 'heading2', search: 'h2 ##', run: level(2) },
    { key: 'heading3', search: 'h3 ###', run: level(3) },
    { key: 'heading4', search: 'h4 ####', run: level(4) },
    { key: 'picture', search: 'image photo img', run: chosen('picture') },
    { key: 'gallery', search: 'images photos', run: chosen('gallery') },
    { key: 'quote', search: 'blockquote said >', run: block('quote') },
    { key: 'pullQuote', search: 'pullquote', run: block('pullQuote') },
    { key: 'list', search: 'bullets ul -', run: block('list') },
    { key: 'numbered', search: 'ol 1.', run: block('list', { ordered: true }) },
    { key: 'related', search: 'link story read more', run: block('related') },
    { key: 'embed', search: 'video youtube post', run: block('embed') },
    { key: 'poll', search: 'vote question', run: chosen('poll') },
    { key: 'table', search: 'rows columns', run: block('table') },
    { key: 'note', search: 'box aside info', run: block('note') },
    { key: 'file', search: 'download pdf', run: chosen('file') },
    { key: 'audio', search: 'sound podcast mp3', run: chosen('audio') },
    { key: 'code', search: 'pre ```', run: block('codeBlock') },
    { key: 'divider', search: 'hr line ---', run: block('divider') },
    { key: 'fold', search: 'more continue reading', run: block('fold') },
  ]
}
