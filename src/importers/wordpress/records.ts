import type { ExportAuthor, ExportSite, ExportTerm, Fields, Meta } from './export.ts'
import { detachString, plainText, slugText } from './text.ts'

/**
 * The site's own values; `refusal` says why this is no export, in the cases in which WordPress's importer refuses too.
 */
export function siteOf(fields: Fields): { site: ExportSite; refusal: string | undefined } {
  const value = (name: string) => detachString((fields.get(name) ?? '').trim())
  const version = value('wp:wxr_version')
  const site = {
    title: plainText(value('title')),
    link: value('link'),
    description: plainText(value('description')),
    language: value('language'),
    version,
    baseUrl: value('wp:base_site_url'),
    blogUrl: value('wp:base_blog_url') || value('wp:base_site_url') || value('link'),
    isKnownVersion: ['1.0', '1.1', '1.2'].includes(version),
  }
  if (version === '')
    return { site, refusal: 'This is not a WordPress export: the version (wp:wxr_version) is missing.' }
  if (!/^\d+\.\d+$/u.test(version))
    return { site, refusal: `This is not a WordPress export: "${version}" is not a version (wp:wxr_version).` }
  return { site, refusal: undefined }
}

export function authorOf(fields: Fields): ExportAuthor {
  const value = (name: string) => detachString(plainText(fields.get(name) ?? ''))
  return {
    id: numberOf(fields.get('wp:author_id')),
    login: detachString((fields.get('wp:author_login') ?? '').trim()),
    email: value('wp:author_email'),
    displayName: value('wp:author_display_name'),
    firstName: value('wp:author_first_name'),
    lastName: value('wp:author_last_name'),
  }
}

const termNames = {
  category: {
    slug: 'wp:category_nicename',
    parent: 'wp:category_parent',
    name: 'wp:cat_name',
    description: 'wp:category_description',
  },
  tag: { slug: 'wp:tag_slug', parent: '', name: 'wp:tag_name', description: 'wp:tag_description' },
  term: { slug: 'wp:term_slug', parent: 'wp:term_parent', name: 'wp:term_name', description: 'wp:term_description' },
} as const

export function termOf(kind: keyof typeof termNames, fields: Fields, meta: Meta[]): ExportTerm {
  const names = termNames[kind]
  const taxonomy =
    kind === 'term' ? (fields.get('wp:term_taxonomy') ?? '').trim() : kind === 'tag' ? 'post_tag' : 'category'
  const slug = detachString(slugText(fields.get(names.slug) ?? ''))
  return {
    id: numberOf(fields.get('wp:term_id')),
    taxonomy,
    slug,
    parent: detachString(slugText(fields.get(names.parent) ?? '')),
    name: detachString(plainText(fields.get(names.name) ?? '')) || slug,
    description: detachString(plainText(fields.get(names.description) ?? '')),
    meta,
  }
}

/** A whole number above zero, as WordPress's ids are. */
export function numberOf(value: string | undefined): number | undefined {
  const number = Number(value?.trim() || Number.NaN)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}
