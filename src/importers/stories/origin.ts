/**
 * Which story a file is. Two files may bear one headline, one file may get another headline, and files are moved: so
 * what a story was published from is remembered, and none is overwritten because its words look alike.
 */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { articleById, articleBySlug, type ArticleRow } from '../../articles/store.ts'
import type { Db, Tx } from '../../kit/db/schema.ts'
import { slugify } from '../../kit/ids.ts'
import { articleIdOfFile, fileOfDigest, fileOfStory, putFile } from './store.ts'

export type StorySource = {
  /** Where it lies; undefined for a source that is no file, whose story is the one of its slug. */
  file: string | undefined
  source: string
  /** From the file. */
  slug: string | undefined
  headline: string
  /** The stories that were published in this run, by their ids, with their files. */
  run: ReadonlyMap<number, string>
}

export type Origin = {
  article: ArticleRow | undefined
  slug: string
  /** For whoever publishes it. */
  notes: string[]
  /** The file stands for the story from now on. */
  isItsFile: boolean
}

/** The story that a file is, or the slug of its new one; or why it can be neither. */
export async function originOf(db: Db, asked: StorySource): Promise<Origin | { fault: string }> {
  const derived = slugify(asked.headline)
  if (asked.file === undefined) {
    const slug = asked.slug ?? derived
    return { article: await articleBySlug(db, slug), slug, notes: [], isItsFile: false }
  }
  const own = await storyOfFile(db, asked.file)
  if (asked.slug !== undefined) return named(db, asked, asked.slug, own)
  if (own !== undefined) return { article: own, slug: own.slug, notes: [], isItsFile: true }
  return (await copied(db, asked)) ?? (await added(db, asked.headline, derived))
}

/** What the file says itself counts, wherever it lies. */
async function named(
  db: Db,
  { file, run }: StorySource,
  slug: string,
  own: ArticleRow | undefined,
): Promise<Origin | { fault: string }> {
  const article = await articleBySlug(db, slug)
  if (article === undefined) return { article: own, slug, notes: [], isItsFile: true }
  const published = run.get(article.id)
  if (published !== undefined && published !== file)
    return { fault: `the slug "${slug}" is that of ${published} too: each story has its own` }
  const other = await fileOfStory(db, article.id)
  const isBesides = other !== undefined && other !== file && (await isThere(other))
  const note = `this story was published from ${other}, which is still there; what it says now comes from this file`
  return { article, slug, notes: isBesides ? [note] : [], isItsFile: true }
}

/** The same words, letter for letter: a file that was moved or copied. */
async function copied(db: Db, { source }: StorySource): Promise<Origin | undefined> {
  const known = await fileOfDigest(db, digestOf(source))
  const article = known && (await articleById(db, known.articleId))
  if (article === undefined) return undefined
  const isCopy = await isThere(known?.file ?? '')
  const notes = isCopy ? [`${known?.file} says the same: no second story was made`] : []
  return { article, slug: article.slug, notes, isItsFile: !isCopy }
}

async function added(db: Db, headline: string, derived: string): Promise<Origin> {
  const other = await articleBySlug(db, derived)
  if (other === undefined) return { article: undefined, slug: derived, notes: [], isItsFile: true }
  const file = await fileOfStory(db, other.id)
  const where = [other.path ?? 'a draft', ...(file === undefined ? [] : [`from ${file}`])].join(', ')
  const note =
    `there is another story called "${headline}" (${where}): this one is a story of its own; to update that ` +
    `one instead, write "slug: ${other.slug}" in the front matter`
  return { article: undefined, slug: await freeSlug(db, derived), notes: [note], isItsFile: true }
}

async function freeSlug(db: Db, derived: string): Promise<string> {
  for (let number = 2; ; number++) {
    const slug = `${derived}-${number}`
    if ((await articleBySlug(db, slug)) === undefined) return slug
  }
}

/** Whether a new story is still one: nobody has made it, or taken its slug, since `originOf` looked. */
export async function isStillNew(tx: Tx, file: string | undefined, slug: string): Promise<boolean> {
  if (file !== undefined && (await storyOfFile(tx, file)) !== undefined) return false
  return (await articleBySlug(tx, slug)) === undefined
}

/** Notes what a story was published from: the newest file alone stands for it. */
export async function rememberFileIn(tx: Tx, file: string, articleId: number, source: string): Promise<void> {
  await putFile(tx, { file, articleId, digest: digestOf(source) })
}

async function storyOfFile(db: Db, file: string): Promise<ArticleRow | undefined> {
  const articleId = await articleIdOfFile(db, file)
  return articleId === undefined ? undefined : articleById(db, articleId)
}

function digestOf(source: string): string {
  return createHash('sha256').update(source).digest('base64url')
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
