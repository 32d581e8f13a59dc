import type { ArticleInput } from '../../../articles/article.ts'
import { type Draft } from '../../../articles/document-ids.ts'
import { claimPath, claimPaths, type Claim } from '../../../articles/path-store.ts'
import { saveArticleIn, type Saved } from '../../../articles/save.ts'
import { publishedHomes } from '../../../articles/store.ts'
import type { ArticleState } from '../../../articles/tables.ts'
import { translationIn } from '../../../articles/translation-store.ts'
import { nothingFollows, tellWhatFollowsIn, type Following } from '../../../articles/what-follows.ts'
import type { Tx } from '../../../kit/db/schema.ts'
import { Unavailable } from '../../../kit/db/trouble.ts'
import { slugify } from '../../../kit/ids.ts'
import { hashOf, remember, rememberAll, remembered, type Remembered } from '../../memory-store.ts'
import type { Outcome } from '../../report.ts'
import { convertContent, type ConvertedContent } from '../content/convert.ts'
import { lossOf } from '../content/loss-check.ts'
import { extrasOf, type Extras } from '../extras.ts'
import { filledTemplate, type WpPost } from '../fields.ts'
import { labelOf, type Label } from '../sponsors.ts'
import { slugOfTerm } from '../survey.ts'
import { plainText } from '../text.ts'
import { importCommentsIn, type CommentsDone } from './comments.ts'
import type { KnownStory } from './known-stories.ts'
import { personCalled, personOf, topicKey } from './people-and-topics.ts'
import type { Import, TakenMedia } from './run.ts'
import { report, reportExtras, reportLoss, titleOf } from './story-report.ts'

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

/** A story with what it is known by, before it is written. */
export type ConvertedStory = {
  post: WpPost
  converted: ConvertedContent
  extras: Extras
  known: KnownStory
  publishedAt: number | null
}

export function convertStory(run: Import, post: WpPost, known: KnownStory): ConvertedStory {
  const extras = extrasOf(post)
  const label = labelOf(post, run.survey.sponsors)
  const { before, after } = extras
  const around = { label: label === undefined ? [] : labelNote(label), before, after }
  const context = contextOf(run, post)
  const converted = convertContent(post.content, context, undefined, around)
  report(run, post, converted)
  reportLoss(run, post, lossOf(post.content, converted, context))
  reportExtras(run, post, extras, label)
  const kicker = converted.kicker || label?.kicker || extras.kicker
  return { post, converted: { ...converted, kicker }, extras, known, publishedAt: publishedAt(run, post) }
}

/** In the words of the old site: who paid for the story, above it. */
function labelNote({ kicker, words }: Label): Draft[] {
  const title = kicker === '' || kicker === words ? {} : { title: kicker }
  return [{ type: 'note', tone: 'note', ...title, paragraphs: [[{ type: 'text', text: words }]] }]
}

/**
 * Posts and pages with their comments, addresses and old slugs, in one transaction: killed in between, nothing of them
 * is there. One that cannot be written does not keep the others out: then each has a transaction of its own.
 */
export async function importStories(run: Import, stories: readonly ConvertedStory[]): Promise<void> {
  const done = await saved(run, stories)
  for (const [index, story] of stories.entries()) note(run, story, done[index])
}

