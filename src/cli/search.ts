import { Command } from 'commander'
import { rebuildIndex } from '../search/index-stories.ts'
import { print, wantsJson } from './output.ts'
import { withHouse } from './with-house.ts'

export function searchCommand(): Command {
  const search = new Command('search').description('the index of the search page')
  search
    .command('rebuild')
    .description('rebuild the index from all published stories, while the server runs')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        let sum = 0
        const indexed = await rebuildIndex(house, (some) => {
          sum += some
          if (process.stdout.isTTY && !wantsJson(command)) process.stdout.write(`\r${sum} stories`)
        })
        print(
          command,
          { indexed },
          `${process.stdout.isTTY ? '\r' : ''}The index holds ${indexed} ${indexed === 1 ? 'story' : 'stories'}.`,
        )
      }),
    )
  return search
}
