/** Pictures and files of a story as HTML. */
import { escape } from '../../kit/markup.ts'

/** A picture or file as the page's composer presents it. */
export type MediaView =
  | {
      kind: 'image'
      width: number
      height: number
      src: string
      srcset: string
      sources: readonly { type: string; srcset: string }[]
    }
  | { kind: 'audio' | 'video' | 'file'; href: string; mime: string; bytes: number }

const bodySizes = '(min-width: 44rem) 40rem, 92vw'

export function pictureTag(view: Extract<MediaView, { kind: 'image' }>, alt: string): string {
  const sources = view.sources
    .map(({ type, srcset }) => `<source type="${type}" srcset="${escape(srcset)}" sizes="${bodySizes}">`)
    .join('')
  const files = `src="${escape(view.src)}" srcset="${escape(view.srcset)}" sizes="${bodySizes}"`
  const size = `width="${view.width}" height="${view.height}"`
  return `<picture>${sources}<img ${files} ${size} alt="${escape(alt)}" loading="lazy" decoding="async"></picture>`
}

export function downloadLink(href: string, words: string): string {
  return `<a href="${escape(href)}" download>${escape(words)}</a>`
}

/** Its kind and size. */
export function fileFacts({ mime, bytes }: { mime: string; bytes: number }): string {
  const kind = mime.split('/')[1]?.split(/[.+]/u).at(-1) ?? mime
  const kilobytes = `${Math.max(1, Math.round(bytes / 1024))} KB`
  const megabytes = `${(bytes / 1024 / 1024).toFixed(1)} MB`
  return `${escape(kind.toUpperCase())}, ${bytes < 1024 * 1024 ? kilobytes : megabytes}`
}
