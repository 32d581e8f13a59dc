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
  const formats = sources.map(
    (source) => html`<source type="${source.type}" srcset="${source.srcset}" sizes="${sizes}">`,
  )
  const widths = srcset !== '' && html` srcset="${srcset}" sizes="${sizes}"`
  const size = html`width="${width}" height="${height}"`
  const loading = lead ? html`fetchpriority="high"` : html`loading="lazy" decoding="async"`
  return html`<picture>${formats}<img src="${src}"${widths} ${size} alt="${alt}" ${loading}></picture>`
}
