import { html, type Markup } from '../kit/markup.ts'

type PictureSource = { type: string; srcset: string }

/** A picture as a page shows it: ready addresses, best format first; width and height always, so that nothing moves. */
export type Picture = {
  sources: readonly PictureSource[]
  src: string
  srcset: string
  width: number
  height: number
  alt: string
}

export type PictureUse = { sizes: string; lead?: boolean | undefined }

export function picture(
  { sources, src, srcset, width, height, alt }: Picture,
  { sizes, lead = false }: PictureUse,
): Markup {
  return html`<picture>${sources.map((source) => html`<source type="${source.type}" srcset="${source.srcset}" sizes="${sizes}">`)}<img src="${src}"${srcset !== '' && html` srcset="${srcset}" sizes="${sizes}"`} width="${width}" height="${height}" alt="${alt}"${lead ? html` fetchpriority="high"` : html` loading="lazy" decoding="async"`}></picture>`
}
