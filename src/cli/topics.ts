import { Command } from 'commander'
import { renameTopic } from '../articles/change-names.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { done } from '../kit/outcome.ts'
import { allTopics, topicBySlug, type Topic } from '../topics/store.ts'
import { print, table } from './output.ts'
import { renameCommand, renaming, slugIn, suggestion, type RenameOptions } from './rename-options.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }

export function topicsCommand(): Command {
  const topics = new Command('topics').description('topics, each with its own page')
  topics
    .command('list')
    .description('list all topics, with subtopics indented')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const all = await topicsOf(house)
        const listed = all.map(({ slug, name, description, depth }) => ({ slug, name, description, depth }))
        print(
          command,
          listed,
          all.length === 0
            ? 'There are no topics yet: they come with stories.'
            : table(listed.map(({ slug, name, depth }) => [`${'  '.repeat(depth)}${name}`, `/topics/${slug}`])),
        )
      }),
    )
  renameCommand(topics, {
    whom: 'a topic',
    argument: '<topic>',
    help: 'the last part of its address, such as harbour, or its name',
  }).action((asked: string, name: string, options: RenameOptions, command: Command) =>
    withHouse(options, async (house) => {
      const topic = await known(house, asked)
      const to = renaming(name, options.address)
      done(await renameTopic(house, operator, { id: topic.id, ...to }))
      print(command, { from: topic.slug, ...to }, `${topic.name} is now ${to.name}, at /topics/${to.slug}.`)
    }),
  )
  return topics
}

function topicsOf(house: House): ReturnType<typeof allTopics> {
  return allTopics(house.db, house.settings.current().identity.language)
}

async function known(house: House, asked: string): Promise<Topic> {
  const slug = slugIn(asked, '/topics/')
  const topic = await topicBySlug(house.db, slug)
  if (topic !== undefined) return topic
  const all = await topicsOf(house)
  const called = all.filter(({ name }) => name.toLowerCase() === asked.toLowerCase())
  const addresses = called.map((one) => `/topics/${one.slug}`)
  if (called.length > 1)
    throw new Refusal(
      'conflict',
      `Several topics are called ${asked}: ${addresses.join(', ')}. Give the address of the one you mean.`,
    )
  if (called[0] !== undefined) return called[0]
  throw new Refusal(
    'not-found',
    `No topic has the address /topics/${slug}.${suggestion(
      slug,
      all.map((one) => one.slug),
    )} "crier topics list" shows them all.`,
  )
}
