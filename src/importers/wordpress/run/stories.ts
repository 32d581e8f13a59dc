import type { ArticleInput } from '../../../articles/article.ts'
import { claimPath } from '../../../articles/path-store.ts'
import { saveArticleIn, type Saved } from '../../../articles/save.ts'
import type { ArticleState } from '../../../articles/tables.ts'
import type { Tx } from '../../../kit/db/schema.ts'
import { slugify } from '../../../kit/ids.ts'
import { hashOf, remember, remembered } from '../../memory-store.ts'
import type { Outcome } from '../../report.ts'
import { publicPath } from '../addresses.ts'
import type { FindingKind } from '../content/context.ts'
import { convertContent, type ConvertedContent } from '../content/convert.ts'
import { filledTemplate, type WpPost } from '../fields.ts'
import { plainText } from '../text.ts'
import { importCommentsIn, type CommentsDone } from './comments.ts'
import { personOf, topicKey } from './people-and-topics.ts'
import type { Import } from './run.ts'

const states: Record<string, ArticleState> = {
  publish: 'published',
  draft: 'draft',
  'auto-draft': 'draft',
  pending: 'pending',
  future: 'scheduled',
  private: 'private',
  trash: 'trashed',
  inherit: 'draft',
}

export type StoryDone = {
  outcome: Outcome
  path: string | null
  collision?: string
  comments: CommentsDone
  redirects: { outcome?: Outcome; slug: string; reason?: string }[]
}

export type ConvertedStory = { post: WpPost; converted: ConvertedContent }

export function convertStory(run: Import, post: WpPost): ConvertedStory {
  const converted = convertContent(post.content, contextOf(run, post))
  report(run, post, converted)
  return { post, converted }
}

/**
 * One post or page with its comments, addresses and old slugs, in one transaction: killed in between, nothing of it is
 * there.
 */
export async function importStory(run: Import, { post, converted }: ConvertedStory): Promise<void> {
  const kind = post.type === 'page' ? 'page' : 'article'
  const done = await run.write((tx) => saveStoryIn(tx, run, post, converted))
  run.book.count(kind, done.outcome)
  if (done.path !== null && run.survey.menuTargets.has(post.id)) run.paths.set(post.id, done.path)
  if (done.collision !== undefined)
    run.book.warn(`${titleOf(post)}: its address ${done.collision} is taken; it is at ${done.path} now`)
  for (const outcome of done.comments.outcomes) run.book.count('comment', outcome)
  for (const entry of done.comments.skipped) run.book.skip(entry)
  run.orphans += done.comments.orphans
  for (const { outcome, slug, reason } of done.redirects) {
    if (outcome === undefined)
      run.book.skip({ kind: 'redirect', id: `${post.id} ${slug}`, title: titleOf(post), reason: reason ?? '' })
    else run.book.count('redirect', outcome)
  }
}

export function titleOf(post: WpPost): string {
  return post.title || `(no title, ${post.type} ${post.id})`
}

async function saveStoryIn(tx: Tx, run: Import, post: WpPost, converted: ConvertedContent): Promise<StoryDone> {
  const kind = post.type === 'page' ? 'page' : 'article'
  const sourceId = String(post.id)
  const known = (await remembered(tx, run.source, kind, [sourceId])).get(sourceId)
  const input = await inputOf(tx, run, post, converted)
  const hash = hashOf(input)
  let saved: Saved | undefined
  if (known?.targetId == null || known.hash !== hash) {
    saved = await saveArticleIn(tx, known?.targetId ?? undefined, input, {
      at: run.at,
      timeZone: run.timeZone,
      pattern: run.house.settings.current().urls.articles,
    })
    await remember(tx, run.source, kind, { sourceId, hash, targetId: saved.id }, run.at)
  }
  const articleId = saved?.id ?? known?.targetId ?? 0
  const path = saved === undefined ? await pathOfArticle(tx, articleId) : saved.path
  const comments = await importCommentsIn(tx, run, articleId, post.comments)
  if (path !== null)
    await claimPath(tx, `/?${kind === 'page' ? 'page_id' : 'p'}=${post.id}`, { kind: 'article', articleId }, run.at)
  const redirects = await redirectsIn(tx, run, post, { articleId, path })
  const outcome =
    saved === undefined || saved.outcome === 'unchanged'
      ? 'unchanged'
      : known?.targetId == null
        ? 'imported'
        : 'updated'
  return { outcome, path, comments, redirects, ...(saved?.collision !== undefined && { collision: saved.collision }) }
}

