/** What a story file would save, with the topics, people and polls that it names. */
import type { ArticleInput } from '../../articles/article.ts'
import type { Fault, Story } from '../../articles/story-file/story.ts'
import { translationIn } from '../../articles/translation-store.ts'
import { latestVersion } from '../../articles/version-store.ts'
import type { Tx } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { slugify } from '../../kit/ids.ts'
import { ensurePerson } from '../../people/store.ts'
import { ensureTopic } from '../../topics/store.ts'
import type { FileInput } from './file.ts'
import type { Origin } from './origin.ts'
import type { Taken } from './story-media.ts'
import { pollsOf } from './story-polls.ts'
import { inOrder, leadingNowhere, resolved, storiesAt } from './story-references.ts'

export type SaveStory = { origin: Origin; media: Taken; at: number; isSecondPass: boolean }

export async function storyInput(tx: Tx, house: House, story: Story, how: SaveStory): ReturnType<FileInput> {
  const { media, at } = how
  const { article: before, slug } = how.origin
  const language = story.language ?? house.settings.current().identity.language
  const twin = await twinFault(tx, story, language, before?.id)
  if (twin !== undefined) return { faults: [twin] }
  const previous = before && (await latestVersion(tx, before.id))
  const names = await namesOf(tx, story, at)
  const polls = await pollsOf(tx, story, media, at)
  if (polls.faults.length > 0) return { faults: polls.faults }
  const document = await resolved(tx, story.document, { media, polls: polls.ids, previous: previous?.document })
  const chosen = story.related && (await storiesAt(tx, story.related))
  const input: ArticleInput = {
    kind: 'article',
    slug,
    ...timesOf(story, how),
    version: { ...wordsOf(story, media), document, language, canonical: previous?.canonical ?? '' },
    translationKey: story.translations,
    ...names,
    commentsOpen: story.commentsOpen,
    commentsHeld: story.commentsHeld,
    relatedIds: chosen?.ids,
    pinned: before?.pinned === 1,
    ...(story.corrections && { corrections: story.corrections }),
  }
  return { input, unresolved: [...(await leadingNowhere(tx, document)), ...(chosen?.unknown ?? [])] }
}

/** In each language there is one story under a translations key. */
async function twinFault(
  tx: Tx,
  { translations }: Story,
  language: string,
  own: number | undefined,
): Promise<Fault | undefined> {
  const twin = translations === '' ? undefined : await translationIn(tx, translations, language)
  if (twin === undefined || twin.id === own) return undefined
  const message = `"${twin.headline}" is already the story in ${language} under translations: ${translations}`
  return { line: 1, message }
}

async function namesOf(tx: Tx, story: Story, at: number): Promise<Pick<ArticleInput, 'topicIds' | 'authorIds'>> {
  const topicIds = await inOrder(story.topics, (name) => ensureTopic(tx, { name, slug: slugify(name) }, at))
  const authorIds = await inOrder(story.byline, (name) => ensurePerson(tx, { name }, at))
  for (const speaker of story.speakers) await ensurePerson(tx, speaker, at)
  return { topicIds: [...new Set(topicIds)], authorIds: [...new Set(authorIds)] }
}

type Words = Omit<ArticleInput['version'], 'document' | 'language' | 'canonical'>

function wordsOf(story: Story, media: Taken): Words {
  const { picture } = story
  const lead = picture && media.get(picture.src)
  return {
    headline: story.headline,
    shortHeadline: story.shortHeadline,
    disclosure: story.disclosure,
    kicker: story.kicker,
    standfirst: story.standfirst,
    callToComment: story.callToComment,
    lead: lead ? { mediaId: lead.id, alt: picture.alt, caption: picture.caption, credit: picture.credit } : null,
    seoTitle: story.seoTitle,
    seoDescription: story.seoDescription,
  }
}

type Times = Pick<ArticleInput, 'state' | 'publishedAt' | 'updatedAt'>

function timesOf(story: Story, { origin: { article: before }, at, isSecondPass }: SaveStory): Times {
  const isLater = story.status === 'published' && story.publishedAt !== undefined && story.publishedAt > at
  return {
    state: isLater ? 'scheduled' : story.status,
    publishedAt: story.publishedAt ?? before?.publishedAt ?? (story.status === 'published' ? at : null),
    updatedAt: story.updatedAt ?? (isSecondPass ? (before?.updatedAt ?? null) : null),
  }
}
