import { Command } from 'commander'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { Purpose, Secrets } from '../kit/secrets.ts'
import { print, table } from './output.ts'
import { withHouse } from './with-house.ts'

type Kind = {
  what: string
  /** For readers, once the old key is destroyed. */ after: string
  /** Why not, where it never may. */ never?: string
}

const kinds: Record<Purpose, Kind> = {
  'reader-cookie': {
    what: 'signs the cookie by which a browser is known',
    after:
      'Browsers that have not touched a form since then are strangers: ' +
      'they can no longer see, change or erase their votes and comments, and may vote again where anybody may.',
  },
  'form-pass': {
    what: 'signs permission to send a form, for two hours',
    after: 'Forms opened before then ask for one more press of their button.',
  },
  leave: {
    what: 'signs the unsubscribe links of mails',
    after:
      'The unsubscribe links of mails sent before then stop working. Keep the old key, unless it has been compromised.',
  },
  passkey: {
    what: 'signs the challenges of passkeys, for five minutes',
    after: 'Members who are signing in with a passkey at that moment have to try again.',
  },
  preview: {
    what: 'signs preview links of unpublished stories',
    after: 'Preview links sent before then stop working.',
  },
  subscriber: {
    what: 'signs the links in alerts for changing preferences and unsubscribing',
    after: 'These links in alerts sent before then stop working. Keep the old key, unless it has been compromised.',
  },
  vapid: {
    what: 'is how push services know this paper',
    after:
      'Browsers that subscribed before then get nothing until they open the alerts page again. ' +
      'Keep the old key, unless it has been compromised.',
  },
  bounce: {
    what: 'signs the return addresses of mails to subscribers',
    after: 'Bounces of mails sent before then are not recognised. Keep the old key, unless it has been compromised.',
  },
  network: {
    what: 'hashes networks for limits; replaced automatically every 30 days',
    after: 'Waiting comments can no longer be grouped by network, and allowances start again from zero.',
  },
  address: {
    what: 'recognises an address',
    after: '',
    never:
      'Addresses are looked up by their hash under this key: ' +
      'under another, everybody who unsubscribed would get mail again, and voters on a list would be strangers.',
  },
}

export function secretsCommand(): Command {
  const secrets = new Command('secrets').description('the keys of this server: what each is for, and replacing one')
  secrets
    .command('list')
    .description('list each purpose, how old its key is, and what replacing it means for readers')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const rows = Object.entries(kinds).map(([purpose, kind]) => ({
          purpose,
          since: sinceOf(house.secrets, purpose),
          ...kind,
        }))
        const lines = rows.flatMap(({ purpose, since, what, after, never }) => [
          ...table([[purpose, since, what]]),
          `    ${never === undefined ? `When the old key goes: ${after}` : `Not to be exchanged: ${never}`}`,
        ])
        print(command, rows, lines)
      }),
    )
  secrets
    .command('rotate')
    .description('make a new key for a purpose; the old one stays valid until it is destroyed')
    .argument('<purpose>', Object.keys(kinds).join(', '))
    .option('--destroy-old-in <time>', 'such as 30d, 12h or 0d for immediately; without it the old key stays')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action(rotate)
  return secrets
}

async function rotate(
  purpose: string,
  options: { demo?: boolean; destroyOldIn?: string },
  command: Command,
): Promise<void> {
  if (!isPurpose(purpose))
    throw new Refusal('invalid', `There is no key for "${purpose}"; there are ${Object.keys(kinds).join(', ')}.`)
  const { after, never } = kinds[purpose]
  if (never !== undefined) throw new Refusal('invalid', `The key for ${purpose} cannot be replaced. ${never}`)
  const inMs = options.destroyOldIn === undefined ? undefined : durationOf(options.destroyOldIn)
  await withHouse(options, async (house) => {
    const destroyOldAt = inMs === undefined ? null : house.clock.now() + inMs
    const { keyId } = await house.secrets.rotate(purpose, destroyOldAt, operator)
    await house.secrets.destroyDue()
    const old =
      destroyOldAt === null
        ? 'The old one remains valid for good.'
        : `The old one is destroyed at ${new Date(destroyOldAt).toISOString()}. ${after}`
    print(command, { purpose, keyId, destroyOldAt }, [
      `There is a new key for ${purpose}: ${keyId}. A running server uses it within a second.`,
      old,
    ])
  })
}

function isPurpose(name: string): name is Purpose {
  return Object.hasOwn(kinds, name)
}

function sinceOf(secrets: Secrets, purpose: string): string {
  return isPurpose(purpose) ? new Date(secrets.current(purpose).createdAt).toISOString().slice(0, 10) : ''
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** @throws Refusal when it is not a length of time */
function durationOf(given: string): number {
  const [, count = '', unit = ''] = /^(\d{1,4})([mhd])$/u.exec(given) ?? []
  const ms = units[unit]
  if (ms === undefined)
    throw new Refusal(
      'invalid',
      `--destroy-old-in is "${given}": write a length such as 30d, 12h or 0d. Nothing was changed.`,
    )
  return Number(count) * ms
}
