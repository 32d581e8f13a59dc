import { Command } from 'commander'
import { correctArticleIn } from '../articles/correct.ts'
import { tellsSearchEngines } from '../articles/index-now.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { quoted, visibleLines } from '../kit/visible.ts'
import { print } from './output.ts'
import { addressHelp, storyAt } from './story-at.ts'
import { withHouse } from './with-house.ts'

const mostCharacters = 10_000

export function correctCommand(): Command {
  return new Command('correct')
    .description('say on a published story what was wrong in it; "publish" then brings the mended words')
    .argument('<path>', addressHelp)
    .requiredOption('--words <text>', 'what was wrong, and what is right')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((address: string, options: { words: string; demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const words = options.words.trim()
        if (!/[\p{L}\p{N}]/u.test(words))
          throw new Refusal('invalid', 'A correction needs words: what was wrong, and what is right.')
        if (words.length > mostCharacters)
          throw new Refusal('invalid', `A correction has at most ${mostCharacters} characters, not ${words.length}.`)
        if (visibleLines(words) !== words) throw new Refusal('invalid', `${quoted(words)} has control characters.`)
        const article = await storyAt(house, address)
        if (article === undefined || article.state !== 'published')
          throw new Refusal('not-found', `No published story has the address ${address}.`)
        const { path } = article
        const correction = { madeAt: house.clock.now(), words }
        await house.write(operator, (tx) =>
          correctArticleIn(tx, article, { ...correction, tellsSearchEngines: tellsSearchEngines(house) }),
        )
        print(
          command,
          { path, ...correction },
          `Corrected: ${path}. It stands below the headline and at /-/corrections.`,
        )
      }),
    )
}
