import { unhurried } from '../../../kit/db/patience.ts'
import { Refusal } from '../../../kit/errors.ts'
import type { House } from '../../../kit/house.ts'
import { lineOf } from '../../../kit/setting-fields.ts'
import { unansweredNames } from '../../../polls/imported-tallies/store.ts'
import { setSetting } from '../../../publication/set-setting.ts'
import { languageOf } from '../../../publication/settings.ts'
import { hashOf, remember, remembered } from '../../memory-store.ts'
import { type Outcome, type Progress, type Report } from '../../report.ts'
import { bounds } from '../bounds.ts'
import { postOf, type WpPost } from '../fields.ts'
import { exportFiles, type ExportFile } from '../files.ts'
import { identityOf } from '../identity.ts'
import { readExport } from '../read.ts'
import { surveyExport, type Survey } from '../survey.ts'
import { plainText } from '../text.ts'
import { skippedComment } from './comments.ts'
import { convertStory } from './convert-story.ts'
import { tellDropped } from './dropped.ts'
import { itemsOf } from './events.ts'
import { rememberFormerSite } from './former-site.ts'
import { knownStories } from './known-stories.ts'
import { importMedia, noFiles } from './media.ts'
import { importMenu } from './menu.ts'
import { noteAttachment, offerOldAddresses } from './old-addresses.ts'
import { openRun } from './open-run.ts'
import { importAuthors, importGuestAuthors, importTopics } from './people-and-topics.ts'
import { prepareMedia } from './prepare.ts'
import { countOf, type Choices, type Import, type MediaSource, type Phase, type ReportKind } from './run.ts'
import { importStories } from './stories.ts'
import { titleOf } from './story-report.ts'

export type ImportOptions = {
  /** One export, or all of one site: files (.xml, .xml.gz, .zip) and folders of them. */
  file: string | readonly string[]
  media: MediaSource
  progress?: Progress<Phase>
  /** Called when the files have been looked through, before anything is written. */
  onSurvey?: (survey: Survey) => void
  /** Addresses under which the site was known before, for links in its stories: `old.example`. */
  formerAddresses?: readonly string[]
} & Partial<Choices>
export type WordpressReport = Report<ReportKind>

/** Stories, and comments of stories, that are read and converted before they are written in one transaction. */
const together = { stories: 48, comments: 500 }

/**
 * Brings a WordPress export into the house, whole or in several files. Three passes over them: one to know what stories
 * refer to, one for the media, one to write the stories, each with its comments in one transaction. Again changes
 * nothing; killed, it goes on when run again.
 */
export async function importWordpress(house: House, options: ImportOptions): Promise<WordpressReport> {
  const files = await assertExport(options.file)
  // A story with thousands of comments is one write: whichever process imports, it may take its time.
  return unhurried(() => importAll(house, files, options))
}

async function importAll(house: House, files: readonly ExportFile[], options: ImportOptions): Promise<WordpressReport> {
  const { media, progress = () => {}, formerAddresses = [] } = options
  const survey = await surveyExport(watchedFiles(files, progress), (address) => {
    throw new Refusal(
      'invalid',
      `The files are of several sites (one is of ${address}): import one site after the other.`,
    )
  })
  options.onSurvey?.(survey)
  await nameHouse(house, survey)
  const { asStories = [], asTopics = [], withoutFolder = false } = options
  const choices = { asStories, asTopics, withoutFolder }
  const run = await openRun(house, { files, media, choices, formerAddresses, progress }, survey)
  await rememberFormerSite(run)
  await importAuthors(run, survey.authors)
  await importGuestAuthors(run, survey.guestAuthors)
  await importTopics(run, survey.terms)
  if (media.kind !== 'none' || run.hasOlderMedia) await importMedia(run)
  const menuItems = await importItems(run)
  await importMenu(run, menuItems)
  await offerOldAddresses(run)
  tellDropped(run)
  run.book.report.checked = run.checked
  if (run.orphans > 0)
    run.book.warn(
      `${run.orphans} replies answer a comment that was not imported (a ping, spam) or is not in the file; ` +
        'they stand at the top level',
    )
  const waiting = new Set((await unansweredNames(house.db)).map(({ path }) => path)).size
  if (waiting > 0)
    run.book.warn(
      `${waiting === 1 ? '1 story shows' : `${waiting} stories show`} polls of WP-Polls that are not here: a ` +
        'WordPress export does not hold them, "crier import wp-polls DUMP.sql" brings them',
    )
  return run.book.close()
}

/**
 * Looks at the first lines of each file. @throws Refusal in words when one is no export, before anything is opened or
 * made.
 */
export async function assertExport(paths: string | readonly string[]): Promise<ExportFile[]> {
  const files = await exportFiles(paths)
  for (const file of files) await assertReadable(file)
  return files
}

async function assertReadable({ name, open }: ExportFile): Promise<void> {
  for await (const event of readExport(open())) {
    if (event.kind === 'repair') continue
    if (event.kind === 'refused')
      throw new Refusal('invalid', `${name}, line ${event.line}: ${event.message} Nothing was imported.`)
    if (event.kind === 'broken')
      throw new Refusal(
        'invalid',
        `${name} is not a WordPress export (line ${event.line}, column ${event.column}: ${event.message}). ` +
          'Nothing was imported.',
      )
    return
  }
  throw new Refusal('invalid', `${name} is empty. Nothing was imported.`)
}

function watchedFiles(files: readonly ExportFile[], progress: Progress<Phase>): AsyncIterable<Uint8Array>[] {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let read = 0
  return files.map((file) => file.open((bytes) => progress('survey', Math.min(total, (read += bytes)), total)))
}

