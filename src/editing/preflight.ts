/** Checks a story before it goes out. Pure: what is known about its links, files and polls is passed in. */
import type { Block, BlockOf, BlockType, Document } from '../articles/document.ts'
import { renderText } from '../articles/render/text.ts'
import { sanitizeStaffHtml } from '../articles/sanitize.ts'
import type { Sponsored } from '../disclosures/find-sponsored.ts'
import type { Content } from '../working-copies/content.ts'
import { linksIn } from './block-inlines.ts'
import { preflightRules, type Finding, type Mend, type PreflightRule, type Severity } from './preflight-rules.ts'

/** Facts that the story itself does not show. */
export type PreflightFacts = {
  /** Links to our own site that lead nowhere, as written in the story. */
  deadLinks: ReadonlySet<string>
  /** The same among related stories, of which only those that readers can see are shown. */
  deadRelated: ReadonlySet<string>
  /** Files of the story that exist; `isShowable`: the picture can be shown. */
  media: ReadonlyMap<string, { kind: string; isShowable: boolean }>
  /** Blocks whose poll does not exist. */
  pollsGone: ReadonlySet<string>
  paidLinks: Sponsored
  /** The publisher has a text of their own for paid links. */
  hasDisclosure: boolean
}

/** Things in a working copy that could not be read from it. */
export type CopyFault = { block: string | null; field: string; fault: string; words: string }

export type PreflightLimits = {
  headlineCharacters: number
  seoDescriptionCharacters: number
  rules: Partial<Record<PreflightRule, Severity>>
}

type Found = Omit<Finding, 'severity' | 'values'> & { values?: Finding['values'] }
type Looking = { facts: PreflightFacts; limits: PreflightLimits }

/** Blocking findings first, each group in the order of the story. */
export function preflight(
  content: Content,
  faults: readonly CopyFault[],
  facts: PreflightFacts,
  limits: PreflightLimits,
): Finding[] {
  const looking = { facts, limits }
  const found = [
    ...fieldFindings(content, looking),
    ...leadFindings(content, looking),
    ...content.document.blocks.flatMap((block) => blockFindings(block, looking)),
    ...headingFindings(content.document),
    ...paidFindings(content, facts),
    ...faults.map(faultFinding),
  ]
  return found
    .flatMap(({ values = {}, ...finding }): Finding[] => {
      const severity = limits.rules[finding.rule] ?? preflightRules[finding.rule]
      return severity === 'off' ? [] : [{ ...finding, values, severity }]
    })
    .sort((a, b) => Number(b.severity === 'blocking') - Number(a.severity === 'blocking'))
}

// Fields -----------------------------------------------------------------------

function fieldFindings(content: Content, { limits }: Looking): Found[] {
  const missing = (rule: PreflightRule, field: keyof Content, isMissing: boolean): Found[] =>
    isMissing ? [{ rule, field, mend: write(field) }] : []
  return [
    ...missing('headline-missing', 'headline', content.headline.trim() === ''),
    ...tooLong('headline-long', 'headline', content.headline, limits.headlineCharacters),
    ...missing('standfirst-missing', 'standfirst', content.standfirst.trim() === ''),
    ...missing('byline-missing', 'authors', content.authors.length === 0),
    ...missing('topic-missing', 'topics', content.topics.length === 0),
    ...tooLong('seo-description-long', 'seoDescription', content.seoDescription, limits.seoDescriptionCharacters),
    ...(isEmpty(content.document) ? [{ rule: 'story-empty' as const }] : []),
  ]
}

function tooLong(rule: PreflightRule, field: string, text: string, most: number): Found[] {
  // As people count: a letter with its accents is one.
  const count = [...new Intl.Segmenter().segment(text)].length
  return count > most ? [{ rule, field, values: { count, most }, mend: write(field) }] : []
}

/** A story that is one picture or poll has no text and is still a story. */
function isEmpty({ blocks }: Document): boolean {
  const silent: readonly BlockType[] = ['paragraph', 'heading', 'divider', 'fold']
  return blocks.every(({ type }) => silent.includes(type)) && renderText({ version: 1, blocks }).trim() === ''
}

function leadFindings({ lead }: Content, looking: Looking): Found[] {
  if (lead === null) return []
  const { media, alt, decorative, caption, credit } = lead
  const described = {
    ref: media,
    isDescribed: decorative || alt.trim() !== '',
    needsCaption: !decorative && caption.trim() === '',
    credit,
  }
  return pictureFindings(described, { field: 'lead' }, looking)
}

// Pictures ---------------------------------------------------------------------

type Described = { ref: string; isDescribed: boolean; needsCaption: boolean; credit: string | undefined }
type Where = Pick<Finding, 'blockId' | 'picture' | 'field'>

function pictureFindings(
  { ref, isDescribed, needsCaption, credit = '' }: Described,
  where: Where,
  { facts }: Looking,
): Found[] {
  const known = facts.media.get(ref)
  if (known === undefined) return [{ rule: 'file-gone', ...where, mend: { kind: 'remove-block' } }]
  const found: Found[] = []
  if (!known.isShowable) found.push({ rule: 'picture-unready', ...where })
  if (!isDescribed) found.push({ rule: 'alt-missing', ...where, mend: write('alt') })
  if (needsCaption) found.push({ rule: 'caption-missing', ...where, mend: write('caption') })
  if (credit.trim() === '') found.push({ rule: 'credit-missing', ...where, mend: write('credit') })
  return found
}

