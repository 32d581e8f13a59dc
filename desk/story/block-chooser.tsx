/** Blocks that begin with a choice: which picture, which file, which poll. */
import type { Editor, JSONContent } from '@tiptap/core'
import type { Medium } from '../api/media.ts'
import { MediaChooser, type ChooserKind } from '../media/media-chooser.tsx'
import { blankBlock, insertBlock } from './editor/commands.ts'
import type { Choosing } from './editor/menu-items.ts'
import { PollChooser } from './poll-chooser.tsx'

export type BlockChoice = { kind: Parameters<Choosing>[0]; editor: Editor }

type Props = { choice: BlockChoice | undefined; close: () => void }

const fileKinds: Record<Exclude<BlockChoice['kind'], 'poll'>, ChooserKind> = {
  picture: 'image',
  gallery: 'image',
  file: 'file',
  audio: 'audio',
}

export function BlockChooser({ choice, close }: Props) {
  const insert = (block: JSONContent) => {
    close()
    if (choice !== undefined) insertBlock(choice.editor, block)
  }
  if (choice?.kind === 'poll')
    return <PollChooser close={close} choose={(poll) => insert(blankBlock('poll', { poll }))} />
  const kind = choice === undefined ? 'image' : fileKinds[choice.kind]
  return (
    <MediaChooser
      kind={kind}
      isOpen={choice !== undefined}
      isMany={choice?.kind === 'gallery'}
      close={close}
      choose={(media) => insert(blockOf(choice?.kind, media))}
    />
  )
}

function blockOf(kind: BlockChoice['kind'] | undefined, media: readonly Medium[]): JSONContent {
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

function galleryPicture(medium: Medium): JSONContent {
  const { id, alt, credit } = medium
  return { type: 'galleryPicture', attrs: { media: id, alt, credit }, ...captionOf(medium) }
}

function captionOf({ caption }: Medium): { content?: JSONContent[] } {
  return caption === '' ? {} : { content: [{ type: 'text', text: caption }] }
}