async function inputOf(
  tx: Tx,
  run: Import,
  post: WpPost,
  { document, callToComment, kicker }: ConvertedContent,
): Promise<ArticleInput> {
  const logins = post.coauthors.length > 0 ? post.coauthors : post.author === '' ? [] : [post.author]
  const authorIds: number[] = []
  if (post.type !== 'page') for (const login of logins) authorIds.push(await personOf(tx, run, login))
  const lead = post.featuredMediaId === undefined ? undefined : run.media.get(post.featuredMediaId)
  const state = post.password === '' ? (states[post.status] ?? 'draft') : 'private'
  const standfirst = plainText(post.excerpt).trim()
  return {
    kind: post.type === 'page' ? 'page' : 'article',
    slug: post.slug.replace(/__trashed(-\d+)?$/u, '') || slugify(post.title),
    state,
    ...(state === 'published' && permalinkOf(run, post)),
    ...(post.guid !== '' && { feedId: post.guid }),
    version: {
      headline: post.title || run.words.untitled,
      kicker,
      standfirst,
      document,
      callToComment,
      language: run.language,
      lead:
        lead?.kind === 'image'
          ? { mediaId: lead.id, alt: lead.alt ?? '', caption: plainText(lead.caption ?? ''), credit: lead.credit ?? '' }
          : null,
      seoTitle: filledTemplate(post.yoast.title, { title: post.title, sitename: run.siteName }),
      seoDescription: filledTemplate(post.yoast.description, {
        title: post.title,
        sitename: run.siteName,
        excerpt: standfirst,
      }),
      canonical: post.yoast.canonical === post.link ? '' : post.yoast.canonical,
    },
    topicIds: topicIdsOf(run, post),
    authorIds: [...new Set(authorIds)],
    publishedAt: post.publishedAt ?? null,
    updatedAt: updatedAt(post),
    commentsOpen: post.areCommentsOpen,
    pinned: post.isSticky,
  }
}

/** A second look within five minutes of publishing is part of publishing. */
function updatedAt({ publishedAt, modifiedAt }: WpPost): number | null {
  if (publishedAt === undefined) return modifiedAt ?? null
  return modifiedAt === undefined || modifiedAt < publishedAt + 5 * 60_000 ? publishedAt : modifiedAt
}

/** The address that it had. A site without pretty permalinks had none but `/?p=12`, which leads to ours. */
function permalinkOf(run: Import, post: WpPost): { path?: string } {
  const path = run.site && publicPath(post.link, run.site)
  return path === undefined ? {} : { path }
}

/** The primary category first (Yoast's, else the first), then the other categories, then the tags. */
function topicIdsOf(run: Import, post: WpPost): number[] {
  const wanted = post.yoast.primaryCategory
  const { terms } = run.survey
  const found =
    wanted === undefined ? undefined : terms.find(({ id, taxonomy }) => id === wanted && taxonomy === 'category')
  const primary = found?.slug
  const categories = post.categories.toSorted((a, b) => Number(b.slug === primary) - Number(a.slug === primary))
  const keys = [
    ...categories.map(({ slug }) => topicKey('category', slug)),
    ...post.tags.map(({ slug }) => topicKey('post_tag', slug)),
  ]
  return [...new Set(keys.flatMap((key) => run.topics.get(key) ?? []))]
}

