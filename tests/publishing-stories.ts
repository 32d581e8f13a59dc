import { correctArticle } from '../src/articles/correct.ts'
import { articleByPath } from '../src/articles/store.ts'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { done } from '../src/kit/outcome.ts'

/**
 * Run as a process of its own by the kill test: publishes and corrects without end and prints each deed that was
 * acknowledged.
 */
const [dataDir = '', databaseUrl = ''] = process.argv.slice(2)
const house = await openHouse(
  readConfig({
    CRIER_DATA_DIR: dataDir,
    CRIER_LOG_LEVEL: 'silent',
    ...(databaseUrl !== '' && { CRIER_DATABASE_URL: databaseUrl }),
  }),
)
const actor = { kind: 'operator', id: 'test' } as const

async function keepPublishing(writer: number): Promise<never> {
  for (let count = 1; ; count++) {
    const source =
      `---\nheadline: Ferry ${writer} runs late again\ntopics: Harbour\nbyline: Maren Quillfeather\n` +
      `slug: ferry-${writer}-${count}\n---\n\nBy ${count} minutes.\n`
    const published = await publishStory(house, actor, { source, read: async () => undefined })
    if (published.outcome !== 'created' || published.path === null)
      throw new Error(`a story was not published: ${published.outcome}`)
    const { path } = published
    process.stdout.write(`published ${path}\n`)
    const article = await articleByPath(house.db, path)
    if (article === undefined) throw new Error(`${path} leads nowhere`)
    done(await correctArticle(house, actor, { articleId: article.id, words: `Corrected: ${path}` }))
    process.stdout.write(`corrected ${path}\n`)
  }
}

await Promise.all([1, 2, 3, 4].map(keepPublishing))
