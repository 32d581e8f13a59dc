import { useQueryClient } from '@tanstack/react-query'
/** Brings files and pictures in that were dropped or pasted, and puts them into the text. */
import type { Editor, JSONContent } from '@tiptap/core'
import { useMemo, useRef } from 'react'
import { call } from '../api/client.ts'
import { mediumQuery, type Medium } from '../api/media.ts'
import { useUploads, type UploadState } from '../media/uploads.tsx'
import { insertAfter } from './editor/commands.ts'
import type { BringFiles } from './editor/dropped-files.ts'
import { blockOfMedium } from './media-blocks.ts'
import type { BringPictures } from './paste/paste.ts'
import type { PastedPicture } from './paste/reading.ts'

type BringIn = { uploads: UploadState; files: BringFiles; pictures: BringPictures }

export function useBringIn(): BringIn {
  const client = useQueryClient()
  const uploads = useUploads()
  const latest = useRef(uploads)
  latest.current = uploads
  return useMemo(() => {
    const fetched = async (src: string): Promise<Medium | undefined> => {
      if (!/^https?:/iu.test(src)) {
        const [medium] = await latest.current.bring([await fileFrom(src)])
        return medium
      }
      const { id } = await latest.current.follow(src, () =>
        call('POST /api/v1/media/from-address', { body: { url: src } }),
      )
      return client.fetchQuery({ ...mediumQuery(id), staleTime: 0 })
    }
    // All are fetched at once, and put in in their order: each below the one before.
    const inOrder = async (editor: Editor, pictures: PastedPicture[]) => {
      const coming = pictures.map(({ src }) => fetched(src).catch(() => undefined))
      const last = new Map<string | undefined, string>()
      for (const [index, { alt, caption, after }] of pictures.entries()) {
        const medium = await coming[index]
        if (medium === undefined || editor.isDestroyed) continue
        const block = described(medium, alt, caption)
        insertAfter(editor, last.get(after) ?? after, [block])
        last.set(after, String(block.attrs?.id))
      }
    }
    return {
      uploads,
      files: async (editor, files, after) => {
        const media = await latest.current.bring(files)
        if (!editor.isDestroyed) insertAfter(editor, after, media.map(blockOfMedium))
      },
      pictures: (editor, pictures) => void inOrder(editor, pictures),
    }
  }, [client, uploads.coming])
}

async function fileFrom(src: string): Promise<File> {
  const blob = await (await fetch(src)).blob()
  return new File([blob], `pasted.${blob.type.split('/')[1] ?? 'png'}`, { type: blob.type })
}

/** What the page said of the picture goes before what the paper says of it. */
function described(medium: Medium, alt: string, caption: JSONContent[]): JSONContent {
  const block = blockOfMedium(medium)
  return {
    ...block,
    attrs: { ...block.attrs, ...(alt !== '' && { alt }) },
    ...(caption.length > 0 && { content: caption }),
  }
}
