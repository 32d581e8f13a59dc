import { Command } from 'commander'
import { configRows } from '../config.ts'
import { print, table } from './output.ts'

export function configCommand(): Command {
  return new Command('config')
    .description('list every environment variable: its value, where it comes from, what it means')
    .option('--json', 'as JSON')
    .action((_options, command: Command) => {
      const rows = configRows(process.env)
      print(command, rows, table(rows.map((row) => [row.name, row.value, row.source, row.meaning])))
    })
}
