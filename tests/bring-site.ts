import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Block } from '../src/articles/document.ts'
import { latestVersion } from '../src/articles/version-store.ts'
import { importWordpress, type ImportOptions, type WordpressReport } from '../src/importers/wordpress/run/import.ts'
import { authorNames, topicNames } from './article-names.ts'
import type { TestHouse } from './house.ts'

/** Small exports and story files, each with one thing in it that imports lose. */
export const oldSites = join(import.meta.dirname, 'old-sites')

/** Imports files of one of those folders, with its uploads when it has some. */
export function bring(
  house: TestHouse,
  folder: string,
  files: string | readonly string[] = 'in.xml',
  options: Partial<ImportOptions> = {},
): Promise<WordpressReport> {
  const uploads = join(oldSites, folder, 'uploads')
  return importWordpress(house, {
    file: [files].flat().map((file) => join(oldSites, folder, file)),
    media: existsSync(uploads) ? { kind: 'folder', folder: uploads } : { kind: 'none' },
    ...options,
  })
}

export type Brought = {
  slug: string
  path: string | null
  headline: string
  standfirst: string
  kicker: string
  language: string
  lead: string
  publishedAt: string
  topics: string[]
  byline: string[]
  blocks: Block[]
}

/** All stories and pages of a house, oldest first. */
export async function broughtTo(house: TestHouse): Promise<Brought[]> {
  const rows = await house.db
    .selectFrom('articles')
    .select(['id', 'slug', 'path', 'published_at as publishedAt'])
    .orderBy('published_at')
    .orderBy('id')
    .execute()
  const stories: Brought[] = []
  for (const { id, slug, path, publishedAt } of rows) {
    const version = await latestVersion(house.db, id)
    if (version === undefined) throw new Error(`${slug} has no version`)
    const { headline, standfirst, kicker, language, lead, document } = version
    stories.push({
      slug,
      path,
      headline,
      standfirst,
      kicker,
      language,
      lead: lead === null ? '' : lead.alt || 'picture',
      publishedAt: new Date(publishedAt ?? 0).toISOString(),
      topics: await topicNames(house, id),
      byline: await authorNames(house, id),
      blocks: document.blocks,
    })
  }
  return stories
}

/** The one with this slug. */
export async function storyIn(house: TestHouse, slug: string): Promise<Brought> {
  const found = (await broughtTo(house)).filter((story) => story.slug === slug)
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} stories are called ${slug}`)
  return found[0]
}

/** Everything that a report says, as one text. */
export function said(report: WordpressReport): string {
  return [...report.warnings, ...report.skipped.map(({ kind, title, reason }) => `${kind} ${title}: ${reason}`)].join(
    '\n',
  )
}
