import { saveContext } from '../../articles/save-context.ts'
import { saveArticleIn, type Saved } from '../../articles/save.ts'
import type { ArticleRow } from '../../articles/store.ts'
import { parseStory } from '../../articles/story-file/parse.ts'
import type { Fault, Story } from '../../articles/story-file/story.ts'
import { isApprovalNeeded } from '../../editing/gate.ts'
import type { Actor, Tx } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { slugify } from '../../kit/ids.ts'
import { recordDeed } from '../../kit/ledger.ts'
import { assertCan } from '../../staff/acts.ts'
import { holdStories } from '../memory-store.ts'
import { lineOf, type FileInput, type Published, type StoryFile } from './file.ts'
import { isStillNew, originOf, rememberFileIn, type Origin } from './origin.ts'
import { storyInput } from './story-input.ts'
import { takeInAll, type Taken } from './story-media.ts'

/** A story file that is understood, with whatever stood beside it. */
type Ready = { file: StoryFile; story: Story; origin: Origin; media: Taken; warnings: string[]; at: number }

/**
 * Publishes a story file: takes in what stands beside it, makes its topics, people and polls, and saves it as a
 * version. Which story it is, and whether a new one: `origin.ts`.
 */
export async function publishStory(house: House, actor: Actor, file: StoryFile): Promise<Published> {
  assertCan(actor, 'article.publish')
  const at = house.clock.now()
  const understood = await understand(house, file, at)
  if ('faults' in understood) return { outcome: 'faulty', faults: understood.faults }
  const { story, origin } = understood
  const { media, faults, warnings } = await takeInAll(house, actor, story, file)
  if (faults.length > 0) return { outcome: 'faulty', faults }
  const ready: Ready = { file, story, origin, media, warnings, at }
  const emergency = file.emergency?.trim() || undefined
  const isApprovalAsked = story.status === 'published' && isApprovalNeeded(house, origin.article ?? { state: 'draft' })
  if (isApprovalAsked && emergency === undefined) {
    const done = await handOver(house, actor, ready)
    if (done === 'no-longer-new') return publishStory(house, actor, file)
    if (done !== 'approved') return done
  }
  if (isApprovalAsked && emergency !== undefined) assertCan(actor, 'approval.skip')
  const skipped = isApprovalAsked ? emergency : undefined
  const result = await house.write(actor, (tx) => publishIn(tx, house, ready, skipped))
  // Another command has published it, or one of its headline: now it is known which story this is.
  if (result === 'no-longer-new') return publishStory(house, actor, file)
  if ('faults' in result) return { outcome: 'faulty', faults: result.faults }
  return { ...result, headline: story.headline, warnings: [...origin.notes, ...warnings] }
}

/** What the file says, and of which story. */
async function understand(
  house: House,
  file: StoryFile,
  at: number,
): Promise<{ story: Story; origin: Origin } | { faults: Fault[] }> {
  const first = parseStory(file.source, at)
  if (!first.ok) return { faults: first.faults }
  const { slug, headline } = first.story
  const { run = new Map<number, string>() } = file
  const origin = await originOf(house.db, { file: file.place, source: file.source, slug, headline, run })
  if ('fault' in origin) return { faults: [{ line: lineOf(file.source, 'slug:'), message: origin.fault }] }
  if (origin.article?.state === 'withdrawn' && file.bringsBack === false)
    return { faults: [{ line: 1, message: withdrawn }] }
  const early = embargoFault(origin.article, first.story, at)
  if (early !== undefined) return { faults: [early] }
  // Polls without an id are named after their story.
  const parsed = origin.slug === (slug ?? slugify(headline)) ? first : parseStory(file.source, at, origin.slug)
  return parsed.ok ? { story: parsed.story, origin } : { faults: parsed.faults }
}

const withdrawn = 'this story was withdrawn: to bring it back, publish its file by itself'

/** A file goes by the same promise as everybody: the embargo is changed first, by whoever may. */
function embargoFault(article: ArticleRow | undefined, story: Story, at: number): Fault | undefined {
  const ends = article?.embargoAt ?? 0
  if (story.status !== 'published' || Math.max(at, story.publishedAt ?? at) >= ends) return undefined
  return { line: 1, message: `this story is under embargo until ${new Date(ends).toISOString()}` }
}

async function handOver(house: House, actor: Actor, { media, at, ...ready }: Ready) {
  const { file, story, origin, warnings } = ready
  const input: FileInput = (tx) => storyInput(tx, house, story, { origin, media, at, isSecondPass: false })
  const { handIn } = await import('./hand-in.ts')
  return handIn(house, actor, { file, origin, input, warnings, headline: story.headline })
}

/** `skipped`: why nobody was asked who should have been. */
async function publishIn(tx: Tx, house: House, ready: Ready, skipped: string | undefined) {
  const { file, origin, at } = ready
  await holdStories(tx)
  if (origin.article === undefined && !(await isStillNew(tx, file.place, origin.slug))) return 'no-longer-new'
  const saved = await saveStoryIn(tx, house, ready)
  if ('faults' in saved) return saved
  const subject = `article:${saved.id}`
  if (origin.isItsFile && file.place !== undefined) await rememberFileIn(tx, file.place, saved.id, file.source)
  if (skipped !== undefined)
    await recordDeed(tx, { deed: 'article.skip-approval', subject, detail: { reason: skipped }, at })
  return saved
}

type StorySaved = {
  outcome: Saved['outcome']
  id: number
  path: string | null
  scheduledFor?: number | undefined
  unresolved: string[]
}

async function saveStoryIn(tx: Tx, house: House, ready: Ready): Promise<StorySaved | { faults: Fault[] }> {
  const { file, story, at, origin, media } = ready
  const found = await storyInput(tx, house, story, { origin, media, at, isSecondPass: file.isSecondPass ?? false })
  if ('faults' in found) return found
  const { input, unresolved } = found
  const saved = await saveArticleIn(tx, origin.article?.id, input, saveContext(house, at))
  return { ...saved, ...(input.state === 'scheduled' && { scheduledFor: story.publishedAt }), unresolved }
}
