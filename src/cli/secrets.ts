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
      'Browsers that touched no form since then are strangers: ' +
      'they no longer see, change or erase what they voted and wrote, and may vote again where anybody may.',
  },
  'form-pass': {
    what: 'signs the leave to send a form, for two hours',
    after: 'Forms that were opened before ask for one more press of their button.',
  },
  leave: {
    what: 'signs the last line of mails, by which their readers leave',
    after:
      'The unsubscribe links of mails sent before then stop working. Keep the old key, unless it has been compromised.',
  },
  passkey: {
    what: 'signs what passkeys answer to, for five minutes',
    after: 'Members who are just signing in with a passkey try again.',
  },
  preview: {
    what: 'signs the addresses that show a story before it is published',
    after: 'Preview links that were sent before then show nothing any more.',
  },
  subscriber: {
    what: 'signs the links of alerts, by which subscribers change what they get and leave',
    after: 'These links in alerts sent before then stop working. Keep the old key, unless it has been compromised.',
  },
  vapid: {
    what: 'is how push services know this paper',
    after:
      'Browsers that subscribed before then get nothing any more until they open the page of alerts again. ' +
      'Keep the old key, unless it has been compromised.',
  },
  bounce: {
    what: 'signs the addresses that bounces of mails to many come back to',
    after: 'Bounces of mails sent before then are not understood. Keep the old key, unless it has been compromised.',
  },
  network: {
    what: 'hashes networks for limits; new every 30 days by itself',
    after: 'Comments that wait are no longer told apart by network, and counted allowances begin anew.',
  },
  address: {
    what: 'knows an address again',
    after: '',
    never:
      'Addresses are looked up by their hash under this key: ' +
      'under another, everybody who left would be written to again, and voters on a list would be strangers.',
  },
}

export function secretsCommand(): Command {
  const secrets = new Command('secrets').description('the keys of this house: what each is for, and replacing one')
  secrets
    .command('list')
    .description('list each purpose, how old its key is, and what replacing it means for readers')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
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
    .option('--destroy-old-in <time>', 'such as 30d, 12h or 0d for at once; without it the old key stays')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
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
  if (never !== undefined) throw new Refusal('invalid', `The key for ${purpose} is not exchanged. ${never}`)
  const inMs = options.destroyOldIn === undefined ? undefined : durationOf(options.destroyOldIn)
  await withHouse(options, async (house) => {
    const destroyOldAt = inMs === undefined ? null : house.clock.now() + inMs
    const { keyId } = await house.secrets.rotate(purpose, destroyOldAt, operator)
    await house.secrets.destroyDue()
    const old =
      destroyOldAt === null
        ? 'The old one is still understood, for ever.'
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
