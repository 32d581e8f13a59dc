import type { House } from '../../kit/house.ts'
import { compress } from '../../kit/page-cache/cached-page.ts'

export type Weight = { page: number; stylesheet: number; script: number }

/**
 * Bytes as they cross the line to a browser that takes brotli: the page as it is first sent, its stylesheet and its
 * script.
 */
export async function weightOf({ assets }: House, html: Buffer): Promise<Weight> {
  const sent = (address: string) => assets.all.get(address)?.br?.length ?? assets.all.get(address)?.bytes.length ?? 0
  return {
    page: (await compress('br', html, false)).length,
    stylesheet: sent(assets.css),
    script: sent(assets.js),
  }
}

/**
 * How many files a browser loads for a page before anybody presses anything, from us and from others. Links are not
 * loaded.
 */
export function loadedBy(html: string, origin: string): { own: number; others: number } {
  const loaded = new Set<string>()
  for (const [, tag = ''] of html.matchAll(/<((?:img|source|script|iframe|audio|video|link)\s[^<>]*)>/gu)) {
    const rel = /\brel="([^"]*)"/u.exec(tag)?.[1]
    const address = /\b(?:src|href)="([^"]*)"/u.exec(tag)?.[1]
    if (address !== undefined && (rel === undefined || /^(stylesheet|preload|icon|modulepreload)$/u.test(rel)))
      loaded.add(new URL(address, origin).origin === new URL(origin).origin ? `own ${address}` : address)
    for (const [address] of (/\bsrcset="([^"]*)"/u.exec(tag)?.[1] ?? '').matchAll(/https?:\/\/\S+/gu))
      if (!address.startsWith(origin)) loaded.add(address)
  }
  const own = [...loaded].filter((entry) => entry.startsWith('own ')).length
  return { own, others: loaded.size - own }
}
