import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { unhurried } from '../../../kit/db/patience.ts'
import type { Actor } from '../../../kit/db/schema.ts'
import { Refusal } from '../../../kit/errors.ts'
import type { House } from '../../../kit/house.ts'
import { languageOf, lineOf } from '../../../kit/setting-values.ts'
import { setSetting } from '../../../kit/settings.ts'
import { unansweredNames } from '../../../polls/openings/store.ts'
import { holdStories, hashOf, remember, remembered } from '../../memory.ts'
import { noneYet, ReportBook, type Outcome, type Progress, type Report } from '../../report.ts'
import { sitePath, uploadOf } from '../addresses.ts'
import { mostOf } from '../bounds.ts'
import { postOf, type WpPost } from '../fields.ts'
import { readExport } from '../read.ts'
import { surveyExport, type Survey } from '../survey.ts'
import { skippedComment } from './comments.ts'
import { importMedia } from './media.ts'
import { importMenu } from './menu.ts'
import { noteAttachment, noteLink, offerOldAddresses, openOldAddresses } from './old-addresses.ts'
import { importAuthors, importGuestAuthor, importTopics } from './people-and-topics.ts'
import { type ReportKind, type Import, type Phase, countOf } from './run.ts'
import { type MediaSource, type TakenMedia } from './run.ts'
import { convertStory, importStory, titleOf, type ConvertedStory } from './stories.ts'

export type ImportOptions = { file: string; media: MediaSource; progress?: Progress<Phase> }
export type WordpressReport = Report<ReportKind>

/** Stories that are read and converted before they are written together, in one commit or two. */
const together = 24

/**
 * Brings a WordPress export into the house. Three passes over the file: one to know what stories refer to, one for the
 * media, one to write the stories, each with its comments in one transaction. Again changes nothing; killed, it goes on
 * when run again.
 */
export async function importWordpress(house: House, options: ImportOptions): Promise<WordpressReport> {
  await assertExport(options.file)
  // A story with thousands of comments is one write: whichever process imports, it may take its time.
  return unhurried(() => importAll(house, options))
}

async function importAll(house: House, { file, media, progress = () => {} }: ImportOptions): Promise<WordpressReport> {
  const survey = await surveyExport(watchedFile(file, (await stat(file)).size, progress))
  await nameHouse(house, survey)
  const run = openRun(house, { file, media, progress }, survey)
  await importAuthors(run, survey.authors)
  await importTopics(run, survey.terms)
  if (media.kind !== 'none') await importMedia(run, file, media)
  const menuItems = await importItems(run, file)
  await importMenu(run, menuItems)
  await offerOldAddresses(run)
  if (run.orphans > 0)
    run.book.warn(
      `${run.orphans} replies answer a comment that was not imported (a ping, spam) or is not in the file; they stand at the top level`,
    )
  const waiting = new Set((await unansweredNames(house.db)).map(({ path }) => path)).size
  if (waiting > 0)
    run.book.warn(
      `${waiting === 1 ? '1 story shows' : `${waiting} stories show`} polls of WP-Polls that are not here: a WordPress export does not hold them, "crier import wp-polls DUMP.sql" brings them`,
    )
  return run.book.close()
}

/** Looks at a file's first lines. @throws Refusal in words when it is no export, before anything is opened or made. */
export async function assertExport(file: string): Promise<void> {
  const isFile = await stat(file)
    .then((found) => found.isFile())
    .catch(() => false)
  if (!isFile) throw new Refusal('not-found', `There is no file "${file}".`)
  for await (const event of readExport(file)) {
    if (event.kind === 'repair') continue
    if (event.kind === 'refused')
      throw new Refusal('invalid', `${file}, line ${event.line}: ${event.message} Nothing was imported.`)
    if (event.kind === 'broken')
      throw new Refusal(
        'invalid',
        `${file} is not a WordPress export (line ${event.line}, column ${event.column}: ${event.message}). Nothing was imported.`,
      )
    return
  }
  throw new Refusal('invalid', `${file} is empty. Nothing was imported.`)
}

async function* watchedFile(file: string, size: number, progress: Progress<Phase>): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const bytes of createReadStream(file, { highWaterMark: 64 * 1024 })) {
    progress('survey', (read += bytes.length), size)
    yield bytes
  }
}

/** A new house takes name, language and time zone from the site; one that was set up keeps its own. */
async function nameHouse(house: House, { site, clock }: Survey): Promise<void> {
  const { identity } = house.settings.current()
  if (identity.name !== 'Untitled' || site === undefined) return
  const language = languageOf(site.language) ?? identity.language
  const timeZone = clock.zone(site.language)?.timeZone ?? identity.timeZone
  await setSetting(house, {
    key: 'identity',
    value: {
      ...identity,
      name: lineOf(site.title) || (URL.canParse(site.link) ? new URL(site.link).hostname : identity.name),
      tagline: lineOf(site.description),
      language,
      timeZone,
    },
    actor: { kind: 'staff', id: 'import' },
  })
}

