import { Command } from 'commander'
import { renamePerson } from '../articles/change-names.ts'
import { mergePeople } from '../articles/merge-people.ts'
import { operator } from '../kit/db/schema.ts'
import type { Db } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { done } from '../kit/outcome.ts'
import { everybody, peopleCalled, personBySlug, personSlugs, type Person } from '../people/store.ts'
import { print, table } from './output.ts'
import { renameCommand, renaming, slugIn, suggestion, type RenameOptions } from './rename-options.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }

export function peopleCommand(): Command {
  const people = new Command('people').description('authors and speakers')
  people
    .command('list')
    .description('list everybody by name, with the spellings merged into each')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const listed = await everybody(house.db, house.settings.current().identity.language)
        const rows = listed.map(({ slug, name, spellings }) => [name, `/people/${slug}`, spellings.join(', ')])
        print(
          command,
          listed,
          rows.length === 0 ? 'There is nobody yet: authors and speakers come with stories.' : table(rows),
        )
      }),
    )
  renameCommand(people, {
    whom: 'somebody',
    argument: '<person>',
    help: 'the last part of their address, such as hester-dunmore, or their name',
  }).action((asked: string, name: string, options: RenameOptions, command: Command) =>
    withHouse(options, async (house) => {
      const person = await known(house.db, asked)
      const to = renaming(name, options.address)
      done(await renamePerson(house, operator, { id: person.id, ...to }))
      print(command, { from: person.slug, ...to }, `${person.name} is now ${to.name}, at /people/${to.slug}.`)
    }),
  )
  people
    .command('merge')
    .description("merge two spellings of a name into one person; the first one's address redirects to the second")
    .argument('<other>', 'the spelling to give up: the last part of its address, such as h-dunmore')
    .argument('<person>', 'the one to keep, such as hester-dunmore')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((other: string, person: string, options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const [from, into] = [await known(house.db, other), await known(house.db, person)]
        done(await mergePeople(house, operator, { from: from.id, into: into.id }))
        print(
          command,
          { from: from.slug, into: into.slug },
          `${from.name} is now ${into.name}: /people/${from.slug} redirects to /people/${into.slug}.`,
        )
      }),
    )
  return people
}

async function known(db: Db, asked: string): Promise<Person> {
  const slug = slugIn(asked, '/people/')
  const person = await personBySlug(db, slug)
  if (person !== undefined) return person
  const [called, another] = await peopleCalled(db, asked)
  if (called !== undefined && another !== undefined)
    throw new Refusal(
      'conflict',
      `Several people are called ${asked}: /people/${called.slug}, /people/${another.slug}. ` +
        'Give the address of the one you mean.',
    )
  if (called !== undefined) return called
  throw new Refusal('not-found', `Nobody has the address /people/${slug}.${suggestion(slug, await personSlugs(db))}`)
}
