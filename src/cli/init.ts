import { Command } from 'commander'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { isAnythingSet } from '../kit/settings.ts'
import { setSetting } from '../publication/set-setting.ts'
import { print } from './output.ts'
import { configOf, hasHouse, withHouse } from './with-house.ts'

type Options = { name?: string; language?: string; timeZone?: string }

export function initCommand(): Command {
  return new Command('init')
    .description('start your own paper, empty, in the data folder')
    .option('--name <name>', 'what the paper is called')
    .option('--language <tag>', 'its language, such as en or pt-BR')
    .option('--time-zone <zone>', 'its time zone, such as Europe/Lisbon')
    .option('--json', 'as JSON')
    .action(async (options: Options, command: Command) => {
      const config = configOf()
      if (config.databaseUrl === undefined && hasHouse(config))
        throw new Refusal('conflict', `There is already a paper in ${config.dataDir}; nothing was changed.`)
      await withHouse({ create: true }, async (house) => {
        // A database of PostgreSQL is there before any paper is in it.
        if (await isAnythingSet(house.db))
          throw new Refusal('conflict', 'There is already a paper in this database; nothing was changed.')
        const chosen = [
          ['identity.name', options.name],
          ['identity.language', options.language],
          ['identity.timeZone', options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone],
        ] as const
        for (const [key, value] of chosen) if (value !== undefined) await setSetting(house, operator, { key, value })
        const { identity } = house.settings.current()
        print(command, identity, [
          `${identity.name} is ready in ${config.dataDir}.`,
          `Publish the first story:  crier publish story.md`,
          `Or import your old one:   crier import wordpress EXPORT.xml --media UPLOADS`,
          `Then serve it:            crier serve`,
        ])
      })
    })
}