async function pathOfArticle(tx: Tx, id: number): Promise<string | null> {
  return (
    (
      await tx
        .selectFrom('articles')
        .select('path')
        .where('id', '=', id)
        .where('state', '=', 'published')
        .executeTakeFirst()
    )?.path ?? null
  )
}

async function redirectsIn(
  tx: Tx,
  run: Import,
  post: WpPost,
  { articleId, path }: { articleId: number; path: string | null },
): Promise<StoryDone['redirects']> {
  const done: StoryDone['redirects'] = []
  for (const slug of post.oldSlugs) {
    if (path === null) {
      done.push({ slug, reason: 'its story is not public' })
      continue
    }
    const old = withLastPart(path, slug)
    const sourceId = `${post.id} ${slug}`
    const known = (await remembered(tx, run.source, 'redirect', [sourceId])).get(sourceId)
    const hash = hashOf([old, path])
    if (known?.hash === hash) done.push({ slug, outcome: 'unchanged' })
    else if (old === path || !(await claimPath(tx, old, { kind: 'redirect', target: path, articleId }, run.at)))
      done.push({ slug, reason: `its address ${old} belongs to another story` })
    else {
      await remember(tx, run.source, 'redirect', { sourceId, hash, targetId: null }, run.at)
      done.push({ slug, outcome: known === undefined ? 'imported' : 'updated' })
    }
  }
  return done
}

function withLastPart(path: string, slug: string): string {
  const end = path.endsWith('/') ? path.length - 1 : path.length
  return path.slice(0, path.lastIndexOf('/', end - 1) + 1) + slug + path.slice(end)
}

function contextOf(run: Import, post: WpPost): Parameters<typeof convertContent>[1] {
  return {
    headline: post.title,
    base: post.link || run.site?.link || 'https://unknown.invalid/',
    url: (href) => run.oldAddress(href),
    media: (ref) => run.mediaBy(ref),
    block: (id) => run.survey.blocks.get(id),
    attachedPictures: () => run.survey.attachedPictures.get(post.id) ?? [],
    ...(post.footnotes !== undefined && { footnotes: post.footnotes }),
  }
}

const findingWords: Record<FindingKind, string> = {
  'removed-tag': 'removed for safety',
  'removed-link': 'a link that cannot be kept',
  'linked-picture': 'a picture of another site is a link now',
  'missing-media': 'a file that is not there',
  'missing-block': 'a reusable block that is not in the file',
  'unknown-block': 'a block of a plugin, kept as its content',
  'dropped-block': 'a block that only WordPress can show',
  'unknown-shortcode': 'a shortcode of a plugin, kept in a note',
  'dropped-shortcode': 'a shortcode that shows nothing here',
  'page-break': 'a page break, a divider now',
  'alt-is-filename': 'the alternative text is no description',
  'alt-missing': 'a picture without alternative text',
  'too-long': 'cut, because it was too long',
  'too-deep': 'stood too deep inside others and lost its place, not its words',
  'removed-attribute': 'an attribute removed for safety',
  'missing-footnotes': 'footnotes that are not in the file',
  'fold-text': 'a link to read on had words of its own, which are not shown',
  'second-fold': 'a second place to read on, which is left out',
}

function report(run: Import, post: WpPost, { findings }: ConvertedContent): void {
  for (const { kind, detail, count } of findings)
    run.book.warn(
      `${titleOf(post)} (${post.id}): ${findingWords[kind]}${detail === '' ? '' : `: ${detail}`}${count > 1 ? `, ${count} times` : ''}`,
    )
  if (post.password !== '') run.book.warn(`${titleOf(post)} (${post.id}): had a password and is private now`)
  if (post.format !== '')
    run.book.warn(`${titleOf(post)} (${post.id}): had the format "${post.format}" and is an ordinary story now`)
  if (post.isDateDerived && post.status === 'publish')
    run.book.warn(
      `${titleOf(post)} (${post.id}): its date stood in the site's own clock only and was read with the offset of that season`,
    )
}
