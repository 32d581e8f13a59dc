/** What pictures and files become in a story. */
import type { JSONContent } from '@tiptap/core'
import type { Medium } from '../api/media.ts'
import { blankBlock } from './editor/commands.ts'
import type { Choosing } from './editor/menu-items.ts'

export function blockOf(kind: Parameters<Choosing>[0] | undefined, media: readonly Medium[]): JSONContent {
  const [first] = media
  if (kind === 'gallery')
    return { ...blankBlock('gallery'), content: [...media.map(galleryPicture), { type: 'galleryCaption' }] }
  if (first === undefined) return blankBlock('paragraph')
  if (kind === 'file') return blankBlock('file', { media: first.id, name: first.fileName })
  if (kind === 'audio') return blankBlock('audio', { media: first.id, title: first.caption || first.fileName })
  return pictureBlock(first)
}

/** What a dropped file becomes. */
export function blockOfMedium(medium: Medium): JSONContent {
  if (medium.kind === 'image') return pictureBlock(medium)
  return blockOf(medium.kind === 'audio' ? 'audio' : 'file', [medium])
}

/** With what is said of the picture where it lies; the words of this story can be others. */
function pictureBlock(medium: Medium): JSONContent {
  const { id, alt, credit } = medium
  return { ...blankBlock('picture', { media: id, alt, credit }), ...captionOf(medium) }
}

export function galleryPicture(medium: Medium): JSONContent {
  const { id, alt, credit } = medium
  return { type: 'galleryPicture', attrs: { media: id, alt, credit }, ...captionOf(medium) }
}

function captionOf({ caption }: Medium): { content?: JSONContent[] } {
  return caption === '' ? {} : { content: [{ type: 'text', text: caption }] }
}
