import { assignIds } from '../../articles/document-ids.ts'
import { mapMedia, mediaRefs } from '../../articles/document-walk.ts'
import type { Document } from '../../articles/document.ts'
import { pathTarget } from '../../articles/path-store.ts'
import { saveContext } from '../../articles/save-context.ts'
import { saveArticleIn, type Saved } from '../../articles/save.ts'
import { articleBySlug, articleByPath, type ArticleRow } from '../../articles/store.ts'
import { parseStory } from '../../articles/story-file/parse.ts'
import type { Fault, Story } from '../../articles/story-file/story.ts'
import { translationIn } from '../../articles/translation-store.ts'
import { latestVersion } from '../../articles/version-store.ts'
import { isApprovalNeeded } from '../../editing/gate.ts'
import type { Actor, Tx } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { slugify } from '../../kit/ids.ts'
import { recordDeed } from '../../kit/ledger.ts'
import { isFailure } from '../../kit/outcome.ts'
import { mediaByPublicId } from '../../media/store.ts'
import { takeInMedia } from '../../media/take-in.ts'
import { ensurePerson } from '../../people/store.ts'
import { ensurePollFromStory } from '../../polls/deeds.ts'
import { pollIdByKey, pollIdByPublicId } from '../../polls/store.ts'
import { assertCan } from '../../staff/acts.ts'
import { ensureTopic } from '../../topics/store.ts'
import { holdStories } from '../memory-store.ts'
import type { FileInput, Published, StoryFile } from './file.ts'
import { isStillNew, originOf, rememberFileIn, type Origin } from './origin.ts'

/**
 * Publishes a story file: takes in what stands beside it, makes its topics, people and polls, and saves it as a
 * version. Which story it is, and whether a new one: `origin.ts`.
 */
export async function publishStory(house: House, actor: Actor, file: StoryFile): Promise<Published> {
  assertCan(actor, 'article.publish')
  const at = house.clock.now()
  const first = parseStory(file.source, at)
  if (!first.ok) return { outcome: 'faulty', faults: first.faults }
  const { slug, headline } = first.story
  const { run = new Map<number, string>() } = file
  const origin = await originOf(house.db, { file: file.place, source: file.source, slug, headline, run })
  if ('fault' in origin)
    return { outcome: 'faulty', faults: [{ line: lineOf(file.source, 'slug:'), message: origin.fault }] }
  if (origin.article?.state === 'withdrawn' && file.bringsBack === false)
    return { outcome: 'faulty', faults: [{ line: 1, message: withdrawn }] }
  const early = embargoFault(origin.article, first.story, at)
  if (early !== undefined) return { outcome: 'faulty', faults: [early] }
  // Polls without an id are named after their story.
  const parsed = origin.slug === (slug ?? slugify(headline)) ? first : parseStory(file.source, at, origin.slug)
  if (!parsed.ok) return { outcome: 'faulty', faults: parsed.faults }
  const { story } = parsed
  const { media, faults, warnings } = await takeInAll(house, actor, story, file)
  if (faults.length > 0) return { outcome: 'faulty', faults }
  const emergency = file.emergency?.trim() || undefined
  const isApprovalAsked = story.status === 'published' && isApprovalNeeded(house, origin.article ?? { state: 'draft' })
  if (isApprovalAsked && emergency === undefined) {
    const input: FileInput = (tx) => storyInput(tx, house, story, { origin, media, at, isSecondPass: false })
    const { handIn } = await import('./hand-in.ts')
    const done = await handIn(house, actor, { file, origin, input, warnings, headline: story.headline })
    if (done === 'no-longer-new') return publishStory(house, actor, file)
    if (done !== 'approved') return done
  }
  if (isApprovalAsked && emergency !== undefined) assertCan(actor, 'approval.skip')
  const result = await house.write(actor, async (tx) => {
    await holdStories(tx)
    if (origin.article === undefined && !(await isStillNew(tx, file.place, origin.slug))) return 'no-longer-new'
    const saved = await saveStoryIn(tx, house, story, { origin, media, at, isSecondPass: file.isSecondPass ?? false })
    if (!('faults' in saved) && origin.isItsFile && file.place !== undefined)
      await rememberFileIn(tx, file.place, saved.id, file.source)
    if (isApprovalAsked && emergency !== undefined && !('faults' in saved))
      await recordDeed(tx, {
        deed: 'article.skip-approval',
        subject: `article:${saved.id}`,
        detail: { reason: emergency },
        at,
      })
    return saved
  })
  // Another command has published it, or one of its headline: now it is known which story this is.
  if (result === 'no-longer-new') return publishStory(house, actor, file)
  if ('faults' in result) return { outcome: 'faulty', faults: result.faults }
  return { ...result, headline: story.headline, warnings: [...origin.notes, ...warnings] }
}

