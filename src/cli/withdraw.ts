import { Command } from 'commander'
import { articleByPath } from '../articles/store.ts'
import { saveContext, withdrawArticleIn } from '../articles/save.ts'
import { Refusal } from '../kit/errors.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

export function withdrawCommand(): Command {
  return new Command('withdraw')
    .description('take a story from the readers; its address answers "410 gone" from the next request on')
    .argument('<path>', 'the story\'s address, such as /2026/11/bridge-hours')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((path: string, options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const article = await articleByPath(house.db, path)
        if (article === undefined || article.state !== 'published') throw new Refusal('not-found', `No published story or page has the address ${path}.`)
        await house.write({ kind: 'staff', id: 'cli' }, (tx) => withdrawArticleIn(tx, article, saveContext(house, house.clock.now())))
        print(command, { path, state: 'withdrawn' }, `Withdrawn: ${path}`)
      }),
    )
}
