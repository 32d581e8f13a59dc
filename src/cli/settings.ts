import { Command } from 'commander'
import { articleByPath } from '../articles/store.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { damagedSettings, settingsRows } from '../kit/settings.ts'
import { setSetting } from '../publication/set-setting.ts'
import { settingsSchema } from '../settings.ts'
import { print, table } from './output.ts'
import { withHouse } from './with-house.ts'

export function settingsCommand(): Command {
  const settings = new Command('settings').description(
    'read and change settings: name, language, time zone, footer, social profiles …',
  )
  settings
    .command('get')
    .argument('[key]', 'such as identity.name; without it, all')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((key: string | undefined, options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const rows = settingsRows(house.settings.current()).filter(
          (row) => key === undefined || row.key === key || row.key.startsWith(`${key}.`),
        )
        if (rows.length === 0)
          throw new Refusal('not-found', `There is no setting "${key}". "crier settings get" lists them all.`)
        print(
          command,
          Object.fromEntries(rows.map((row) => [row.key, row.value])),
          table(rows.map((row) => [row.key, JSON.stringify(row.value)])),
        )
      }),
    )
  settings
    .command('set')
    .argument('<key>', 'such as identity.name')
    .argument('<value>', 'text, or JSON for lists, numbers and switches')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((key: string, value: string, options: { demo?: boolean }, command: Command) =>
      withHouse({ ...options, isLenient: true }, async (house) => {
        const damage = await damagedSettings(house.db, settingsSchema)
        await setSetting(house, operator, { key, value: parsed(value) })
        const left = new Set((await damagedSettings(house.db, settingsSchema)).map((row) => row.key))
        const now = house.settings.current()
        // A group that was set whole: what was not named in it has its default again.
        const rows = settingsRows(now).filter((row) => row.key === key || row.key.startsWith(`${key}.`))
        const isLost =
          key === 'front.lead' &&
          now.front.lead !== null &&
          (await articleByPath(house.db, now.front.lead))?.state !== 'published'
        print(command, { key, value: parsed(value) }, [
          ...rows.map((row) => `${row.key} is now ${JSON.stringify(row.value)}.`),
          ...damage.map((row) =>
            left.has(row.key)
              ? row.words
              : `"${row.key}" was damaged: what could be read of it was kept, the rest has its defaults.`,
          ),
          ...(isLost
            ? ['Note: no published story has this address; until one has, the front page chooses its own lead.']
            : []),
        ])
      }),
    )
  return settings
}

function parsed(value: string): unknown {
  try {
    const json: unknown = JSON.parse(value)
    return json
  } catch {
    return value
  }
}