/** A new house takes name, language and time zone from the site; one that was set up keeps its own. */
async function nameHouse(house: House, { site, clock }: Survey): Promise<void> {
  const { identity } = house.settings.current()
  if (identity.name !== 'Untitled' || site === undefined) return
  const language = languageOf(site.language) ?? identity.language
  const timeZone = clock.zone(site.language)?.timeZone ?? identity.timeZone
  await setSetting(
    house,
    { kind: 'operator', id: 'import' },
    {
      key: 'identity',
      value: {
        ...identity,
        name: lineOf(site.title) || (URL.canParse(site.link) ? new URL(site.link).hostname : identity.name),
        tagline: lineOf(site.description),
        language,
        timeZone,
      },
    },
  )
}

/** The last pass. Returns the menu entries, which wait for what they lead to. */
async function importItems(run: Import): Promise<WpPost[]> {
  const menuItems: WpPost[] = []
  const stories: WpPost[] = []
  const asStories = new Set(['post', 'page', ...run.choices.asStories])
  const total = [...asStories].reduce((sum, type) => sum + countOf(run.survey, type), 0)
  let [read, comments] = [0, 0]
  for await (const item of itemsOf(run)) {
    const post = postOf(item, run.survey.clock)
    reportBounds(run, post)
    if (post.type === 'nav_menu_item') menuItems.push(post)
    else if (asStories.has(post.type)) {
      if (run.survey.menuTargets.has(post.id)) run.titles.set(post.id, post.title)
      run.progress('stories', ++read, total)
      stories.push(post)
      comments += post.comments.length
    } else await importOther(run, post)
    if (stories.length < together.stories && comments < together.comments) continue
    await takeStories(run, stories.splice(0))
    comments = 0
  }
  await takeStories(run, stories)
  return menuItems
}

async function takeStories(run: Import, posts: readonly WpPost[]): Promise<void> {
  const known = await knownStories(run, posts)
  const wanted = posts.flatMap((post, index) => {
    const story = known[index]
    return story === undefined ? [] : [{ post, story }]
  })
  await prepareMedia(
    run,
    wanted.map(({ post }) => post),
  )
  await importStories(
    run,
    wanted.map(({ post, story }) => convertStory(run, post, story)),
  )
}

/** What of an item was too long or too much to be taken whole. */
function reportBounds({ book }: Import, post: WpPost): void {
  const where = `${titleOf(post)} (${post.id})`
  const { text, fields, comment, comments } = bounds
  for (const name of post.cut) {
    book.warn(`${where}: ${name} is longer than ${text} characters, or more than ${fields}; the rest was left out`)
  }
  for (const { id, isCut } of post.comments) {
    if (isCut) book.warn(`${where}: its comment ${id} is longer than ${comment} characters; the rest was left out`)
  }
  if (post.commentsLeft === 0) return
  const reason = `stands behind the first ${comments} of its story`
  book.skip({ kind: 'comment', id: `of ${post.id}`, title: titleOf(post), reason }, post.commentsLeft)
}

/** Attachments are counted with the media; what only WordPress can use is named with the reason. */
async function importOther(run: Import, post: WpPost): Promise<void> {
  for (const comment of post.comments)
    run.book.skip(skippedComment(comment, `stands under a ${post.type}, which has no conversation here`))
  if (post.attachment !== undefined) {
    noteAttachment(run, post)
    if (run.mediaSource.kind === 'none' && !run.hasOlderMedia) {
      const title = post.attachment.file || post.attachment.url
      run.book.skip({ kind: 'media', id: String(post.id), title, reason: noFiles })
    }
    return
  }
  // Brought before the stories.
  if (post.guestAuthor !== undefined) return
  if (post.type === 'wp_block') return run.book.count('block', await blockOutcome(run, post))
  run.book.skip({
    kind: 'other',
    id: String(post.id),
    title: titleOf(post),
    reason: reasons[post.type] ?? reasonFor(post),
  })
}

/** With a text of its own it may be a story: an opinion, an episode, a brief. */
function reasonFor({ type, content }: WpPost): string {
  const said = `is of the type "${type}", which belongs to a theme or plugin`
  const hasText = plainText(content.slice(0, 20_000)).length > 0 && !foreign.test(type)
  return hasText ? `${said}; --as-story ${type} brings such items as stories` : said
}

const foreign = /^(?:wp_|wpcf7|acf|elementor|mc4wp|newspack_(?:spnsrs|popups)|custom_|shop_|jetpack_|popup|sponsor)/u

const reasons: Record<string, string> = {
  wp_navigation: 'is the navigation of a block theme; the paper has its own (settings: menu)',
  wp_template: 'is a template of a theme',
  wp_template_part: 'is a template of a theme',
  wp_global_styles: 'are styles of a theme',
  custom_css: 'are styles of a theme',
  customize_changeset: 'is a draft of theme settings',
  revision: 'is an earlier version',
  oembed_cache: 'is a cache',
}

/** A reusable block lives on in the stories that show it; remembered, so that running again finds it unchanged. */
async function blockOutcome(run: Import, post: WpPost): Promise<Outcome> {
  return run.write(async (tx): Promise<Outcome> => {
    const sourceId = identityOf(post).keys[0] ?? hashOf(post.content)
    const known = (await remembered(tx, run.source, 'block', [sourceId])).get(sourceId)
    const hash = hashOf(post.content)
    if (known?.hash === hash) return 'unchanged'
    const words = post.content.slice(0, bounds.text).toWellFormed()
    await remember(tx, run.source, 'block', { sourceId, hash, targetId: null, words }, run.at)
    return known === undefined ? 'imported' : 'updated'
  })
}
