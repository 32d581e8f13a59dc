import { hrefSchema } from '../../../articles/document.ts'
import { isUploadFolder } from '../addresses.ts'
import { cleanText } from '../text.ts'
import type { Flow } from './context.ts'

/**
 * Where a link may lead in a document, addresses of the old site already ours; undefined when it may not lead there.
 */
export function hrefOf(flow: Pick<Flow, 'context'>, written: string | undefined): string | undefined {
  const absolute = absoluteAddress(written, flow.context.base)
  if (absolute === undefined) return undefined
  const href = absolute.startsWith('#') ? absolute : tidy(flow.context.url(absolute))
  return hrefSchema.safeParse(href).success ? href : undefined
}

/** An address as the browser of the old site's readers understood it; what is no address at all is undefined. */
export function absoluteAddress(written: string | undefined, base: string): string | undefined {
  const address = tidy(written ?? '')
  if (address === '') return undefined
  if (address.startsWith('#') || /^(mailto|tel):/iu.test(address)) return address
  if (/^https?:\/\//iu.test(address)) return address
  if (/^[a-z][a-z\d+.-]*:/iu.test(address)) return undefined
  if (/^www\.[^/]+\.[a-z]{2,}/iu.test(address)) return `https://${address}`
  return URL.canParse(address, base) ? new URL(address, base).href : undefined
}

/** The web address as `URL` writes it, or undefined: what embeds and media look-ups need. */
export function webAddress(written: string | undefined, base: string): string | undefined {
  const absolute = absoluteAddress(written, base)
  if (absolute === undefined || !/^https?:/iu.test(absolute) || !URL.canParse(absolute)) return undefined
  const { href } = new URL(absolute)
  return href.length <= 2000 ? href : undefined
}

export function relOf(rel: string | undefined): 'sponsored' | 'ugc' | undefined {
  const words = (rel ?? '').toLowerCase().split(/\s+/u)
  return words.includes('sponsored') ? 'sponsored' : words.includes('ugc') ? 'ugc' : undefined
}

/** A link to a file below the site's uploads that did not come over: it leads nowhere here. */
export function isLostUpload({ context }: Pick<Flow, 'context'>, written: string): boolean {
  const address = webAddress(written, context.base)
  if (address === undefined || !isUploadFolder(new URL(address).pathname)) return false
  return context.url(address).startsWith('/') && context.media(address) === undefined
}

/** The scheme or the beginning of an address that was refused, for the report. */
export function refusedAddress(written: string): string {
  return /^\s*([a-z][a-z\d+.-]*:)/iu.exec(written)?.[1]?.toLowerCase() ?? written.slice(0, 80)
}

function tidy(written: string): string {
  return cleanText(written)
    .trim()
    .replaceAll(/[\t\r\n]/gu, '')
    .replaceAll(/\s/gu, (space) => encodeURIComponent(space))
    .replaceAll('\\', '%5C')
}
