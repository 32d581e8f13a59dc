import type { Actor } from '../../../kit/db/schema.ts'
import type { House } from '../../../kit/house.ts'
import { isReservedPath } from '../../../kit/reserved.ts'
import { hasRemembered, holdStories } from '../../memory-store.ts'
import { noneYet, ReportBook, type Progress } from '../../report.ts'
import { homesOf, pathAtHome, publicPathOf, uploadOf } from '../addresses.ts'
import type { ExportFile } from '../files.ts'
import { siteKey } from '../identity.ts'
import type { Survey } from '../survey.ts'
import { nothingDropped } from './dropped.ts'
import { noteLink, openOldAddresses } from './old-addresses.ts'
import type { Choices, Import, MediaSource, Phase, ReportKind, TakenMedia } from './run.ts'

export type RunOptions = {
  files: readonly ExportFile[]
  media: MediaSource
  choices: Choices
  /** Addresses under which the site was known too: `old.example`. */
  formerAddresses: readonly string[]
  progress: Progress<Phase>
}

export async function openRun(house: House, options: RunOptions, survey: Survey): Promise<Import> {
  const { files, media: mediaSource, choices, formerAddresses, progress } = options
  const book = openBook(files, survey)
  const { identity } = house.settings.current()
  const { site } = survey
  const source = siteKey(site?.blogUrl || site?.link || '')
  const actor: Actor = { kind: 'operator', id: 'import' }
  const media = new Map<number, TakenMedia>()
  const old = openOldAddresses(survey.terms)
  const homes = homesOf(site, [...survey.formerHomes.keys(), ...formerAddresses])
  const place = { homes, isFolderLeft: choices.withoutFolder }
  /** A folder of uploads that is the paper's own now: links go to where the files answer. */
  const fileAt = (href: string) => {
    const folder = [...survey.uploadFolders].find((path) => URL.parse(href)?.pathname.startsWith(path))
    return folder && `/wp-content/uploads/${URL.parse(href)?.pathname.slice(folder.length)}`
  }
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
    files,
    choices,
    book,
    dropped: nothingDropped(),
    people: new Map(),
    addresses: new Map(),
    topics: new Map(),
    media,
    taken: new Map(),
    hasOlderMedia: await hasRemembered(house.db, source, 'media'),
    hasOlderStories: await hasRemembered(house.db, source, 'article'),
    written: new Set(),
    checked: { stories: 0, incomplete: 0 },
    missingFiles: new Set(),
    translations: new Map(),
    paths: new Map(),
    titles: new Map(),
    old,
    orphans: 0,
    mediaSource,
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
      const here = pathAtHome(href, place)
      if (here === undefined) return href
      const file = isReservedPath(here) ? fileAt(href) : undefined
      if (file !== undefined) return file
      noteLink(old, here.split(/[?#]/u, 1)[0] ?? '')
      return here
    },
    isOfSite: (address) => pathAtHome(address, place) !== undefined || isHostedFor(address, homes),
    publicPath: (address) => publicPathOf(address, place),
    mediaBy(ref) {
      const id = typeof ref === 'number' ? ref : uploadOf(survey.uploads, ref)
      return id === undefined ? undefined : media.get(id)
    },
  }
}

/** WordPress.com keeps a site's files at a host of its own, and its picture service names the site in the path. */
function isHostedFor(address: string, homes: readonly { host: string }[]): boolean {
  if (!URL.canParse(address)) return false
  const { hostname, pathname } = new URL(address)
  if (/^i\d\.wp\.com$/u.test(hostname)) return homes.some(({ host }) => pathname.startsWith(`/${host}/`))
  return hostname.endsWith('.files.wordpress.com')
}

function openBook(files: readonly ExportFile[], survey: Survey): ReportBook<ReportKind> {
  const book = new ReportBook<ReportKind>(files.map(({ name }) => name).join(', '), {
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
  const { site } = survey
  const zone = survey.clock.zone(site?.language)
  Object.assign(book.report.source, {
    site: site?.title ?? '',
    address: site?.blogUrl || site?.link || 'wordpress',
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
      `the file names no time zone; ${zone.timeZone} fits its dates, and others do too: check "crier settings ` +
        'get identity.timeZone"',
    )
  if (survey.end.kind === 'broken')
    book.report.broken = { line: survey.end.line, column: survey.end.column, message: survey.end.message }
  return book
}