const withdrawn = 'this story was withdrawn: to bring it back, publish its file by itself'

/** A file goes by the same promise as everybody: the embargo is changed first, by whoever may. */
function embargoFault(article: ArticleRow | undefined, story: Story, at: number): Fault | undefined {
  const ends = article?.embargoAt ?? 0
  if (story.status !== 'published' || Math.max(at, story.publishedAt ?? at) >= ends) return undefined
  return { line: 1, message: `this story is under embargo until ${new Date(ends).toISOString()}` }
}

type Taken = Map<string, { id: number; publicId: string }>

async function takeInAll(
  house: House,
  actor: Actor,
  story: Story,
  file: StoryFile,
): Promise<{ media: Taken; faults: Fault[]; warnings: string[] }> {
  const media: Taken = new Map()
  const faults: Fault[] = []
  const warnings: string[] = []
  const names = new Set([
    ...(story.picture ? [story.picture.src] : []),
    ...mediaRefs(story.document),
    ...pollPictures(story),
  ])
  for (const name of names) {
    const bytes = await file.read(name)
    const known = bytes === undefined ? await mediaByPublicId(house.db, name) : undefined
    if (known !== undefined) {
      media.set(name, known)
      continue
    }
    if (bytes === undefined) {
      faults.push({ line: lineOf(file.source, name), message: `the file "${name}" does not stand beside the story` })
      continue
    }
    const lead = story.picture?.src === name ? story.picture : undefined
    const taken = await takeInMedia(house, actor, {
      bytes,
      fileName: name,
      ...(lead && { alt: lead.alt, credit: lead.credit, ...(lead.focus && { focus: lead.focus }) }),
    })
    if (isFailure(taken)) faults.push({ line: lineOf(file.source, name), message: taken.words })
    else if (taken.width === null && pollPictures(story).includes(name))
      faults.push({ line: lineOf(file.source, name), message: `"${name}" is no picture that an option could have` })
    else {
      media.set(name, taken)
      warnings.push(...taken.warnings)
    }
  }
  return { media, faults, warnings }
}

type SaveStory = { origin: Origin; media: Taken; at: number; isSecondPass: boolean }
type StorySaved = {
  outcome: Saved['outcome']
  id: number
  path: string | null
  scheduledFor?: number | undefined
  unresolved: string[]
}

/** What a file would save, with the topics, people and polls that it names. */

async function saveStoryIn(
  tx: Tx,
  house: House,
  story: Story,
  how: SaveStory,
): Promise<StorySaved | { faults: Fault[] }> {
  const found = await storyInput(tx, house, story, how)
  if ('faults' in found) return found
  const { input, unresolved } = found
  const saved = await saveArticleIn(tx, how.origin.article?.id, input, saveContext(house, how.at))
  return { ...saved, ...(input.state === 'scheduled' && { scheduledFor: story.publishedAt }), unresolved }
}

async function storyInput(
  tx: Tx,
  house: House,
  story: Story,
  { origin: { article: before, slug }, media, at, isSecondPass }: SaveStory,
): ReturnType<FileInput> {
  const settings = house.settings.current()
  const language = story.language ?? settings.identity.language
  const twin = story.translations === '' ? undefined : await translationIn(tx, story.translations, language)
  if (twin !== undefined && twin.id !== before?.id)
    return {
      faults: [
        {
          line: 1,
          message: `"${twin.headline}" is already the story in ${language} under translations: ${story.translations}`,
        },
      ],
    }
  const previous = before && (await latestVersion(tx, before.id))
  const topicIds = await inOrder(story.topics, (name) => ensureTopic(tx, { name, slug: slugify(name) }, at))
  const authorIds = await inOrder(story.byline, (name) => ensurePerson(tx, { name }, at))
  for (const speaker of story.speakers) await ensurePerson(tx, speaker, at)
  const polls = await pollsOf(tx, story, media, at)
  if (polls.faults.length > 0) return { faults: polls.faults }
  const document = await resolved(tx, story.document, { media, polls: polls.ids, previous: previous?.document })
  const lead = story.picture && media.get(story.picture.src)
  const chosen = story.related && (await storiesAt(tx, story.related))
  const isLater = story.status === 'published' && story.publishedAt !== undefined && story.publishedAt > at
  return {
    input: {
      kind: 'article',
      slug,
      state: isLater ? 'scheduled' : story.status,
      version: {
        headline: story.headline,
        shortHeadline: story.shortHeadline,
        disclosure: story.disclosure,
        kicker: story.kicker,
        standfirst: story.standfirst,
        document,
        callToComment: story.callToComment,
        language,
        lead:
          lead && story.picture
            ? { mediaId: lead.id, alt: story.picture.alt, caption: story.picture.caption, credit: story.picture.credit }
            : null,
        seoTitle: story.seoTitle,
        seoDescription: story.seoDescription,
        canonical: previous?.canonical ?? '',
      },
      translationKey: story.translations,
      topicIds: [...new Set(topicIds)],
      authorIds: [...new Set(authorIds)],
      publishedAt: story.publishedAt ?? before?.publishedAt ?? (story.status === 'published' ? at : null),
      updatedAt: story.updatedAt ?? (isSecondPass ? (before?.updatedAt ?? null) : null),
      commentsOpen: story.commentsOpen,
      commentsHeld: story.commentsHeld,
      relatedIds: chosen?.ids,
      pinned: before?.pinned === 1,
      ...(story.corrections && { corrections: story.corrections }),
    },
    unresolved: [...(await leadingNowhere(tx, document)), ...(chosen?.unknown ?? [])],
  }
}