function openRun(
  house: House,
  { file, media: { kind: mediaKind }, progress = () => {} }: ImportOptions,
  survey: Survey,
): Import {
  const book = new ReportBook<ReportKind>(file, {
    article: noneYet(),
    page: noneYet(),
    media: noneYet(),
    author: noneYet(),
    topic: noneYet(),
    comment: noneYet(),
    menu: noneYet(),
    block: noneYet(),
    redirect: noneYet(),
    other: noneYet(),
  })
  const { identity } = house.settings.current()
  const { site } = survey
  const source = site?.blogUrl || site?.link || 'wordpress'
  const actor: Actor = { kind: 'staff', id: 'import' }
  const zone = survey.clock.zone(site?.language)
  Object.assign(book.report.source, {
    site: site?.title ?? '',
    address: source,
    version: site?.version ?? '',
    timeZone: zone?.timeZone ?? '',
    items: survey.counts.itemsTotal,
  })
  for (const { line, what } of survey.repairs) book.repair(line, what)
  if (survey.repairsLeft > 0) book.warn(`${survey.repairsLeft} more places of the file were repaired`)
  for (const { line, name } of survey.others)
    book.warn(`line ${line}: an element <${name}> that no version of WordPress writes was left out`)
  if (site?.isKnownVersion === false)
    book.warn(`the file is of version ${site.version}, which is not known here; it was read like 1.2`)
  if (zone !== undefined && !zone.isCertain)
    book.warn(
      `the file names no time zone; ${zone.timeZone} fits its dates, and others do too: check "crier settings get identity.timeZone"`,
    )
  if (survey.end.kind === 'broken')
    book.report.broken = { line: survey.end.line, column: survey.end.column, message: survey.end.message }
  const media = new Map<number, TakenMedia>()
  const old = openOldAddresses(survey.terms)
  return {
    house,
    actor,
    at: house.clock.now(),
    source,
    survey,
    site,
    siteName: site?.title ?? '',
    language: identity.language,
    timeZone: identity.timeZone,
    book,
    people: new Map(),
    addresses: new Map(),
    topics: new Map(),
    media,
    paths: new Map(),
    titles: new Map(),
    old,
    orphans: 0,
    mediaKind,
    progress,
    words: {
      untitled: '(no title)',
      anonymous: 'Anonymous',
      decidedThere: 'Decided in the system it was imported from.',
    },
    write: (work) =>
      house.write(actor, async (tx) => {
        await holdStories(tx)
        return work(tx)
      }),
    oldAddress(href) {
      if (site === undefined || sitePath(href, site) === undefined) return href
      const { pathname, search, hash } = new URL(href)
      noteLink(old, pathname)
      return `${pathname}${search}${hash}`
    },
    mediaBy(ref) {
      const id = typeof ref === 'number' ? ref : uploadOf(survey.uploads, ref)
      return id === undefined ? undefined : media.get(id)
    },
  }
}

/** The last pass. Returns the menu entries, which wait for what they lead to. */
async function importItems(run: Import, file: string): Promise<WpPost[]> {
  const menuItems: WpPost[] = []
  const converted: ConvertedStory[] = []
  let stories = 0
  const total = countOf(run.survey, 'post') + countOf(run.survey, 'page')
  for await (const event of readExport(file)) {
    if (event.kind !== 'item') continue
    const post = postOf(event.item, run.survey.clock)
    reportBounds(run, post)
    if (post.type === 'nav_menu_item') menuItems.push(post)
    else if (post.type === 'post' || post.type === 'page') {
      if (run.survey.menuTargets.has(post.id)) run.titles.set(post.id, post.title)
      run.progress('stories', ++stories, total)
      converted.push(convertStory(run, post))
    } else await importOther(run, post)
    if (converted.length >= together) await Promise.all(converted.splice(0).map((story) => importStory(run, story)))
  }
  await Promise.all(converted.map((story) => importStory(run, story)))
  return menuItems
}

/** What of an item was too long or too much to be taken whole. */
function reportBounds({ book }: Import, post: WpPost): void {
  const where = `${titleOf(post)} (${post.id})`
  const { text, fields, comment, comments } = mostOf
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
    if (run.mediaKind === 'none')
      run.book.skip({
        kind: 'media',
        id: String(post.id),
        title: post.attachment.file || post.attachment.url,
        reason:
          'no files were given: import again with --media FOLDER or --fetch-media, or with a zip on the start page',
      })
    return
  }
  if (post.guestAuthor !== undefined) return importGuestAuthor(run, post.guestAuthor)
  if (post.type === 'wp_block') return run.book.count('block', await blockOutcome(run, post))
  run.book.skip({
    kind: 'other',
    id: String(post.id),
    title: titleOf(post),
    reason: reasons[post.type] ?? `is of the type "${post.type}", which belongs to a theme or plugin`,
  })
}

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
    const sourceId = String(post.id)
    const known = (await remembered(tx, run.source, 'block', [sourceId])).get(sourceId)
    const hash = hashOf(post.content)
    if (known?.hash === hash) return 'unchanged'
    await remember(tx, run.source, 'block', { sourceId, hash, targetId: null }, run.at)
    return known === undefined ? 'imported' : 'updated'
  })
}
