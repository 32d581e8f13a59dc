/** Labels that readers must see: who paid for a story, and what is no report. */
import type { WpPost } from './fields.ts'
import { detachString, plainText } from './text.ts'

export type Sponsor = { slug: string; name: string; flag: string; prefix: string }

/** A sponsor's own record (Newspack, and plugins that call theirs so). */
export function sponsorOf({ type, slug, title, meta }: WpPost): Sponsor | undefined {
  if (type !== 'newspack_spnsrs_cpt' && type !== 'sponsor' && type !== 'sponsors') return undefined
  const value = (key: string) => detachString(plainText(meta.find((entry) => entry.key === key)?.value ?? ''))
  return {
    slug,
    name: title,
    flag: value('newspack_sponsor_flag_override'),
    prefix: value('newspack_sponsor_byline_prefix'),
  }
}

export type Label = { kicker: string; words: string }

const paidTaxonomy = /sponsor|spnsrs|advertis|advertorial|partner(?:s|ed)?$|paid/iu
const paidMeta =
  /^_?(?:is_|post_|article_)?(?:sponsor(?:ed)?(?:_(?:by|name|post|content|label|text))?|advertorial|paid_(?:post|content)|branded_content)$/iu
const told = /^_?(?:sponsored_by|sponsor|sponsor_name|sponsor_label|sponsor_text)$/iu
const no = /^(?:0|no|false|off|n|)$/iu

/** How a story was labelled as paid for; undefined for all others. `sponsors` are the records of the site. */
export function labelOf(post: Pick<WpPost, 'terms' | 'meta'>, sponsors: readonly Sponsor[]): Label | undefined {
  const terms = post.terms.filter(({ taxonomy }) => paidTaxonomy.test(taxonomy))
  const fields = post.meta.filter(({ key, value }) => paidMeta.test(key) && !no.test(value.trim()))
  if (terms.length === 0 && fields.length === 0) return undefined
  const records = terms.map(({ slug, name }) => sponsors.find((one) => one.slug === slug || one.name === name))
  const flag = records.find((record) => record?.flag)?.flag || 'Sponsored'
  const prefix = records.find((record) => record?.prefix)?.prefix || 'Paid for by'
  const names = [
    ...terms.map(({ name, slug }) => name || slug),
    ...fields
      .filter(({ key, value }) => told.test(key) && /\p{L}{2}/u.test(value))
      .map(({ value }) => plainText(value)),
  ]
  const underwritten = post.meta.some(({ key, value }) => key.endsWith('sponsorship_scope') && value === 'underwritten')
  return {
    kicker: underwritten ? '' : flag,
    words: names.length === 0 ? flag : `${prefix} ${[...new Set(names)].join(', ')}`.slice(0, 500),
  }
}
