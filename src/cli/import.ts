import { Command } from 'commander'
import { Listr } from 'listr2'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Config } from '../config.ts'
import { databaseFile, openHouse, type OpenHouse } from '../house.ts'
import { reportLines, type Progress, type Report } from '../importers/report.ts'
import { openMediaZip } from '../importers/start/media-zip.ts'
import { assertExport, importWordpress } from '../importers/wordpress/run/import.ts'
import { countOf, type MediaSource } from '../importers/wordpress/run/run.ts'
import type { Survey } from '../importers/wordpress/survey.ts'
import { importWpPolls, readWpPolls } from '../importers/wp-polls/import.ts'
import { copyDatabase } from '../kit/backup.ts'
import { Refusal } from '../kit/errors.ts'
import { print, wantsJson } from './output.ts'
import { configOf, hasHouse, withHouse } from './with-house.ts'

type Options = { report?: string; dryRun?: true }
type Media = { media?: string; fetchMedia?: true }
type Wordpress = {
  asStory?: string[]
  asTopics?: string[]
  withoutFolder?: true
  formerAddress?: string[]
}

export function importCommand(): Command {
  const wordpress = new Command('wordpress')
    .description(
      'import a WordPress export (Tools > Export > All content): ' +
        'stories at the addresses they had, with pictures and comments',
    )
    .argument('<files...>', 'the export: one or several files of one site (.xml, .xml.gz, .zip), or a folder of them')
    .option('--media <folder>', "the old site's wp-content/uploads, as a folder or a .zip")
    .option('--fetch-media', 'fetch pictures and files from the old site')
    .option('--as-story <types>', 'types of posts that become stories too: opinion,podcast', names)
    .option('--as-topics <taxonomies>', 'taxonomies whose terms become topics too: series,place', names)
    .option('--without-folder', 'move a site out of its folder (/news); its old addresses redirect')
    .option('--former-address <hosts>', 'former domains of the site, for links in its stories', names)
    .action(async (file: string[], options: Options & Media & Wordpress, command: Command) => {
      keepMemoryDown()
      // Before a house is made for it.
      await assertExport(file)
      const { asStory: asStories = [], asTopics = [], withoutFolder = false, formerAddress = [] } = options
      const choices = { asStories, asTopics, withoutFolder, formerAddresses: formerAddress }
      const onSurvey = (survey: Survey) => wantsJson(command) || console.log(surveyLine(survey, options))
      await using media = await openMedia(options)
      const report = await run(command, options, (house, progress) =>
        importWordpress(house, { file, media: media.source, progress, onSurvey, ...choices }),
      )
      if (report.broken) throw new Refusal('invalid', `${file.join(', ')} is not whole: see above.`)
    })
  const polls = new Command('wp-polls')
    .description(
      'import the polls of the plugin WP-Polls with their counts; stories show them, whichever was imported first',
    )
    .argument(
      '<source>',
      'a dump of its tables (.sql, .sql.gz), or a folder with pollsq.csv, pollsa.csv and pollsip.csv',
    )
    .option('--prefix <prefix>', 'of the table names, if a dump holds several sites')
    .action(async (source: string, options: Options & { prefix?: string }, command: Command) => {
      keepMemoryDown()
      const data = await readWpPolls(source, options.prefix)
      await run(command, options, (house, progress) => importWpPolls(house, { data, progress }))
    })
  const group = new Command('import').description('import from another system')
  for (const command of [wordpress, polls]) {
    group.addCommand(
      command
        .option('--report <file>', 'write the whole report as JSON')
        .option('--dry-run', 'say what would happen and change nothing')
        .option('--json', 'print the report as JSON'),
    )
  }
  return group
}

/**
 * V8 lets what lives double before it collects: 400 MB for a file of 1 GB, 230 MB with this (2026-11), a tenth slower.
 */
function keepMemoryDown(): void {
  setFlagsFromString('--heap-growing-percent=30')
}

function names(written: string, before: string[] = []): string[] {
  return [...before, ...written.split(',').map((name) => name.trim())].filter((name) => name !== '')
}

type OpenMedia = { source: MediaSource; [Symbol.asyncDispose](): Promise<void> }

