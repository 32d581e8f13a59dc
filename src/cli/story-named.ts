/** A story whatever its state, as somebody calls it: by its address, id, slug, or words of its headline. */
import { foldedHeadline } from '../articles/article-columns.ts'
import { staffArticleAt, staffArticleBy } from '../articles/staff-store.ts'
import type { ArticleState } from '../articles/tables.ts'
import { listedStories, storiesByIds, type ListedStory, type StoryFilter } from '../editing/list-store.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { quoted } from '../kit/visible.ts'
import { table } from './output.ts'
import { addressCandidates } from './story-at.ts'

export const nameHelp = 'the story: its address, id, slug, or words of its headline; it may be a draft'

/** Who looks for a story by its words means none that is no more. */
const alive: readonly ArticleState[] = ['draft', 'pending', 'ready', 'scheduled', 'private', 'published']
const mostListed = 10

/**
 * The only one with that address or id, else with that slug, else with that headline, else with those words in it.
 * @throws Refusal: there is none, or there are several
 */
export async function storyNamed(house: House, given: string): Promise<ListedStory> {
  const known = await byAddressOrId(house, given)
  if (known !== undefined) return known
  const listed = (filter: StoryFilter) =>
    listedStories(house.db, { kind: 'article', states: alive, ...filter }, { limit: mostListed + 1, asker: '' })
  const words = given.trim()
  const bySlug = words === '' ? [] : await listed({ slug: words })
  const byWords = words === '' || bySlug.length > 0 ? [] : await listed({ words })
  const same = byWords.filter(({ headline }) => foldedHeadline(headline) === foldedHeadline(words))
  const found = [bySlug, same, byWords].find((stories) => stories.length > 0) ?? []
  const [story] = found
  if (story === undefined)
    throw new Refusal(
      'not-found',
      `No story has the address, id or slug ${quoted(given)}, or these words in its headline.`,
    )
  if (found.length > 1) throw new Refusal('conflict', severalWords(given, found))
  return story
}

async function byAddressOrId(house: House, given: string): Promise<ListedStory | undefined> {
  let row = await staffArticleBy(house.db, given.trim())
  for (const path of addressCandidates(given, house.config.origin)) row ??= await staffArticleAt(house.db, path)
  return row && (await storiesByIds(house.db, [row.id], ''))[0]
}

function severalWords(given: string, stories: readonly ListedStory[]): string {
  const rows = stories.slice(0, mostListed).map(({ publicId, state, headline }) => [publicId, state, quoted(headline)])
  const more = stories.length > mostListed ? ['and more'] : []
  return [
    `Several stories are called ${quoted(given)}. Give the id of the one you mean:`,
    ...table(rows),
    ...more,
  ].join('\n')
}
