import { Command } from 'commander'
import { writeFile } from 'node:fs/promises'
import { writeStory } from '../articles/story-file/write.ts'
import { storyOf } from '../importers/stories/story-of.ts'
import { Refusal } from '../kit/errors.ts'
import { addressHelp, storyAt } from './story-at.ts'
import { withHouse } from './with-house.ts'

export function storyCommand(): Command {
  return new Command('story')
    .description('write a story to a file that "publish" reads, to edit and publish it again')
    .argument('<path>', addressHelp)
    .option('-o, --output <file>', 'write to a new file; without it, to the terminal')
    .option('--demo', 'of the demo')
    .action((address: string, options: { output?: string; demo?: boolean }) =>
      withHouse(options, async (house) => {
        const article = await storyAt(house, address)
        if (article === undefined) throw new Refusal('not-found', `No story has the address ${address}.`)
        const source = writeStory(await storyOf(house.db, article))
        if (options.output === undefined) process.stdout.write(source)
        else await writeNew(options.output, source)
      }),
    )
}

async function writeNew(file: string, source: string): Promise<void> {
  try {
    await writeFile(file, source, { flag: 'wx' })
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    const reason = exists ? 'the file already exists' : String(error)
    throw new Refusal('conflict', `${file} cannot be written: ${reason}.`)
  }
  console.log(`Written: ${file}. "crier publish ${file}" publishes it again.`)
}
