/** Where a second person must approve what readers get, a story file goes into the working copy and waits there. */
import type { ArticleInput } from '../../articles/article.ts'
import { insertArticle } from '../../articles/create-store.ts'
import { articleById } from '../../articles/store.ts'
import type { ArticleState } from '../../articles/tables.ts'
import { contentHash } from '../../editing/content-hash.ts'
import { approvalOf } from '../../editing/gate.ts'
import { contentOfInput } from '../../editing/input-content.ts'
import { submitStory } from '../../editing/review.ts'
import { noteChange, reviewsOf } from '../../editing/store.ts'
import { publishedContent } from '../../editing/version-content.ts'
import { writeContent } from '../../editing/write-copy.ts'
import type { Actor, Tx } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { publicId } from '../../kit/ids.ts'
import { recordDeed } from '../../kit/ledger.ts'
import { isFailure } from '../../kit/outcome.ts'
import { copyRow } from '../../working-copies/copy-store.ts'
import { readCopy } from '../../working-copies/read-copy.ts'
import { holdStories } from '../memory-store.ts'
import type { FileInput, Published, StoryFile } from './file.ts'
import { isStillNew, rememberFileIn, type Origin } from './origin.ts'

type HandingIn = { file: StoryFile; origin: Origin; input: FileInput; headline: string; warnings: string[] }
type HandedIn = Published | 'no-longer-new' | 'approved'

/**
 * Writes what the file says into the story's working copy and hands it in. A file whose very words somebody has
 * approved meanwhile is 'approved': it may be published.
 */
export async function handIn(
  house: House,
  actor: Actor,
  { file, origin, input, ...said }: HandingIn,
): Promise<HandedIn> {
  const at = house.clock.now()
  const wrong = origin.article && elsewhere[origin.article.state]
  if (wrong !== undefined) return faulty(wrong)
  const made = await house.write(actor, (tx) => placeIn(tx, { file, origin, input, at }))
  if (made === 'no-longer-new') return made
  if ('faults' in made) return { outcome: 'faulty', faults: made.faults }
  const { articleId, unresolved } = made
  const before = await readCopy(house, articleId)
  if (before === undefined) return faulty('the story is gone')
  const content = await contentOfInput(house.db, made.input, before.content)
  // What this file or program wrote last it may replace; what somebody else has written since stays.
  const isOurs = (await copyRow(house.db, articleId))?.updatedBy === `${actor.kind}:${actor.id}`
  const base = isOurs || origin.article === undefined ? undefined : await publishedContent(house, articleId)
  const written = await writeContent(house, actor, { articleId, content, base })
  if (isFailure(written)) return faulty(written.words)
  const waiting = await submitted(house, actor, articleId)
  if (waiting === 'approved') return waiting
  if (typeof waiting === 'string') return faulty(waiting)
  const conflicts = written.conflicts.length > 0 ? [theirsStay] : []
  return {
    outcome: waiting.isNew ? 'handed-in' : 'unchanged',
    id: articleId,
    path: origin.article?.path ?? null,
    headline: said.headline,
    warnings: [...origin.notes, ...said.warnings, ...conflicts, ...notKept(made.input)],
    unresolved,
  }
}

type Placing = { file: StoryFile; origin: Origin; input: FileInput; at: number }

/** The story that the file is, made where there is none, with all that it refers to. */
async function placeIn(tx: Tx, { file, origin, input, at }: Placing) {
  await holdStories(tx)
  if (origin.article === undefined && !(await isStillNew(tx, file.place, origin.slug))) return 'no-longer-new'
  const found = await input(tx)
  if ('faults' in found) return found
  const articleId = origin.article?.id ?? (await newDraft(tx, found.input, at))
  if (origin.isItsFile && file.place !== undefined) await rememberFileIn(tx, file.place, articleId, file.source)
  return { articleId, ...found }
}

async function newDraft(tx: Tx, input: ArticleInput, at: number): Promise<number> {
  const id = await insertArticle(tx, publicId(), { ...input, topicIds: [] }, at)
  await noteChange(tx, id, at)
  await recordDeed(tx, { deed: 'article.create', subject: `article:${id}`, detail: { state: 'draft' }, at })
  return id
}

const theirsStay =
  'somebody has changed the same words in the desk: theirs stay. Read the story there before it is approved'

/** Nothing is handed in twice: what waits, waits. */
async function submitted(house: House, actor: Actor, articleId: number): Promise<{ isNew: boolean } | string> {
  const [row, copy] = [await articleById(house.db, articleId), await readCopy(house, articleId)]
  if (row === undefined || copy === undefined) return 'the story is gone'
  if ((await approvalOf(house.db, row, copy.content)) !== undefined) return 'approved'
  const hash = contentHash(copy.content)
  const [last] = await reviewsOf(house.db, articleId, 1)
  if (last?.verdict === 'submitted' && last.contentHash === hash) return { isNew: false }
  const out = row.state === 'published' ? await publishedContent(house, articleId) : undefined
  if (out !== undefined && contentHash(out) === hash) return { isNew: false }
  const done = await submitStory(house, actor, { articleId })
  return isFailure(done) ? done.words : { isNew: true }
}

/** Where a story stands that cannot be handed in. */
const elsewhere: Partial<Record<ArticleState, string>> = {
  scheduled: 'this story is scheduled: take that back in the desk first',
  withdrawn: 'this story was withdrawn: it is brought back in the desk',
  trashed: 'this story is in the trash: take it out first',
}

function notKept({ state, corrections }: ArticleInput): string[] {
  const later = 'when it appears is decided by whoever publishes it'
  const others = 'its corrections are not taken over: make them in the desk, or with "crier correct"'
  return [...(state === 'scheduled' ? [later] : []), ...(corrections === undefined ? [] : [others])]
}

function faulty(message: string): Published {
  return { outcome: 'faulty', faults: [{ line: 1, message }] }
}
