import { Command } from 'commander'
import { withdrawFile } from '../articles/held-media.ts'
import { withdrawArticle } from '../articles/withdraw.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { done } from '../kit/outcome.ts'
import { print } from './output.ts'
import { addressHelp, pathIn, storyAt } from './story-at.ts'
import { withHouse } from './with-house.ts'

export function withdrawCommand(): Command {
  return new Command('withdraw')
    .description('withdraw a story with its pictures, or a file: "410 gone" within a second')
    .argument('<path>', `${addressHelp}; or that of a file nothing shows any more, /media/…`)
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((address: string, options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const file = /^\/media\/([a-z0-9]+)\//u.exec(pathIn(address, house.config.origin))?.[1]
        if (file !== undefined) return withdrawFileAt(house, command, { address, publicId: file })
        const article = await storyAt(house, address)
        if (article === undefined) throw new Refusal('not-found', `No story or page has the address ${address}.`)
        const { path } = done(await withdrawArticle(house, operator, { articleId: article.id }))
        print(command, { path, state: 'withdrawn' }, `Withdrawn: ${path}`)
      }),
    )
}

async function withdrawFileAt(house: House, command: Command, file: { address: string; publicId: string }) {
  const { address, publicId } = file
  done(await withdrawFile(house, operator, { publicId }), (words) => `${address}: ${words}`)
  const words = `Withdrawn: ${address}, with all its sizes. Caches before this paper may hold it for an hour.`
  print(command, { media: publicId, state: 'withdrawn' }, words)
}
