import { Command } from 'commander'
import { backupHouse } from '../kit/backup.ts'
import { system } from '../kit/db/schema.ts'
import { noteIn } from '../kit/notices.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

export function backupCommand(): Command {
  return new Command('backup')
    .description('write database and media into one file, consistent even while the paper is being served')
    .argument('<file>', 'such as backup.tar')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((file: string, options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const result = await backupHouse(house, file)
        // For the doctor, who would otherwise not know.
        await house.write(system, (tx) => noteIn(tx, { name: 'backup', detail: {}, at: house.clock.now() }))
        const { media } = house.config
        const kept =
          media.kind === 's3'
            ? `no media: they are in the bucket "${media.bucket}" and need a copy of their own`
            : `${result.mediaFiles} media files`
        print(
          command,
          { file, ...result },
          `Backed up to ${file}: database ${Math.ceil(result.databaseBytes / 1024)} KB, ${kept}.`,
        )
      }),
    )
}