/**
 * In a document an empty alt means "decorative": only the working copy knows whether somebody said so, and reports the
 * others as faults.
 */
function ofPicture({
  media,
  alt,
  caption = [],
  credit,
}: Pick<BlockOf<'picture'>, 'media' | 'alt' | 'caption' | 'credit'>) {
  return { ref: media, isDescribed: true, needsCaption: alt !== '' && caption.length === 0, credit }
}

// Blocks -----------------------------------------------------------------------

function blockFindings(block: Block, looking: Looking): Found[] {
  const own = finders[block.type] as ((block: Block, looking: Looking) => Found[]) | undefined
  const dead = linksIn(block).filter((href) => looking.facts.deadLinks.has(href))
  return [
    ...(own?.(block, looking) ?? []),
    ...dead.map((href): Found => ({
      rule: 'link-dead',
      blockId: block.id,
      values: { href },
      mend: { kind: 'remove-link', href },
    })),
  ]
}

const finders: { [T in BlockType]?: (block: BlockOf<T>, looking: Looking) => Found[] } = {
  picture: (block, looking) => pictureFindings(ofPicture(block), { blockId: block.id }, looking),
  gallery: ({ id, pictures }, looking) =>
    pictures.flatMap((each, picture) => {
      const described = { ...ofPicture(each), needsCaption: false }
      return pictureFindings(described, { blockId: id, picture }, looking)
    }),
  embed: ({ id, url, still }, { facts }) => {
    if (still !== undefined && facts.media.has(still)) return []
    return [{ rule: 'embed-still', blockId: id, mend: { kind: 'fetch-still', url } }]
  },
  file: ({ id, media }, { facts }) => fileFindings(id, media, facts),
  audio: ({ id, media }, { facts }) => fileFindings(id, media, facts),
  quote: ({ id, speaker = '' }) =>
    speaker.trim() === '' ? [{ rule: 'quote-speaker', blockId: id, mend: write('speaker') }] : [],
  related: ({ id, href }, { facts }) =>
    facts.deadRelated.has(href)
      ? [{ rule: 'related-dead', blockId: id, values: { href }, mend: { kind: 'remove-block' } }]
      : [],
  poll: ({ id }, { facts }) =>
    facts.pollsGone.has(id) ? [{ rule: 'poll-gone', blockId: id, mend: { kind: 'remove-block' } }] : [],
  note: ({ id, tone }) =>
    tone === 'unknown' ? [{ rule: 'import-note', blockId: id, mend: { kind: 'set-tone', tone: 'note' } }] : [],
  html: htmlFindings,
}

function fileFindings(blockId: string, media: string, { media: known }: PreflightFacts): Found[] {
  return known.has(media) ? [] : [{ rule: 'file-gone', blockId, mend: { kind: 'remove-block' } }]
}

/** What readers would not get. Colours are reported separately: they come with pasted text, and nobody misses them. */
function htmlFindings({ id, html }: BlockOf<'html'>): Found[] {
  const cleaned = sanitizeStaffHtml(html)
  const mend: Mend = { kind: 'replace-html', html: cleaned.html }
  const removed = cleaned.removed.filter((what) => what !== 'style' && what !== '<font>')
  const isColoured = removed.length < cleaned.removed.length
  return [
    ...(removed.length > 0
      ? [{ rule: 'html-removed' as const, blockId: id, values: { what: removed.join(', ') }, mend }]
      : []),
    ...(isColoured ? [{ rule: 'html-coloured' as const, blockId: id, mend }] : []),
  ]
}

/** Headings of a story begin at the second level and go down one at a time (WCAG 2.2, technique G141). */
function headingFindings({ blocks }: Document): Found[] {
  const found: Found[] = []
  let before = 1
  for (const block of blocks) {
    if (block.type !== 'heading') continue
    const wanted = levelAfter(before)
    if (block.level > before + 1)
      found.push({
        rule: 'heading-order',
        blockId: block.id,
        values: { level: block.level, wanted },
        mend: { kind: 'set-level', level: wanted },
      })
    before = Math.min(block.level, before + 1)
  }
  return found
}

function levelAfter(level: number): 2 | 3 | 4 {
  if (level < 2) return 2
  return level === 2 ? 3 : 4
}

function paidFindings({ disclosure }: Content, { paidLinks, hasDisclosure }: PreflightFacts): Found[] {
  const { firstBlockId: blockId, links } = paidLinks
  if (blockId === undefined || hasDisclosure || disclosure.trim() !== '') return []
  return [{ rule: 'disclosure-missing', blockId, values: { count: links.size }, mend: write('disclosure') }]
}

function faultFinding({ block, field, fault, words }: CopyFault): Found {
  const where: Where = block === null ? { field } : { blockId: block }
  if (fault === 'missing-alt') return { rule: 'alt-missing', ...where, mend: write('alt') }
  return { rule: 'left-out', ...where, values: { part: field, words: words.slice(0, 200) } }
}

function write(part: string): Mend {
  return { kind: 'write', part }
}
