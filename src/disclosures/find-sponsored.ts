/** Disclosures: which links of a story somebody pays for, and the sentence that must stand before the first of them. */
import type { Block, BlockOf, BlockType, Document, Inline, List } from '../articles/document.ts'
import { readHtml } from '../kit/html-reader.ts'

export type SponsoredRules = {
  /** Our own origin: nothing that leads there is sponsored. */
  origin: string
  /** Hosts whose links are paid for, their subdomains included. */
  domains: readonly string[]
  /** Query names that say so on any host, such as `aff_id`. */
  parameters: readonly string[]
}

export type SponsoredKind = 'amazon' | 'marked' | 'domain' | 'parameter'

export type Sponsored = {
  /** As they stand in the document. */
  links: ReadonlySet<string>
  /** The disclosure's place is before this block. */
  firstBlockId: string | undefined
  kinds: ReadonlySet<SponsoredKind>
}

type Link = { href: string; marked: boolean }

/** Finds every paid-for link of a document. Pure; links inside this site are never among them. */
export function findSponsored(document: Document, rules: SponsoredRules): Sponsored {
  const links = new Set<string>()
  const kinds = new Set<SponsoredKind>()
  let firstBlockId: string | undefined
  const domains = rules.domains.map(bareHost).filter((domain) => domain !== '')
  const parameters = new Set(rules.parameters.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''))
  const origin = originOf(rules.origin)
  for (const block of document.blocks) {
    for (const link of linksOf(block)) {
      const kind = kindOf(link, { origin, domains, parameters })
      if (kind === undefined) continue
      links.add(link.href)
      kinds.add(kind)
      firstBlockId ??= block.id
    }
  }
  return { links, firstBlockId, kinds }
}

function kindOf(
  { href, marked }: Link,
  rules: { origin: string | undefined; domains: readonly string[]; parameters: ReadonlySet<string> },
): SponsoredKind | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined
  if (url === undefined || !/^https?:$/u.test(url.protocol) || url.origin === rules.origin) return undefined
  const host = bareHost(url.hostname)
  if (marked) return 'marked'
  if (isAmazon(host) && url.searchParams.has('tag')) return 'amazon'
  if (rules.domains.some((domain) => host === domain || host.endsWith(`.${domain}`))) return 'domain'
  return [...url.searchParams.keys()].some((name) => rules.parameters.has(name.toLowerCase())) ? 'parameter' : undefined
}

/** amazon.com, amazon.co.uk, www.amazon.de … */
function isAmazon(host: string): boolean {
  return /(^|\.)amazon\.(com?\.)?[a-z]{2,3}$/u.test(host)
}

function bareHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\*?\.|\.$/gu, '')
    .replace(/^www\./u, '')
}

function originOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).origin : undefined
}

const none = (): Link[] => []
const linkFinders: { [T in BlockType]: (block: BlockOf<T>) => Link[] } = {
  paragraph: ({ children }) => inlineLinks(children),
  heading: ({ children }) => inlineLinks(children),
  list: ({ list }) => listLinks(list),
  quote: ({ paragraphs, sourceUrl }) => [...paragraphs.flatMap(inlineLinks), ...plainLink(sourceUrl)],
  pullQuote: ({ children }) => inlineLinks(children),
  picture: ({ caption }) => inlineLinks(caption),
  gallery: ({ pictures, caption }) => [
    ...pictures.flatMap((picture) => inlineLinks(picture.caption)),
    ...inlineLinks(caption),
  ],
  embed: ({ introduction, url }) => [...inlineLinks(introduction), ...plainLink(url)],
  file: none,
  audio: ({ caption }) => inlineLinks(caption),
  table: ({ caption, rows }) => [...inlineLinks(caption), ...rows.flat().flatMap(inlineLinks)],
  code: none,
  divider: none,
  related: ({ href }) => plainLink(href),
  poll: none,
  note: ({ paragraphs }) => paragraphs.flatMap(inlineLinks),
  html: ({ html }) => htmlLinks(html),
  fold: none,
}

function linksOf<T extends BlockType>(block: Block & BlockOf<T>): Link[] {
  const find: (block: BlockOf<T>) => Link[] = linkFinders[block.type as T]
  return find(block)
}

function inlineLinks(inlines: readonly Inline[] = []): Link[] {
  return inlines.flatMap((inline) => {
    if (!('children' in inline)) return []
    const below = inlineLinks(inline.children)
    return inline.type === 'link' ? [{ href: inline.href, marked: inline.rel === 'sponsored' }, ...below] : below
  })
}

function listLinks(list: List): Link[] {
  return list.items.flatMap((item) => [
    ...inlineLinks(item.children),
    ...(item.list === undefined ? [] : listLinks(item.list)),
  ])
}

function plainLink(href: string | undefined): Link[] {
  return href === undefined ? [] : [{ href, marked: false }]
}

function htmlLinks(html: string): Link[] {
  const links: Link[] = []
  readHtml(html, {
    onopentag(name, { href, rel }) {
      if ((name === 'a' || name === 'area') && href !== undefined)
        links.push({ href: href.trim(), marked: (rel ?? '').toLowerCase().split(/\s+/u).includes('sponsored') })
    },
  })
  return links
}
