import { Command, Option } from 'commander'
import { correctArticle } from '../articles/correct.ts'
import { correctionKinds, type CorrectionKind } from '../articles/tables.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { done } from '../kit/outcome.ts'
import { print } from './output.ts'
import { addressHelp, storyAt } from './story-at.ts'
import { withHouse } from './with-house.ts'

export function correctCommand(): Command {
  return new Command('correct')
    .description('publish a correction on a story; "publish" then brings the corrected text')
    .argument('<path>', addressHelp)
    .requiredOption('--words <text>', 'what was wrong, and what is right')
    .addOption(new Option('--kind <kind>', 'what it is').choices([...correctionKinds]).default('correction'))
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((address: string, options: { kind: CorrectionKind; words: string; demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const article = await storyAt(house, address)
        if (article === undefined) throw new Refusal('not-found', `No published story has the address ${address}.`)
        const { kind, words } = options
        const corrected = done(await correctArticle(house, operator, { articleId: article.id, kind, words }))
        const { outcome: _, path, ...correction } = corrected
        print(
          command,
          { path, ...correction },
          `Corrected: ${path}. The correction is below the headline and at /-/corrections.`,
        )
      }),
    )
}
