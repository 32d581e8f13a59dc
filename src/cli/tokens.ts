import { Command } from 'commander'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { done } from '../kit/outcome.ts'
import { acts, isAct, isRole, roles, scopesOf, type Act } from '../staff/acts.ts'
import { createToken, listTokens, revokeToken, type ListedToken } from '../staff/tokens.ts'
import { print, table } from './output.ts'
import { timeOption } from './polls-time.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }
type Create = Choice & { role?: string; may?: string[]; until?: string }

export function tokensCommand(): Command {
  const tokens = new Command('tokens').description('access for programs: grant it, list it, revoke it')
  tokens
    .command('create')
    .description('create an access token; its secret is shown once')
    .argument('<name>', 'what it is for, such as "Newsletter script"')
    .option('--role <role>', `everything this role may do: ${Object.keys(roles).join(', ')}`)
    .option('--may <act...>', `or only this: ${Object.keys(acts).join(', ')}`)
    .option('--until <time>', 'when it expires: 2027-01-31T00:00:00Z, or +90d; default: never, until revoked')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((name: string, options: Create, command: Command) =>
      withHouse(options, async (house) => {
        const expiresAt = timeOption('--until', options.until, house.clock.now()) ?? null
        const made = done(await createToken(house, operator, { name, scopes: scopesIn(options), expiresAt }))
        print(command, made, [
          made.secret,
          'It is shown only once: store it where the program can read it. ' +
            `To revoke it: crier tokens revoke ${made.publicId}`,
        ])
      }),
    )
  tokens
    .command('list')
    .description('list tokens: what each may do, when it was last used')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const listed = await listTokens(house.db)
        const rows = listed.map((token) => rowOf(token, house.clock.now()))
        print(command, listed, listed.length === 0 ? 'No program has access.' : table(rows))
      }),
    )
  tokens
    .command('revoke')
    .description('revoke a token, with effect from the next request')
    .argument('<token>', 'its id, as "tokens list" shows it')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((publicId: string, options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const revoked = done(await revokeToken(house, operator, { publicId }))
        const words = revoked.outcome === 'revoked' ? 'Revoked.' : 'It had already been revoked.'
        print(command, { publicId, ...revoked }, words)
      }),
    )
  return tokens
}

function scopesIn({ role, may = [] }: Create): Act[] {
  if (role !== undefined && !isRole(role))
    throw new Refusal('invalid', `--role is "${role}": it must be one of ${Object.keys(roles).join(', ')}.`)
  const unknown = may.find((act) => !isAct(act))
  if (unknown !== undefined)
    throw new Refusal('invalid', `--may is "${unknown}": it must be one of ${Object.keys(acts).join(', ')}.`)
  if (may.includes('token.manage'))
    throw new Refusal('invalid', 'No program may manage tokens: it could give itself more. Leave token.manage out.')
  return [...new Set([...(role === undefined ? [] : scopesOf(role)), ...may.filter(isAct)])]
}

function rowOf({ publicId, name, scopes, expiresAt, lastUsedAt, revokedAt }: ListedToken, now: number): string[] {
  const ended = expiresAt !== null && expiresAt <= now ? `ended ${dayOf(expiresAt)}` : undefined
  const ends = expiresAt === null ? 'no end' : `until ${dayOf(expiresAt)}`
  const state = revokedAt === null ? (ended ?? ends) : `revoked ${dayOf(revokedAt)}`
  return [publicId, name, state, lastUsedAt === null ? 'never used' : `used ${dayOf(lastUsedAt)}`, scopes.join(' ')]
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
