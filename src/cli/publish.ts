import { Command } from 'commander'
import { publishFolder, type FilePublished } from '../importers/stories/publish-folder.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { visibleJson } from '../kit/visible.ts'
import { say, wantsJson } from './output.ts'
import { withHouse } from './with-house.ts'

export function publishCommand(): Command {
  return new Command('publish')
    .description('publish a story (Markdown with front matter) or a folder of stories; publishing again updates them')
    .argument('<path>', 'story.md, or a folder')
    .option('--json', 'as JSON')
    .option(
      '--emergency <reason>',
      'publish without the approval that the paper requires, for this reason; it is logged',
    )
    .option('--demo', 'into the demo')
    .action((path: string, options: { demo?: boolean; emergency?: string }, command: Command) =>
      withHouse(options, async (house) => {
        const results = await publishFolder(house, operator, {
          path,
          emergency: options.emergency,
          onEach: (result) => {
            if (!wantsJson(command)) for (const line of sentences(result)) say(line)
          },
        })
        for (const line of wantsJson(command) ? [] : results.flatMap(leadsNowhere)) say(line)
        if (wantsJson(command)) console.log(visibleJson(JSON.stringify(results, null, 2)))
        const faulty = results.filter(({ outcome }) => outcome === 'faulty').length
        if (faulty > 0)
          throw new Refusal(
            'invalid',
            `${faulty} of ${results.length} ${results.length === 1 ? 'story was' : 'stories were'} not published; ` +
              'see above for what is wrong.',
          )
      }),
    )
}

function sentences({ file, ...published }: FilePublished): string[] {
  if (published.outcome === 'faulty') return published.faults.map(({ line, message }) => `${file}:${line}: ${message}`)
  if (published.outcome === 'handed-in') return [`waits for approval: ${published.headline}`, ...notes(published)]
  return [
    `${published.outcome}: ${published.path ?? awaited(published.scheduledFor)}  ${published.headline}`,
    ...notes(published),
  ]
}

function notes({ warnings }: { warnings: readonly string[] }): string[] {
  return warnings.map((warning) => `  note: ${warning}`)
}

/** Told at the end: of a folder's stories each may lead to one that comes after it. */
function leadsNowhere(result: FilePublished): string[] {
  return result.outcome === 'faulty'
    ? []
    : result.unresolved.map(
        (name) =>
          `note: ${result.file} refers to "${name}", but there is no such story; ` +
          'its RELATED line is left out until there is.',
      )
}

/** In the place of an address that a story does not have yet. */
function awaited(scheduledFor: number | undefined): string {
  return scheduledFor === undefined ? '(a draft)' : `(appears at ${new Date(scheduledFor).toISOString()})`
}
