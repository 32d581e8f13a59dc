import { claimPath, claimPaths, type Claim } from '../../../articles/path-store.ts'
import { saveArticleIn, type Saved } from '../../../articles/save.ts'
import { publishedHomes } from '../../../articles/store.ts'
import { nothingFollows, tellWhatFollowsIn, type Following } from '../../../articles/what-follows.ts'
import type { Tx } from '../../../kit/db/schema.ts'
import { Unavailable } from '../../../kit/db/trouble.ts'
import { hashOf, remember, rememberAll, remembered, type Remembered } from '../../memory-store.ts'
import type { Outcome } from '../../report.ts'
import { importCommentsIn, type CommentsDone } from './comments.ts'
import { kindOf, type ConvertedStory } from './convert-story.ts'
import type { Import } from './run.ts'
import { inputOf } from './story-input.ts'
import { titleOf } from './story-report.ts'

export type StoryDone = {
  outcome: Outcome
  path: string | null
  collision?: string
  comments: CommentsDone
  redirects: { outcome?: Outcome; slug: string; reason?: string }[]
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
  const paths = await pathsOf(tx, placed)
  const conversations = placed.map(({ articleId, post, targetId }) => ({
    articleId,
    isNew: targetId === undefined,
    comments: post.comments,
  }))
  const comments = await importCommentsIn(tx, run, conversations)
  const done: StoryDone[] = []
  for (const [index, story] of placed.entries()) {
    const { articleId, saved: now, targetId } = story
    const path = paths[index] ?? null
    done.push({
      outcome: outcomeOf(now, targetId),
      path,
      comments: comments[index] ?? { outcomes: [], skipped: [], orphans: 0 },
      redirects: await redirectsIn(tx, run, story, { articleId, path }),
      ...(now?.collision !== undefined && { collision: now.collision }),
    })
  }
  await claimPaths(
    tx,
    placed.flatMap((story, index) => (paths[index] == null ? [] : numberedPath(story))),
    run.at,
  )
  await rememberStories(tx, run, placed)
  await tellWhatFollowsIn(tx, following, run.at)
  return done
}

/** Where readers find each of them; null where they do not. */
async function pathsOf(tx: Tx, placed: readonly Placed[]): Promise<(string | null)[]> {
  const unchanged = placed.flatMap((story) => (story.saved === undefined ? [story.articleId] : []))
  const homes = await publishedHomes(tx, unchanged)
  return placed.map((story) => (story.saved === undefined ? (homes.get(story.articleId) ?? null) : story.saved.path))
}

/** Its address by number, which every site of WordPress has. */
function numberedPath({ post, articleId }: Placed): Claim[] {
  const form = kindOf(post) === 'page' ? 'page_id' : 'p'
  return post.id > 0 ? [[`/?${form}=${post.id}`, { kind: 'article', articleId }]] : []
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
