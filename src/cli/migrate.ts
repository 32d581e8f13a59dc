import { Command } from 'commander'
import { migrate } from '../kit/db/migrate.ts'
import { migrations } from '../migrations.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database up to date (serve does so too)')
    .option('--json', 'as JSON')
    .action(async (_options, command: Command) => {
      // Opening the house has applied what was missing; asking again says that nothing is left.
      await withHouse({}, async (house) => {
        const applied = await migrate(house.database, migrations, house.clock.now())
        print(
          command,
          { pending: applied.length, known: migrations.length },
          `The database is up to date (${migrations.length} migrations).`,
        )
      })
    })
}