function pollPictures({ polls }: Story): string[] {
  return polls.flatMap(({ pictures = [] }) => pictures.flatMap((picture) => picture?.src ?? []))
}

async function pollsOf(
  tx: Tx,
  story: Story,
  media: Taken,
  at: number,
): Promise<{ ids: Map<string, string>; faults: Fault[] }> {
  const ids = new Map<string, string>()
  const faults: Fault[] = []
  for (const poll of story.polls) {
    const pictures = poll.options.map((_, index) => {
      const [picture, taken] = [poll.pictures?.[index], media.get(poll.pictures?.[index]?.src ?? '')]
      return picture && taken ? { mediaId: taken.id, alt: picture.alt } : null
    })
    const saved = await ensurePollFromStory(tx, { ...poll, pictures }, at)
    if (isFailure(saved)) faults.push({ line: 1, message: `the poll "${poll.key}": ${saved.words}` })
    else ids.set(poll.key, saved.publicId)
  }
  for (const block of story.document.blocks) {
    if (block.type !== 'poll' || block.poll === undefined || ids.has(block.poll)) continue
    const known = await pollIdByKey(tx, block.poll)
    if (known === undefined && (await pollIdByPublicId(tx, block.poll)) !== undefined) continue
    if (known === undefined)
      faults.push({ line: 1, message: `there is no poll "${block.poll}": define it with question="…" and its options` })
    else ids.set(block.poll, known.publicId)
  }
  return { ids, faults }
}

/**
 * File names become media ids, poll keys poll ids, slugs of related stories their addresses; blocks keep the ids they
 * had.
 */
async function resolved(
  tx: Tx,
  document: Document,
  { media, polls, previous }: { media: Taken; polls: Map<string, string>; previous: Document | undefined },
): Promise<Document> {
  const withMedia = mapMedia(document, (ref) => media.get(ref)?.publicId ?? ref)
  const drafts: Parameters<typeof assignIds>[0][number][] = []
  for (const { id: _, ...block } of withMedia.blocks) {
    if (block.type === 'poll' && block.poll !== undefined)
      drafts.push({ ...block, poll: polls.get(block.poll) ?? block.poll })
    else if (block.type === 'related') drafts.push({ ...block, href: await relatedPath(tx, block.href) })
    else drafts.push(block)
  }
  return assignIds(drafts, previous)
}

/** By their addresses or slugs. */
async function storiesAt(tx: Tx, names: readonly string[]): Promise<{ ids: number[]; unknown: string[] }> {
  const found = await inOrder(names, async (name) => ({
    name,
    id: (await (name.startsWith('/') ? articleByPath(tx, name) : articleBySlug(tx, name)))?.id,
  }))
  return {
    ids: found.flatMap(({ id }) => id ?? []),
    unknown: found.flatMap(({ id, name }) => (id === undefined ? [name] : [])),
  }
}

async function relatedPath(tx: Tx, href: string): Promise<string> {
  if (!isSlug(href) || (await articleByPath(tx, href)) !== undefined) return href
  const story = await articleBySlug(tx, href.slice(1))
  return story?.path ?? href
}

async function leadingNowhere(tx: Tx, document: Document): Promise<string[]> {
  const hrefs = document.blocks.flatMap((block) =>
    block.type === 'related' && block.href.startsWith('/') ? [block.href] : [],
  )
  return (
    await inOrder(hrefs, async (href) =>
      ((await pathTarget(tx, href))?.kind ?? 'gone') === 'gone' ? [isSlug(href) ? href.slice(1) : href] : [],
    )
  ).flat()
}

/** What `::related{to="a-slug"}` becomes until its story's address is known. */
function isSlug(href: string): boolean {
  return /^\/[^/]+$/u.test(href)
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}

function lineOf(source: string, text: string): number {
  const index = source.indexOf(text)
  return index === -1 ? 1 : source.slice(0, index).split('\n').length
}
