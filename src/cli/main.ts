import { Command } from 'commander'
import { ConfigError, umaskOf } from '../config.ts'
import { sqliteFault } from '../kit/db/trouble.ts'
import { exitCodeOf, Refusal } from '../kit/errors.ts'
import { fileWords } from '../kit/file-words.ts'
import { visibleLines } from '../kit/visible.ts'
import { version } from './version.ts'

// Before anything is written: databases, backups and mails hold keys and addresses.
process.umask(umaskOf(process.env))

/** EX_IOERR of sysexits.h. */
const ioErrorCode = 74
const maxWords = 4000

const program = new Command('crier')
  .description('The newsroom server: publish, poll, converse, disclose.')
  .version(version(), '-v, --version', 'print the version')
  .showHelpAfterError('(crier --help lists the commands)')
  .option('--json', 'print results as JSON, for machines')

/** Each loads only what it needs: a running paper keeps no importer in memory. */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  init: async () => (await import('./init.ts')).initCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  demo: async () => (await import('./demo.ts')).demoCommand(),
  publish: async () => (await import('./publish.ts')).publishCommand(),
  story: async () => (await import('./story.ts')).storyCommand(),
  correct: async () => (await import('./correct.ts')).correctCommand(),
  people: async () => (await import('./people.ts')).peopleCommand(),
  topics: async () => (await import('./topics.ts')).topicsCommand(),
  withdraw: async () => (await import('./withdraw.ts')).withdrawCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  polls: async () => (await import('./polls.ts')).pollsCommand(),
  comments: async () => (await import('./comments.ts')).commentsCommand(),
  alerts: async () => (await import('./alerts.ts')).alertsCommand(),
  subscribers: async () => (await import('./subscribers.ts')).subscribersCommand(),
  staff: async () => (await import('./staff.ts')).staffCommand(),
  mail: async () => (await import('./mail.ts')).mailCommand(),
  tokens: async () => (await import('./tokens.ts')).tokensCommand(),
  jobs: async () => (await import('./jobs.ts')).jobsCommand(),
  settings: async () => (await import('./settings.ts')).settingsCommand(),
  search: async () => (await import('./search.ts')).searchCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./restore.ts')).restoreCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  secrets: async () => (await import('./secrets.ts')).secretsCommand(),
  config: async () => (await import('./config.ts')).configCommand(),
}

const named = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? ''
// Without a known name (help, a typing error) all are there to be listed.
const loads = Object.hasOwn(commands, named) ? [commands[named]] : Object.values(commands)
for (const load of loads) if (load) program.addCommand(await load())
program.addCommand(new Command('version').description('print the version').action(() => console.log(version())))

// A full disk behind ">": the output is incomplete, and the next program must know. A reader that has gone (`| head`)
// has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || process.exitCode === ioErrorCode) return
  process.exitCode = ioErrorCode
  complain(`The output could not be written: ${error.message}.`)
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = explain(error)
}

/** What the user can mend is one sentence; only a fault of ours shows where it happened. */
function explain(thrown: unknown): number {
  const error = sqliteFault(thrown)
  if (error instanceof ConfigError) {
    complain(error.message)
    return 2
  }
  if (error instanceof Refusal) {
    complain(error.message)
    return exitCodeOf(error)
  }
  const ofAFile = fileWords(error)
  if (ofAFile !== undefined) {
    complain(ofAFile)
    return ioErrorCode
  }
  console.error(error)
  return 70
}

/** Text that was typed, or read from somebody else's file, must neither control the terminal nor flood it. */
function complain(words: string): void {
  console.error(
    visibleLines(words.length > maxWords ? `${words.slice(0, maxWords / 2)} … ${words.slice(-maxWords / 2)}` : words),
  )
}
