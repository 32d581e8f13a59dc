import { Command } from 'commander'
import { articleChecks } from '../articles/checks.ts'
import { conversationChecks } from '../conversation/checks.ts'
import type { Check } from '../kit/checks.ts'
import { verifyLedger } from '../kit/ledger.ts'
import { mediaChecks } from '../media/checks.ts'
import { pollChecks } from '../polls/checks.ts'
import { searchChecks } from '../search/checks.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

export function checkCommand(): Command {
  return new Command('check')
    .description('recount everything derived and verify the ledger; exits 1 and names what disagrees')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const ledger: Check = {
          name: 'the ledger is whole',
          run: async (db) => {
            const result = await verifyLedger(db)
            return result.ok ? [] : [`entry ${result.seq}: ${result.what}`]
          },
        }
        const checks = [ledger, ...articleChecks, ...mediaChecks(house), ...pollChecks, ...conversationChecks, ...searchChecks]
        const results: { name: string; faults: string[] }[] = []
        for (const check of checks) results.push({ name: check.name, faults: await check.run(house.db) })
        print(command, results, results.flatMap(({ name, faults }) => [`${faults.length === 0 ? 'ok   ' : 'WRONG'}  ${name}`, ...faults.map((fault) => `         ${fault}`)]))
        if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1
      }),
    )
}