async function saved(run: Import, stories: readonly ConvertedStory[]): Promise<StoryDone[]> {
  if (stories.length === 0) return []
  try {
    return await run.write((tx) => saveStoriesIn(tx, run, stories))
  } catch (error) {
    if (stories.length === 1 || error instanceof Unavailable) throw error
  }
  const all = await Promise.allSettled(stories.map((story) => run.write((tx) => saveStoriesIn(tx, run, [story]))))
  return all.flatMap((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

function note(run: Import, { post }: ConvertedStory, done: StoryDone | undefined): void {
  if (done === undefined) return
  const kind = kindOf(post)
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

function kindOf({ type }: WpPost): 'article' | 'page' {
  return type === 'page' ? 'page' : 'article'
}

/** A story that is saved, before what hangs on it. */
type Placed = ConvertedStory & {
  articleId: number
  saved: Saved | undefined
  targetId: number | undefined
  hash: string
}

async function saveStoriesIn(tx: Tx, run: Import, stories: readonly ConvertedStory[]): Promise<StoryDone[]> {
  const following = nothingFollows()
  const placed: Placed[] = []
  for (const story of await knownByNow(tx, run, stories)) placed.push(await saveStoryIn(tx, run, story, following))
  const unchanged = placed.flatMap((story) => (story.saved === undefined ? [story.articleId] : []))
  const homes = await publishedHomes(tx, unchanged)
  const comments = await importCommentsIn(
    tx,
    run,
    placed.map(({ articleId, post, targetId }) => ({
      articleId,
      isNew: targetId === undefined,
      comments: post.comments,
    })),
  )
  const done: StoryDone[] = []
  const addresses: Claim[] = []
  for (const [index, story] of placed.entries()) {
    const { articleId, saved: now, post, targetId } = story
    const path = now === undefined ? (homes.get(articleId) ?? null) : now.path
    if (path !== null && post.id > 0)
      addresses.push([`/?${kindOf(post) === 'page' ? 'page_id' : 'p'}=${post.id}`, { kind: 'article', articleId }])
    done.push({
      outcome: outcomeOf(now, targetId),
      path,
      comments: comments[index] ?? { outcomes: [], skipped: [], orphans: 0 },
      redirects: await redirectsIn(tx, run, story, { articleId, path }),
      ...(now?.collision !== undefined && { collision: now.collision }),
    })
  }
  await claimPaths(tx, addresses, run.at)
  await rememberStories(tx, run, placed)
  await tellWhatFollowsIn(tx, following, run.at)
  return done
}

async function saveStoryIn(tx: Tx, run: Import, story: ConvertedStory, following: Following): Promise<Placed> {
  const { before, targetId } = story.known
  const input = await inputOf(tx, run, story)
  const hash = hashOf(input)
  if (targetId !== undefined && before?.hash === hash)
    return { ...story, articleId: targetId, saved: undefined, targetId, hash }
  const now = await saveArticleIn(tx, targetId, input, {
    at: run.at,
    timeZone: run.timeZone,
    pattern: run.house.settings.current().urls.articles,
    following,
  })
  return { ...story, articleId: now.id, saved: now, targetId, hash }
}

async function rememberStories(tx: Tx, run: Import, placed: readonly Placed[]): Promise<void> {
  const written = placed.filter((story) => story.saved !== undefined)
  for (const [kind, stories] of Map.groupBy(written, ({ post }) => kindOf(post))) {
    const items = stories.map(({ known: { sourceId, mark }, hash, articleId }) => ({
      sourceId,
      hash,
      targetId: articleId,
      mark,
    }))
    await rememberAll(tx, run.source, kind, items, run.at)
  }
}

/** New when they were looked for; another run may have written them since. */
async function knownByNow(tx: Tx, run: Import, stories: readonly ConvertedStory[]): Promise<ConvertedStory[]> {
  const fresh = stories.filter(({ known }) => known.targetId === undefined)
  const found = new Map<ConvertedStory, Remembered>()
  for (const [kind, ofKind] of Map.groupBy(fresh, ({ post }) => kindOf(post))) {
    const ids = ofKind.map(({ known }) => known.sourceId)
    const rows = await remembered(tx, run.source, kind, ids)
    for (const story of ofKind) {
      const before = rows.get(story.known.sourceId)
      if (before !== undefined) found.set(story, before)
    }
  }
  return stories.map((story) => {
    const before = found.get(story)
    const targetId = before?.targetId ?? undefined
    if (targetId === undefined || run.written.has(targetId)) return story
    return { ...story, known: { ...story.known, before, targetId } }
  })
}

function outcomeOf(saved: Saved | undefined, targetId: number | undefined): Outcome {
  if (saved === undefined || saved.outcome === 'unchanged') return 'unchanged'
  return targetId === undefined ? 'imported' : 'updated'
}

function stateOf({ password, status }: WpPost): ArticleState {
  return password === '' ? (states[status] ?? 'draft') : 'private'
}

async function inputOf(tx: Tx, run: Import, story: ConvertedStory): Promise<ArticleInput> {
  const { post, converted, extras } = story
  const state = stateOf(post)
  return {
    kind: kindOf(post),
    slug: post.slug.replace(/__trashed(-\d+)?$/u, '') || slugify(post.title),
    state,
    ...(state === 'published' && permalinkOf(run, post)),
    ...(post.guid !== '' && { feedId: post.guid }),
    version: versionOf(run, post, converted, extras),
    ...(await translationOf(tx, run, story)),
    topicIds: topicIdsOf(run, post),
    authorIds: post.type === 'page' ? [] : await authorIdsOf(tx, run, post, extras),
    publishedAt: story.publishedAt,
    updatedAt: updatedAt(post),
    commentsOpen: post.areCommentsOpen,
    pinned: post.isSticky,
  }
}

function versionOf(
  run: Import,
  post: WpPost,
  { document, callToComment, kicker }: ConvertedContent,
  extras: Extras,
): ArticleInput['version'] {
  const excerpt = plainText(post.excerpt).trim()
  const lead = run.mediaBy(post.featuredMediaId ?? extras.leadAddress)
  return {
    headline: post.title || run.words.untitled,
    kicker,
    standfirst: extras.standfirst || excerpt,
    document,
    callToComment,
    language: extras.language ?? run.language,
    lead: leadOf(lead),
    seoTitle: filledTemplate(post.yoast.title, { title: post.title, sitename: run.siteName }),
    seoDescription:
      filledTemplate(post.yoast.description, { title: post.title, sitename: run.siteName, excerpt }) ||
      (extras.standfirst === '' ? '' : excerpt.slice(0, 1000).toWellFormed()),
    canonical: post.yoast.canonical === post.link ? '' : post.yoast.canonical,
  }
}

function leadOf(lead: TakenMedia | undefined): ArticleInput['version']['lead'] {
  if (lead?.kind !== 'image') return null
  return { mediaId: lead.id, alt: lead.alt ?? '', caption: plainText(lead.caption ?? ''), credit: lead.credit ?? '' }
}

/** A byline in words stands for itself; else the plugin's authors, else whoever the record names. */
async function authorIdsOf(tx: Tx, run: Import, post: WpPost, { byline }: Extras): Promise<number[]> {
  if (byline !== '') return [await personCalled(tx, run, byline)]
  const authors = post.author === '' ? [] : [{ login: post.author, nicename: '' }]
  const ids: number[] = []
  for (const author of post.coauthors.length > 0 ? post.coauthors : authors) ids.push(await personOf(tx, run, author))
  return [...new Set(ids)]
}

/** Two stories of one language under one key: the second stands for itself. */
async function translationOf(
  tx: Tx,
  run: Import,
  { known, extras }: ConvertedStory,
): Promise<{ translationKey?: string }> {
  const key = extras.translations.slice(0, 100)
  if (key === '') return {}
  const place = `${key} ${extras.language ?? run.language}`
  const first = run.translations.get(place) ?? known.sourceId
  run.translations.set(place, first)
  if (first !== known.sourceId) return {}
  const twin = await translationIn(tx, key, extras.language ?? run.language)
  return twin === undefined || twin.id === known.targetId ? { translationKey: key } : {}
}

/** No story that was public is dated today in silence: where no date stands, the month of its address says when. */
function publishedAt(run: Import, post: WpPost): number | null {
  if (post.publishedAt !== undefined || stateOf(post) !== 'published') return post.publishedAt ?? null
  const [, year, month, day] = /\/(\d{4})\/(\d{2})(?:\/(\d{2}))?\//u.exec(run.publicPath(post.link) ?? '') ?? []
  const at = year === undefined ? Number.NaN : Date.parse(`${year}-${month}-${day ?? '01'}T12:00:00Z`)
  const where = `${titleOf(post)} (${post.id})`
  const isDated = !Number.isNaN(at)
  run.book.warn(
    isDated
      ? `${where}: has no date that can be read; its address says ${new Date(at).toISOString().slice(0, 10)}`
      : `${where}: has no date that can be read, and its address says none: it is dated today`,
  )
  return isDated ? at : null
}

/** A second look within five minutes of publishing is part of publishing. */
function updatedAt({ publishedAt, modifiedAt }: WpPost): number | null {
  if (publishedAt === undefined) return modifiedAt ?? null
  return modifiedAt === undefined || modifiedAt < publishedAt + 5 * 60_000 ? publishedAt : modifiedAt
}

/** The address that it had. A site without pretty permalinks had none but `/?p=12`, which leads to ours. */
function permalinkOf(run: Import, post: WpPost): { path?: string } {
  const path = run.publicPath(post.link)
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
  const refs = [...categories, ...post.tags, ...furtherTerms(run, post)]
  const keys = refs.map((term) => topicKey(term.taxonomy, slugOfTerm(run.survey, term)))
  return [...new Set(keys.flatMap((key) => run.topics.get(key) ?? []))]
}

/** What other taxonomies say of the story: topics where the publisher wants that, else counted. */
function furtherTerms(run: Import, post: WpPost): WpPost['terms'] {
  return post.terms.filter(({ taxonomy }) => run.choices.asTopics.includes(taxonomy))
}

async function redirectsIn(
  tx: Tx,
  run: Import,
  { post, known: { sourceId: storyId } }: ConvertedStory,
  { articleId, path }: { articleId: number; path: string | null },
): Promise<StoryDone['redirects']> {
  const done: StoryDone['redirects'] = []
  for (const slug of post.oldSlugs) {
    if (path === null) {
      done.push({ slug, reason: 'its story is not public' })
      continue
    }
    const old = withLastPart(path, slug)
    const sourceId = `${storyId} ${slug}`
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
