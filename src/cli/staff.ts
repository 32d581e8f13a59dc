import { Command } from 'commander'
import { foldedEmail, type Member } from '../accounts/member.ts'
import { inviteMember, removeMember, resetMember } from '../accounts/staff.ts'
import { listedMembers, memberByEmail, memberByPublicId, type ListedMember } from '../accounts/store.ts'
import { operator, type Db } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { done } from '../kit/outcome.ts'
import { personBySlug } from '../people/store.ts'
import { normaliseAddress } from '../readers/addresses.ts'
import { isRole, roles, type Role } from '../staff/acts.ts'
import { print, table } from './output.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }
type Add = Choice & { role: string; email?: string; person?: string }

export function staffCommand(): Command {
  const staff = new Command('staff').description('the people of the newsroom: who may sign in to the desk')
  staff
    .command('add')
    .description('invite somebody: prints a link with which they create their account')
    .argument('<name>', 'their name')
    .requiredOption('--role <role>', Object.keys(roles).join(', '))
    .option('--email <address>', 'filled in for them when they open the link')
    .option('--person <person>', 'their byline, such as hester-dunmore: stories with it belong to them')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action(add)
  staff
    .command('list')
    .description('list everybody who can sign in')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const listed = await listedMembers(house.db)
        const none = 'Nobody can sign in yet. "crier serve" shows the link for creating the first account.'
        print(command, listed.map(jsonOf), listed.length === 0 ? none : table(listed.map(rowOf)))
      }),
    )
  staff
    .command('reset')
    .description(
      'let somebody who is locked out back in: removes all their ways to sign in, and prints one link that signs in',
    )
    .argument('<member>', 'their address, or their id as "staff list" shows it')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((asked: string, options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const member = await known(house.db, asked)
        const { link, expiresAt } = done(await resetMember(house, operator, { id: member.publicId }))
        print(command, { id: member.publicId, link, expiresAt }, [
          link,
          `It signs ${member.name} in, once, until ${timeOf(expiresAt)}. ` +
            'All passkeys, passwords and sessions they had are gone.',
        ])
      }),
    )
  staff
    .command('remove')
    .description('remove somebody: they are signed out everywhere; what they did keeps their name')
    .argument('<member>', 'their address, or their id as "staff list" shows it')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((asked: string, options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const { publicId: id } = await known(house.db, asked)
        const { name } = done(await removeMember(house, operator, { id }))
        print(command, { id, name }, `${name} can no longer sign in.`)
      }),
    )
  return staff
}

async function add(name: string, { role, email, person, ...choice }: Add, command: Command): Promise<void> {
  const as = roleOf(role)
  await withHouse(choice, async (house) => {
    const found = person === undefined ? null : await personBySlug(house.db, person)
    if (found === undefined) throw new Refusal('not-found', `There is nobody at /people/${person}: see "people list".`)
    const personId = found?.id ?? null
    const { link, expiresAt } = done(await inviteMember(house, operator, { role: as, name, email, personId }))
    print(command, { name, role: as, link, expiresAt }, [
      link,
      `Whoever opens it creates the account, as ${as}. It works once, until ${timeOf(expiresAt)}: pass it on safely.`,
    ])
  })
}

function roleOf(name: string): Role {
  if (isRole(name)) return name
  throw new Refusal('invalid', `--role is "${name}": it must be one of ${Object.keys(roles).join(', ')}.`)
}

/** @throws Refusal when nobody is called so */
async function known(db: Db, asked: string): Promise<Member> {
  const address = normaliseAddress(asked)
  const found =
    address === undefined ? await memberByPublicId(db, asked) : await memberByEmail(db, foldedEmail(address))
  if (found !== undefined) return found
  throw new Refusal('not-found', `There is no member "${asked}": "crier staff list" shows them all.`)
}

function jsonOf({ id: _, publicId: id, ...member }: ListedMember): object {
  return { id, ...member }
}

function rowOf({ publicId, name, email, role, lastSeenAt, passkeys, hasPassword }: ListedMember): string[] {
  const ways = [passkeys > 0 && `${passkeys} passkey${passkeys === 1 ? '' : 's'}`, hasPassword && 'password']
  const seen = lastSeenAt === null ? 'signed out' : `seen ${timeOf(lastSeenAt).slice(0, 10)}`
  return [publicId, name, role, email ?? 'no address', seen, ways.filter((way) => way !== false).join(', ')]
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
