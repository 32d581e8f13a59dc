import { Command } from 'commander'
import { accountChecks } from '../accounts/checks.ts'
import { articleChecks } from '../articles/checks.ts'
import { conversationChecks } from '../conversation/checks.ts'
import { deliveryChecks } from '../deliveries/checks.ts'
import { databaseFile } from '../house.ts'
import type { Check } from '../kit/checks.ts'
import { schemaChecks } from '../kit/db/schema-checks.ts'
import type { Db } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { newestMark, verifyLedger, type LedgerMark } from '../kit/ledger.ts'
import { damagedSettings } from '../kit/settings.ts'
import { mediaChecks } from '../media/checks.ts'
import { migrations } from '../migrations.ts'
import { pollChecks } from '../polls/checks.ts'
import { searchChecks } from '../search/checks.ts'
import { settingsSchema } from '../settings.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

export function checkCommand(): Command {
  return new Command('check')
    .description('recount everything derived and verify the ledger; names any mismatch and exits 1')
    .option(
      '--ledger-after <seq:hash>',
      'an entry that an earlier check printed: it and everything before it must be unchanged',
    )
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: { demo?: boolean; ledgerAfter?: string }, command: Command) =>
      withHouse({ ...options, isLenient: true }, async (house) => {
        const kept = options.ledgerAfter === undefined ? undefined : markOf(options.ledgerAfter)
        const ledger = ledgerCheck(kept)
        const checks = [
          ...schemaChecks(migrations, databaseFile(house.config)),
          settingsCheck,
          ledger,
          ...accountChecks,
          ...articleChecks,
          ...mediaChecks(house),
          ...pollChecks,
          ...conversationChecks,
          ...deliveryChecks,
          ...searchChecks,
        ]
        const results: Result[] = []
        for (const check of checks) results.push({ name: check.name, faults: await faultsOf(check, house.db) })
        const newest = await newestMark(house.db).catch(() => undefined)
        const mark = newest && `${newest.seq}:${newest.hash}`
        const told = results.map((result) => ({
          ...result,
          ...(result.name === ledger.name && { newest: mark ?? null }),
        }))
        const lines = results.flatMap(({ name, faults }) => [
          `${faults.length === 0 ? 'ok   ' : 'WRONG'}  ${name}`,
          ...shortened(faults).map((fault) => `         ${fault}`),
        ])
        print(command, told, [...lines, ...(mark === undefined ? [] : keepHelp(mark))])
        if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1
      }),
    )
}

type Result = { name: string; faults: string[] }

function ledgerCheck(kept: LedgerMark | undefined): Check {
  return {
    name: 'the ledger is whole',
    run: async (db) => {
      const result = await verifyLedger(db, kept)
      return result.ok ? [] : [`entry ${result.seq}: ${result.what}`]
    },
  }
}

const settingsCheck: Check = {
  name: 'every setting can be read',
  run: async (db) => (await damagedSettings(db, settingsSchema)).map(({ words }) => words),
}

/** Where a check itself meets what is damaged, that is what it has found, and the others go on. */
async function faultsOf(check: Check, db: Db): Promise<string[]> {
  try {
    return await check.run(db)
  } catch (error) {
    return [`this could not be checked: ${error instanceof Error ? error.message : String(error)}`]
  }
}

const maxTold = 20

function shortened(faults: readonly string[]): string[] {
  const more = faults.length - maxTold
  return more <= 1
    ? [...faults]
    : [...faults.slice(0, maxTold), `and ${more} more; "crier check --json" lists them all`]
}

/** @throws Refusal when it does not name an entry the way this command prints it */
function markOf(given: string): LedgerMark {
  const [, seq = '', hash = ''] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/u.exec(given.trim()) ?? []
  const help = `--ledger-after takes an entry as "crier check" has named it, such as 120:9f86…, not "${given}".`
  if (seq === '') throw new Refusal('invalid', help)
  return { seq: Number(seq), hash }
}

function keepHelp(mark: string): string[] {
  return [
    `The newest entry of the ledger: ${mark}`,
    'Keep it out of reach of anybody who can change this database; "crier check --ledger-after" looks for it.',
  ]
}