async function openMedia({ media, fetchMedia }: Media): Promise<OpenMedia> {
  const opened = (source: MediaSource, close = () => {}): OpenMedia => ({
    source,
    [Symbol.asyncDispose]: () => Promise.resolve(close()),
  })
  if (media !== undefined && fetchMedia) throw new Refusal('invalid', 'Choose one of --media FOLDER and --fetch-media.')
  if (media === undefined) return opened({ kind: fetchMedia ? 'fetch' : 'none' })
  const found = await stat(media).catch(() => undefined)
  if (found === undefined) throw new Refusal('not-found', `There is no folder "${media}".`)
  if (found.isDirectory()) return opened({ kind: 'folder', folder: media })
  const zip = await openMediaZip(media, media)
  return opened(zip.source, () => zip.close())
}

/** Said as soon as it is known. One core imports some 300 stories and 5 pictures a second (bench/RESULTS.md). */
function surveyLine(survey: Survey, { media, fetchMedia }: Media): string {
  const { counts } = survey
  const of = (...types: string[]) => types.reduce((sum, type) => sum + countOf(survey, type), 0)
  const number = (count: number, one: string, many: string) =>
    `${count.toLocaleString('en')} ${count === 1 ? one : many}`
  const files = media !== undefined || fetchMedia ? of('attachment') : 0
  const minutes = Math.ceil((of('post', 'page') / 300 + counts.commentsTotal / 3_000 + files / 5) / 60)
  const time = minutes <= 1 ? 'a minute' : minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
  const held = [
    number(of('post'), 'story', 'stories'),
    number(of('page'), 'page', 'pages'),
    number(of('attachment'), 'file', 'files'),
    number(counts.commentsTotal, 'comment', 'comments'),
  ]
  const items = number(counts.itemsTotal, 'item', 'items')
  return `${survey.site?.title ?? 'The site'}: ${items} (${held.join(', ')}), about ${time}.`
}

type Work<R extends Report> = (house: OpenHouse, progress: Progress<keyof typeof phases>) => Promise<R>

async function run<R extends Report>(command: Command, options: Options, work: Work<R>): Promise<R> {
  const report = await (options.dryRun
    ? rehearse(command, work)
    : withHouse({ create: true }, (house) => watched(command, (progress) => work(house, progress))))
  if (options.report !== undefined) await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`)
  print(command, report, [
    ...(options.dryRun ? ['This was a dry run: nothing was changed.', ''] : []),
    ...reportLines(report),
  ])
  return report
}

/** A dry run is a real run on a copy that is thrown away: what it says is what would happen. */
async function rehearse<R extends Report>(command: Command, work: Work<R>): Promise<R> {
  const config = configOf()
  if (config.databaseUrl !== undefined)
    throw new Refusal(
      'unsupported',
      'A dry run copies the database, which works with SQLite only. ' +
        'Try the import on a copy of your PostgreSQL database instead.',
    )
  const folder = await mkdtemp(join(tmpdir(), 'crier-rehearsal-'))
  const copy: Config = { ...config, dataDir: folder, media: { kind: 'disk', folder: join(folder, 'media') } }
  try {
    if (hasHouse(config)) copyDatabase(databaseFile(config), databaseFile(copy))
    await using house = await openHouse(copy)
    return await watched(command, (progress) => work(house, progress))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const phases = {
  survey: 'Reading the file',
  media: 'Importing pictures and files',
  stories: 'Importing stories',
  polls: 'Importing polls',
} as const

/** On a terminal one line that moves; elsewhere a line for each phase, and none for machines. */
async function watched<R extends Report>(
  command: Command,
  work: (progress: Progress<keyof typeof phases>) => Promise<R>,
): Promise<R> {
  if (wantsJson(command) || !process.stdout.isTTY) {
    let last = ''
    return work((phase) => {
      if (phase !== last && !wantsJson(command)) console.log(`${phases[phase]} …`)
      last = phase
    })
  }
  const context: { report?: R } = {}
  await new Listr<typeof context>([
    {
      title: 'Importing',
      task: async (result, task) => {
        result.report = await work((phase, done, total) => {
          const percent = `${Math.floor((100 * done) / Math.max(1, total))} %`
          task.title = `${phases[phase]} … ${phase === 'survey' ? percent : `${done} of ${total}`}`
        })
        task.title = 'Imported'
      },
    },
  ]).run(context)
  if (context.report === undefined) throw new Error('the import ended without a report')
  return context.report
}
