import { Command } from 'commander'
import { lapseRestored } from '../alerts/tables.ts'
import type { Config } from '../config.ts'
import { pauseRestored } from '../deliveries/tables.ts'
import { Refusal } from '../kit/errors.ts'
import { restoreHouse } from '../kit/restore.ts'
import { migrations } from '../migrations.ts'
import { print } from './output.ts'
import { configOf } from './with-house.ts'

export function restoreCommand(): Command {
  return new Command('restore')
    .description('restore the paper from a backup file; never overwrites one')
    .argument('<file>', 'what "crier backup" wrote')
    .option('--json', 'as JSON')
    .action(async (file: string, _options: unknown, command: Command) => {
      const config = configOf()
      if (config.databaseUrl !== undefined)
        throw new Refusal(
          'unsupported',
          'Restoring goes into SQLite in the data folder for now. ' +
            'Restore PostgreSQL with pg_restore, and unset CRIER_DATABASE_URL for this.',
        )
      const result = await restoreHouse(file, config.dataDir, migrations, [pauseRestored, lapseRestored])
      print(
        command,
        { file, ...result },
        `Restored ${file} into ${config.dataDir}: database and ${result.mediaFiles} media files. ` +
          `"crier check" recounts it.${elsewhere(config.media)}`,
      )
    })
}

/** A backup has files of media; a bucket gets them from nobody but its owner. */
function elsewhere(media: Config['media']): string {
  if (media.kind === 'disk') return ''
  return ` CRIER_S3_BUCKET is set: what is in the folder "media" has to be copied into the bucket "${media.bucket}".`
}
