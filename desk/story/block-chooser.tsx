/** Blocks that begin with a choice: which picture, which file, which poll. */
import type { Editor, JSONContent } from '@tiptap/core'
import { MediaChooser, type ChooserKind } from '../media/media-chooser.tsx'
import { blankBlock, insertBlock } from './editor/commands.ts'
import type { Choosing } from './editor/menu-items.ts'
import { blockOf } from './media-blocks.ts'
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
