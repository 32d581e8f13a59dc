import { Command } from 'commander'
import { newestCards } from '../articles/list-store.ts'
import type { OpenHouse } from '../house.ts'
import { seedDemoHouse } from '../importers/demo/seed.ts'
import { Refusal } from '../kit/errors.ts'
import { packageFile } from '../kit/program.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

export function demoCommand(): Command {
  return new Command('demo')
    .description('make the demo, a fictional town\'s newspaper ("serve" does so too if there is no paper yet)')
    .option('--json', 'as JSON')
    .action((_options, command: Command) =>
      withHouse({ demo: true, create: true }, async (house) => {
        const isNew = await seedDemo(house)
        print(
          command,
          { created: isNew, folder: house.config.dataDir },
          isNew
            ? `The demo is ready in ${house.config.dataDir}.`
            : `The demo is already there, in ${house.config.dataDir}.`,
        )
      }),
    )
}

/** Fills the demo house once; a started one is left as it is. */
export async function seedDemo(house: OpenHouse): Promise<boolean> {
  if ((await newestCards(house.db, { limit: 1 })).length > 0) return false
  const faults = await seedDemoHouse(house, packageFile('demo'))
  if (faults.length > 0) throw new Refusal('invalid', `The demo newspaper has faults:\n${faults.join('\n')}`)
  return true
}
