import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { publishStory } from '../src/importers/stories/publish.ts'
import { importWordpress } from '../src/importers/wordpress/run/import.ts'
import { storiesFor } from '../src/search/find.ts'
import { indexChanges } from '../src/search/index-stories.ts'
import { isSpelled, tokens } from '../src/search/words.ts'
import { engines } from './databases.ts'
import { aHouse, noon, type TestHouse } from './house.ts'
import { herald } from './wordpress-exports.ts'

const stories = resolve(import.meta.dirname, '../demo/stories')
const wanted = 100
const shown = 10

/** The demo's stories (their words; pictures are left out) and the fixture's. */
async function anArchive(engine: 'sqlite' | 'postgres'): Promise<TestHouse> {
  const house = await aHouse(engine)
  for (const name of readdirSync(stories).filter((file) => file.endsWith('.md'))) {
    const source = readFileSync(join(stories, name), 'utf8')
      .replace(/^picture:\n(?: .*\n)+/mu, '')
      .replace(/^(?:::picture|::file|::audio|::embed|!\[).*$/gmu, '')
      .replace(/^:::(?:gallery|embed)[^\n]*\n[\s\S]*?\n:::$/gmu, '')
    await publishStory(house, { kind: 'operator', id: 'test' }, { source, read: async () => undefined })
  }
  await importWordpress(house, { file: herald, media: { kind: 'none' } })
  await indexChanges(house)
  return house
}

function seeded(seed: number): (below: number) => number {
  return (below) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below
}

/** One letter too many, too few, wrong, or swapped with its neighbour; never the word itself. */
function mistyped(word: string, random: (below: number) => number): string {
  const letters = [...word]
  const at = random(letters.length)
  const letter = String.fromCharCode(97 + random(26))
  const kind = random(4)
  if (kind === 0) letters.splice(at, 0, letter)
  else if (kind === 1) letters.splice(at, 1)
  else if (kind === 2) letters[at] = letter
  else [letters[at], letters[(at + 1) % letters.length]] = [letters[(at + 1) % letters.length] ?? '', letters[at] ?? '']
  const typed = letters.join('')
  return typed === word || (kind === 3 && at === word.length - 1) ? mistyped(word, random) : typed
}

describe.each(engines)('one edit in a word of five letters or more, on %s', (engine) => {
  test('still finds the story among the first ten, 95 times in 100', { timeout: 180_000 }, async () => {
    await using house = await anArchive(engine)
    const rows = await house.db
      .selectFrom('articles')
      .innerJoin('article_versions', 'article_id', 'articles.id')
      .select(['articles.id', 'article_versions.headline'])
      .where('state', '=', 'published')
      .orderBy('articles.id')
      .execute()
    const find = async (text: string) => {
      const asked = await house.longReads.ask(storiesFor, { text, sort: 'relevance', page: 1, now: noon })
      return asked.outcome === 'answered' ? asked.value.stories.slice(0, shown).map(({ id }) => id) : []
    }
    const random = seeded(20261125)
    const missed: Record<'word' | 'headline', string[]> = { word: [], headline: [] }
    for (let number = 0; number < wanted;) {
      const row = rows[random(rows.length)]
      const words = Array.from(tokens(row?.headline ?? '')).filter(({ word }) => isSpelled(word) && word.length >= 5)
      const token = words[random(Math.max(1, words.length))]
      // A word of more than ten stories cannot find each of them among ten, however well it is spelled.
      if (row === undefined || token === undefined || !(await find(token.word)).includes(row.id)) continue
      const typed = mistyped(token.word, random)
      if (!(await find(typed)).includes(row.id)) missed.word.push(`${token.word} as ${typed}`)
      if (!(await find(row.headline.slice(0, token.from) + typed + row.headline.slice(token.to))).includes(row.id))
        missed.headline.push(`${row.headline} with ${typed}`)
      number++
    }
    console.log(
      `${engine}, ${rows.length} stories: of ${wanted} mistyped words ${wanted - missed.word.length} ` +
        `find their story alone, ${wanted - missed.headline.length} in their headline`,
      missed.word,
      missed.headline,
    )
    expect(missed.word.length).toBeLessThanOrEqual(wanted * 0.05)
    expect(missed.headline.length).toBeLessThanOrEqual(wanted * 0.05)
  })
})
