import { Command } from 'commander'
import { saveContext, withdrawArticleIn } from '../articles/save.ts'
import { Refusal } from '../kit/errors.ts'
import { print } from './output.ts'
import { addressHelp, storyAt } from './story-at.ts'
import { withHouse } from './with-house.ts'

export function withdrawCommand(): Command {
  return new Command('withdraw')
    .description('take a story from the readers; its address answers "410 gone" within a second')
    .argument('<path>', addressHelp)
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((address: string, options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const article = await storyAt(house, address)
        if (article === undefined || article.state !== 'published') throw new Refusal('not-found', `No published story or page has the address ${address}.`)
        const { path } = article
        await house.write({ kind: 'staff', id: 'cli' }, (tx) => withdrawArticleIn(tx, article, saveContext(house, house.clock.now())))
        print(command, { path, state: 'withdrawn' }, `Withdrawn: ${path}`)
      }),
    )
}
