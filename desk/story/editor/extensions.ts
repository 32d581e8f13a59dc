import type { Extensions } from '@tiptap/core'
import { Dropcursor, Gapcursor, Placeholder } from '@tiptap/extensions'
import { ReactNodeViewRenderer, type ReactNodeViewRendererOptions } from '@tiptap/react'
import type { Awareness } from 'y-protocols/awareness'
import type { XmlFragment } from 'yjs'
import type { DeskWords } from '../../app/words.tsx'
import { Paste, type BringPictures } from '../paste/paste.ts'
import { BlockFocus, isHere } from './block-focus.ts'
import { BlockHandle } from './block-handle.ts'
import { BlockIds } from './block-ids.ts'
import { Collaboration } from './collaboration.ts'
import { DroppedFiles, type BringFiles } from './dropped-files.ts'
import { Find } from './find.ts'
import { Keys } from './keys.ts'
import { MarkdownInput } from './markdown.ts'
import type { MenuItem } from './menu-items.ts'
import { schemaExtensions } from './schema.ts'
import { SlashMenu } from './slash-menu.tsx'
import * as blocks from './views/blocks.tsx'
import type { View } from './views/fields.tsx'
import { GalleryPictureView, GalleryView } from './views/gallery.tsx'
import { PictureView } from './views/pictures.tsx'

type Redrawing = Parameters<NonNullable<ReactNodeViewRendererOptions['update']>>[0]

type Options = {
  body: XmlFragment
  awareness: Awareness
  words: DeskWords['story']
  items: MenuItem[]
  files: BringFiles
  pictures: BringPictures
}

export function editorExtensions({ body, awareness, words, items, files, pictures }: Options): Extensions {
  return [
    ...schemaExtensions({
      picture: drawn(PictureView),
      gallery: drawn(GalleryView),
      galleryPicture: drawn(GalleryPictureView),
      quote: drawn(blocks.QuoteView),
      pullQuote: drawn(blocks.PullQuoteView),
      note: drawn(blocks.NoteView),
      embed: drawn(blocks.EmbedView),
      related: drawn(blocks.RelatedView),
      poll: drawn(blocks.PollView),
      file: drawn(blocks.FileView),
      audio: drawn(blocks.AudioView),
      table: drawn(blocks.TableView, 'table'),
      html: drawn(blocks.HtmlView),
      fold: drawn(blocks.FoldView),
    }),
    Collaboration.configure({ body, awareness }),
    BlockIds,
    BlockFocus,
    BlockHandle.configure({ label: words.drag }),
    Find,
    Keys,
    MarkdownInput,
    SlashMenu.configure({ items, words }),
    Placeholder.configure({ placeholder: words.write }),
    Dropcursor.configure({ color: false, class: 'drop-cursor' }),
    Gapcursor,
    DroppedFiles.configure({ bring: files }),
    Paste.configure({ bring: pictures }),
  ]
}

/** `content`: the element that its words stand in. */
function drawn(view: React.ComponentType<View>, content = 'div') {
  return { addNodeView: () => ReactNodeViewRenderer(view, { contentDOMElementTag: content, update: drawAgain }) }
}

/** TipTap by itself draws a view again for another node alone, and not where the caret comes or goes. */
function drawAgain({ oldNode, newNode, oldDecorations, newDecorations, updateProps }: Redrawing): boolean {
  if (oldNode !== newNode || isHere(oldDecorations) !== isHere(newDecorations)) updateProps()
  return true
}
