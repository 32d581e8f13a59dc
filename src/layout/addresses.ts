import { pathTarget, type FoundTarget } from '../articles/path-store.ts'
import { articleById } from '../articles/store.ts'
import { pathsTag, articleTag } from '../articles/tags.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { PageHandler } from '../kit/http/guards/page.ts'
import { normalForm } from '../kit/normal-form.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { nearestRendition } from '../media/picture-view.ts'
import { mediaTag } from '../media/tags.ts'
import { personById } from '../people/store.ts'
import { personTag } from '../people/tags.ts'
import { topicById } from '../topics/store.ts'
import { topicTag } from '../topics/tags.ts'
import { pageMedia } from './pictures.ts'

/** What a path of the table answers with; the pages themselves are handed in, so that this file knows none of them. */
export type Pages = {
  article(house: House, request: PageRequest, articleId: number): Promise<Answer>
  gone(house: House, request: PageRequest): Promise<Answer>
}

/**
 * Wraps a page of the product: when the table of addresses has something at its path (an old page named `/polls/`,
 * say), that answers, and the product's page only otherwise.
 */
export function tableFirst(pages: Pages, page: PageHandler): PageHandler {
  return async (house, request) => (await fromTable(pages, house, request)) ?? page(house, request)
}

/** Whatever the table has at this path, with or without the slash at its end, in capitals or small letters. */
export async function fromTable(pages: Pages, house: House, request: PageRequest): Promise<Answer | undefined> {
  return fromTableAt(pages, house, request, { paths: [request.path], as: 'page' })
}

/**
 * `feed` and `atom` ask for the feed of what stands there; a size for about that size of the picture, if its first path
 * is not a picture's own name.
 */
export type AddressRequest = {
  paths: readonly string[]
  as: 'page' | 'feed' | 'atom'
  size?: { width: number; height: number } | undefined
}

/**
 * What the table has at the first of these paths at which it has anything: served where it lives, else a redirect to
 * there.
 */
export async function fromTableAt(
  pages: Pages,
  house: House,
  request: PageRequest,
  asked: AddressRequest,
): Promise<Answer | undefined> {
  for (const path of writingsOf(asked.paths)) {
    const target = await pathTarget(house.db, path)
    if (target === undefined) continue
    if (target.kind === 'article' && target.home === request.path && asked.as === 'page')
      return pages.article(house, request, target.articleId)
    if (target.kind === 'gone') return pages.gone(house, request)
    const place = await destinationOf(house, target, path === asked.paths[0] ? { as: asked.as } : asked)
    if (place === undefined || place.location === request.path) continue
    return { kind: 'redirect', status: 301, location: place.location, tags: [pathsTag, ...place.tags] }
  }
  return undefined
}

/** Most are found as they are asked for: the others are thought of when they are needed. */
function* writingsOf(paths: readonly string[]): Iterable<string> {
  for (const path of paths) {
    yield path
    yield* otherWritings(path)
  }
}

/** With its slash the other way, then both with single slashes and in small letters, as WordPress writes its own. */
function otherWritings(path: string): string[] {
  const slashed = (form: string) => [form, form === '/' ? form : form.endsWith('/') ? form.slice(0, -1) : `${form}/`]
  const plain = normalForm(path.replaceAll(/\/{2,}/gu, '/'), 'NFC').toLowerCase()
  return [...new Set([path, plain].flatMap(slashed))].slice(1)
}

type Destination = { location: string; tags: readonly Tag[] }

async function destinationOf(
  house: House,
  target: Exclude<FoundTarget, { kind: 'gone' }>,
  { as, size }: Omit<AddressRequest, 'paths'>,
): Promise<Destination | undefined> {
  const channel = (path: string | undefined, tag: Tag) =>
    path === undefined ? undefined : { location: as === 'page' ? path : `${path}/${feedName(as)}`, tags: [tag] }
  if (target.kind === 'media') return mediaDestination(house, target.mediaId, size)
  if (target.kind === 'topic')
    return channel(topicPath((await topicById(house.db, target.topicId))?.slug), topicTag(target.topicId))
  if (target.kind === 'person')
    return channel(personPath((await personById(house.db, target.personId))?.slug), personTag(target.personId))
  const home = target.home ?? (target.kind === 'redirect' ? target.target : undefined)
  const article =
    target.articleId === undefined || as === 'page' ? undefined : await articleById(house.db, target.articleId)
  const location = article === undefined ? home : `/articles/${article.publicId}/comments/${feedName(as)}`
  return location === undefined
    ? undefined
    : { location, tags: target.articleId === undefined ? [] : [articleTag(target.articleId)] }
}

export function feedName(as: 'page' | 'feed' | 'atom'): string {
  return as === 'atom' ? 'feed.atom' : 'feed.xml'
}

/** A picture's original stays in the house; what is asked for leads to the rendition nearest to it. */
async function mediaDestination(
  house: House,
  mediaId: number,
  size: AddressRequest['size'],
): Promise<Destination | undefined> {
  const entry = (await pageMedia(house.db, { ids: [mediaId], publicIds: [] })).byId(mediaId)
  const location =
    entry &&
    (entry.media.kind === 'image' ? nearestRendition(entry.renditions, size) : `/media/${entry.media.storageKey}`)
  return location === undefined ? undefined : { location, tags: [mediaTag(mediaId)] }
}

export function topicPath(slug: string): string
export function topicPath(slug: string | undefined): string | undefined
export function topicPath(slug: string | undefined): string | undefined {
  return slug === undefined ? undefined : `/topics/${slug}`
}

export function personPath(slug: string): string
export function personPath(slug: string | undefined): string | undefined
export function personPath(slug: string | undefined): string | undefined {
  return slug === undefined ? undefined : `/people/${slug}`
}

/** `month` as `2026-11`. */
export function monthPath(month: string): string {
  return `/-/archive/${month.replace('-', '/')}`
}
