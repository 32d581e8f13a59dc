/**
 * Whether a story came over whole. The old text and our document are each taken apart by themselves, without the
 * converter, into words, links, pictures, players and frames; what the one has and the other has not is a loss.
 */
import type { ContentContext } from './context.ts'
import type { ConvertedContent } from './convert.ts'
import { heldBy, inventoryOf, type Inventory } from './inventory.ts'
import { hrefOf, webAddress } from './links.ts'

export type Loss = { words: string[]; links: string[]; pictures: string[]; players: string[]; frames: number }

/** Of each list; the rest is counted by its length alone. */
const maxNamed = 12

/** What of a story's content the document lacks and no finding of the conversion names; undefined when nothing. */
export function lossOf(content: string, converted: ConvertedContent, context: ContentContext): Loss | undefined {
  const source = inventoryOf(content)
  const ours = heldBy(converted.document, [converted.kicker, converted.callToComment])
  const named = namesIn(converted)
  const loss = {
    words: missingWords(source.words, ours.words),
    links: [...missingLinks(source, ours.addresses, context), ...missingAddresses(source, ours)],
    pictures: source.pictures
      .filter((addresses) => !isShown(addresses, ours, named, context))
      .map(([first = '']) => first),
    players: source.players
      .filter((addresses) => !isShown(addresses, ours, named, context))
      .map(([first = '']) => first),
    frames: Math.max(0, source.frames - ours.embeds - named.frames),
  }
  const isWhole =
    loss.frames === 0 && [loss.words, loss.links, loss.pictures, loss.players].every(({ length }) => length === 0)
  return isWhole ? undefined : loss
}

/** In words for the report, whatever its size. */
export function lossWords({ words, links, pictures, players, frames }: Loss): string {
  const list = (what: string, all: readonly string[]) =>
    all.length === 0
      ? []
      : [`${all.length} ${what}${all.length === 1 ? '' : 's'} (${all.slice(0, 3).join(', ').slice(0, 300)})`]
  const said = words.slice(0, maxNamed).join(' ').slice(0, 200)
  return [
    ...(words.length === 0 ? [] : [`${words.length} ${words.length === 1 ? 'word' : 'words'} (“${said}”)`]),
    ...list('link', links),
    ...list('picture', pictures),
    ...list('player', players),
    ...(frames === 0 ? [] : [`${frames} ${frames === 1 ? 'frame' : 'frames'}`]),
  ].join(', ')
}

/** In the order of the text, each as often as it is missing. */
function missingWords(source: string, ours: string): string[] {
  const wanted = source.match(wordPattern) ?? []
  const given = ours.match(wordPattern) ?? []
  // Most stories have the same words in the same order: only what differs is counted.
  const held = new Map<string, number>()
  let from = 0
  while (from < wanted.length && wanted[from] === given[from]) from++
  for (let index = from; index < given.length; index++) {
    const word = given[index] ?? ''
    held.set(word, (held.get(word) ?? 0) + 1)
  }
  const missing: string[] = []
  for (let index = from; index < wanted.length; index++) {
    const word = wanted[index] ?? ''
    const left = held.get(word) ?? 0
    if (left > 0) held.set(word, left - 1)
    else if (word.length <= longestWord) missing.push(word)
  }
  return missing
}

/** Beyond it stand encoded bytes and no words. */
const longestWord = 45

/** So many addresses of one story are looked for among its words. */
const maxSought = 200

/** An address that stood in the text is a link, an embed or a word of ours. */
function missingAddresses({ addresses }: Inventory, ours: Held): string[] {
  const held = pagesOf(ours.addresses)
  return [...new Set(addresses)]
    .filter((address) => !held.has(pageOf(address)))
    .slice(0, maxSought)
    .filter((address) => !ours.words.includes(pageOf(address)))
}

function pagesOf(addresses: Iterable<string>): Set<string> {
  return new Set([...addresses].map(pageOf))
}

/** Without what changes nothing of where it leads: scheme, `www.`, query, the slash at the end. */
function pageOf(address: string): string {
  const page = (address.split(/[?#]/u, 1)[0] ?? '').replace(/^https?:\/\/(?:www\.)?/iu, '')
  return page.endsWith('/') ? page.slice(0, -1) : page
}

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu

type Held = ReturnType<typeof heldBy>
type Named = { missing: boolean; frames: number }

/** What the conversion itself says of the story. */
function namesIn({ findings }: ConvertedContent): Named {
  const frames = findings.filter(
    ({ kind, detail }) => kind === 'removed-tag' && /^(?:iframe|frame|object|embed)$/u.test(detail),
  )
  return {
    missing: findings.some(({ kind }) => kind === 'missing-media'),
    frames: frames.reduce((sum, { count }) => sum + count, 0),
  }
}

function missingLinks({ links }: Inventory, held: ReadonlySet<string>, context: ContentContext): string[] {
  const missing = new Set<string>()
  const pages = pagesOf(held)
  for (const written of links) {
    const href = hrefOf({ context }, written)
    if (href === undefined || held.has(href) || isOfPicture(written, href, context)) continue
    // What a network hands out for pasting, and players, lead to the thing itself.
    const page = webAddress(written, context.base)
    if (page === undefined || !pages.has(pageOf(page))) missing.add(href)
  }
  return [...missing]
}

/** A click on a picture that only showed it larger. */
function isOfPicture(written: string, href: string, { media }: ContentContext): boolean {
  return (
    /\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?:[?#]|$)/iu.test(href) ||
    /[?&]attachment_id=/u.test(written) ||
    media(written) !== undefined
  )
}

function isShown(addresses: readonly string[], held: Held, named: Named, context: ContentContext): boolean {
  const absolute = addresses
    .map((address) => webAddress(address, context.base))
    .filter((address) => address !== undefined)
  const refs = absolute.flatMap((address) => context.media(address)?.ref ?? [])
  if (refs.length > 0) return refs.some((ref) => held.media.has(ref))
  return named.missing || absolute.length === 0 || absolute.some((address) => held.addresses.has(address))
}
