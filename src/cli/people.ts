import { Command } from 'commander'
import { mergePeopleIn } from '../articles/merge-people.ts'
import type { Db } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { personBySlug, type Person } from '../people/store.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

export function peopleCommand(): Command {
  const people = new Command('people').description('authors and speakers')
  people
    .command('merge')
    .description('make two spellings of a name one person; the first one\'s address leads to the second from then on')
    .argument('<other>', 'the spelling to give up: the last part of its address, such as h-dunmore')
    .argument('<person>', 'the one to keep, such as hester-dunmore')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((other: string, person: string, options: { demo?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        const [from, into] = [await known(house.db, other), await known(house.db, person)]
        if (from.id === into.id) throw new Refusal('conflict', `"${other}" and "${person}" are one person already: ${into.name}, /people/${into.slug}.`)
        await house.write({ kind: 'staff', id: 'cli' }, (tx) => mergePeopleIn(tx, { from, into, at: house.clock.now() }))
        print(command, { from: from.slug, into: into.slug }, `${from.name} is ${into.name} now: /people/${from.slug} leads to /people/${into.slug}.`)
      }),
    )
  return people
}

async function known(db: Db, slug: string): Promise<Person> {
  const person = await personBySlug(db, slug.replace(/^\/people\//u, ''))
  if (person === undefined) throw new Refusal('not-found', `Nobody has the address /people/${slug}.`)
  return person
}
