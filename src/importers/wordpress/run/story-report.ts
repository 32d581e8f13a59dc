import type { FindingKind } from '../content/context.ts'
import type { ConvertedContent } from '../content/convert.ts'
import { lossWords, type Loss } from '../content/loss-check.ts'
import type { Extras } from '../extras.ts'
import type { WpPost } from '../fields.ts'
import type { Label } from '../sponsors.ts'
import { plainText } from '../text.ts'
import { noteDropped } from './dropped.ts'
import type { Import } from './run.ts'

export function titleOf(post: Pick<WpPost, 'title' | 'type' | 'id'>): string {
  return post.title || `(no title, ${post.type} ${post.id})`
}

const findingWords: Record<FindingKind, string> = {
  'removed-tag': 'removed for safety',
  'removed-link': 'a link that cannot be kept',
  'linked-picture': 'a picture of another site is a link now',
  'missing-media': 'a file that is not there',
  'missing-block': 'a reusable block that is not in the file',
  'unknown-block': 'a block of a plugin, kept as its content',
  'dropped-block': 'a block that only WordPress can show',
  'unknown-shortcode': 'a shortcode of a plugin, kept in a note',
  'dropped-shortcode': 'a shortcode that shows nothing here',
  'shortcode-in-line': 'a shortcode within a sentence, whose words stay in it',
  'hidden-text': 'left out, since the old site showed it to nobody: hidden text',
  'script-embed': 'shown by a script on the old site, a link now',
  'page-break': 'a page break, a divider now',
  'alt-is-filename': 'the alternative text is no description',
  'alt-missing': 'a picture without alternative text',
  'too-long': 'cut, because it was too long',
  'too-deep': 'stood too deep inside others and lost its place, not its words',
  'removed-attribute': 'an attribute removed for safety',
  'missing-footnotes': 'footnotes that are not in the file',
  'fold-text': 'a link to read on had words of its own, which are not shown',
  'second-fold': 'a second place to read on, which is left out',
}

export function report(run: Import, post: WpPost, { findings }: ConvertedContent): void {
  for (const { kind, detail, count } of findings)
    run.book.warn(
      `${titleOf(post)} (${post.id}): ` +
        `${findingWords[kind]}${detail === '' ? '' : `: ${detail}`}${count > 1 ? `, ${count} times` : ''}`,
    )
  if (post.password !== '') run.book.warn(`${titleOf(post)} (${post.id}): had a password and is private now`)
  if (post.format !== '')
    run.book.warn(`${titleOf(post)} (${post.id}): had the format "${post.format}" and is an ordinary story now`)
  if (post.isDateDerived && post.status === 'publish')
    run.book.warn(
      `${titleOf(post)} (${post.id}): its date stood in the site's own clock only and was read with the offset ` +
        'of that season',
    )
}

/** Taxonomies whose terms are used for something, or are no part of a story. */
const used = new Set(['language', 'post_translations', 'term_language', 'term_translations', 'wp_pattern_category'])

export function reportExtras(run: Import, post: WpPost, extras: Extras, label: Label | undefined): void {
  const where = `${titleOf(post)} (${post.id})`
  for (const note of extras.notes) run.book.warn(`${where}: ${note}`)
  if (label !== undefined)
    run.book.warn(`${where}: was labelled as sponsored (“${label.words}”), and says so above its text now: look at it`)
  if (extras.standfirst !== '' && plainText(post.excerpt).trim() !== '' && post.yoast.description !== '')
    noteDropped(run.dropped.fields, 'excerpt', plainText(post.excerpt))
  for (const { key, value } of extras.left) noteDropped(run.dropped.fields, key, value)
  for (const { taxonomy, slug, name } of post.terms) {
    const isPaid = label !== undefined && label.words.includes(name || slug)
    if (!used.has(taxonomy) && !isPaid && !run.choices.asTopics.includes(taxonomy))
      noteDropped(run.dropped.taxonomies, taxonomy, name || slug)
  }
}

/** What the story lacks and no line above it explains: nothing is lost without a word. */
export function reportLoss(run: Import, post: WpPost, loss: Loss | undefined): void {
  run.checked.stories++
  if (loss === undefined) return
  run.checked.incomplete++
  run.book.warn(
    `${titleOf(post)} (${post.id}): the check found less here than in the old text: ${lossWords(loss)} missing`,
  )
}
