import { Command } from 'commander'
import { ConfigError } from '../config.ts'
import { exitCodeOf, Refusal } from '../kit/errors.ts'
import { backupCommand } from './backup.ts'
import { checkCommand } from './check.ts'
import { commentsCommand } from './comments.ts'
import { configCommand } from './config.ts'
import { demoCommand } from './demo.ts'
import { importCommand } from './import.ts'
import { initCommand } from './init.ts'
import { migrateCommand } from './migrate.ts'
import { publishCommand } from './publish.ts'
import { restoreCommand } from './restore.ts'
import { serveCommand } from './serve.ts'
import { settingsCommand } from './settings.ts'
import { version } from './version.ts'
import { withdrawCommand } from './withdraw.ts'

const program = new Command('crier')
  .description('The newsroom server: publish, alert, poll, converse, disclose.')
  .version(version(), '-v, --version', 'print the version')
  .showHelpAfterError('(crier --help lists the commands)')
  .option('--json', 'print results as JSON, for machines')

for (const command of [
  serveCommand, initCommand, migrateCommand, demoCommand, publishCommand, withdrawCommand, importCommand, commentsCommand, settingsCommand, backupCommand, restoreCommand,
  checkCommand, configCommand,
]) program.addCommand(command())
program.addCommand(new Command('version').description('print the version').action(() => console.log(version())))

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = explain(error)
}

/** What the user can mend is one sentence; only a fault of ours shows where it happened. */
function explain(error: unknown): number {
  if (error instanceof ConfigError) {
    console.error(error.message)
    return 2
  }
  if (error instanceof Refusal) {
    console.error(error.message)
    return exitCodeOf(error)
  }
  console.error(error)
  return 70
}
