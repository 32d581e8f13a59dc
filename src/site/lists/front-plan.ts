/** Which story stands where on the front page: pure rules, for good material and for bad. */
import type { Card } from '../../articles/list-store.ts'

/** lead: one story large, the rest as words; columns: up to four side by side; briefs: words only. */
export type BlockLayout = 'lead' | 'columns' | 'briefs'

export type FrontBlock = {
  topicId: number
  slug: string
  label: string
  layout: BlockLayout | undefined
  stories: readonly Card[]
}

export type FrontPlan = {
  lead: Card | undefined
  /** On the lead's matter, of the two days around it. */
  near: readonly Card[]
  second: readonly Card[]
  latest: readonly Card[]
  mostDiscussed: readonly Card[]
  sections: readonly { slug: string; label: string; layout: BlockLayout; cards: readonly Card[] }[]
  /** Newer than what a reader has seen elsewhere, and of no topic that has its place. */
  rest: readonly Card[]
  /** All but the most discussed, which may stand twice. */
  placed: readonly Card[]
}

export type FrontMaterial = {
  newest: readonly Card[]
  lead: Card | undefined
  related: readonly Card[]
  blocks: readonly FrontBlock[]
  mostDiscussed: readonly Card[]
}

const nearToLead = { shown: 3, ms: 2 * 86_400_000 }
const [seconds, briefs, inBlock, inColumns, restShown] = [3, 6, 5, 4, 9]
const leadWindow = { stories: 6, ms: 3 * 86_400_000 }

export function arrangeFront({ newest, lead, related, blocks, mostDiscussed }: FrontMaterial): FrontPlan {
  const placed = new Set<number>()
  const place = (cards: readonly Card[]) => {
    for (const { id } of cards) placed.add(id)
    return cards
  }
  const left = () => newest.filter(({ id }) => !placed.has(id))
  if (lead !== undefined) place([lead])
  const second = place(left().filter(hasPicture).slice(0, seconds))
  const near = place(
    lead === undefined
      ? []
      : related
          .filter(({ id, publishedAt }) => !placed.has(id) && Math.abs(publishedAt - lead.publishedAt) < nearToLead.ms)
          .slice(0, nearToLead.shown),
  )
  const latest = place(left().slice(0, briefs))
  const sections: { slug: string; label: string; layout: BlockLayout; cards: readonly Card[] }[] = []
  for (const block of blocks) {
    const cards = place(sectionOf(block, placed))
    if (cards.length > 0)
      sections.push({
        slug: block.slug,
        label: block.label,
        layout: block.layout ?? layoutByRule(cards, sections.at(-1)?.layout),
        cards: cards.slice(0, block.layout === 'columns' ? inColumns : inBlock),
      })
  }
  const rest = place(left().slice(0, restShown))
  const all = [lead, ...second, ...near, ...latest, ...sections.flatMap(({ cards }) => cards), ...rest]
  return { lead, near, second, latest, mostDiscussed, sections, rest, placed: all.filter((card) => card !== undefined) }
}

/** A picture makes a story the lead before a newer one only while both are news. */
export function leadByRule(newest: readonly Card[]): Card | undefined {
  const [first] = newest
  if (first === undefined) return undefined
  return (
    newest
      .slice(0, leadWindow.stories)
      .find((card) => hasPicture(card) && first.publishedAt - card.publishedAt <= leadWindow.ms) ?? first
  )
}

/** Stories whose main topic it is; a picture first where there is one. */
function sectionOf({ slug, stories }: FrontBlock, placed: ReadonlySet<number>): Card[] {
  const free = stories.filter(({ id }) => !placed.has(id))
  const own = free.filter(({ topicSlug }) => topicSlug === slug)
  const cards = own.length > 0 ? own : free
  const first = cards.find(hasPicture) ?? cards[0]
  return first === undefined ? [] : [first, ...cards.filter((card) => card !== first)].slice(0, inBlock)
}

/** Columns where pictures fill them, so that the page has two rhythms and not one. */
function layoutByRule(cards: readonly Card[], before: BlockLayout | undefined): BlockLayout {
  const pictures = cards.filter(hasPicture).length
  if (pictures === 0 && cards.length > 2) return 'briefs'
  return pictures >= 3 && before === 'lead' ? 'columns' : 'lead'
}

function hasPicture({ leadMediaId }: Card): boolean {
  return leadMediaId !== null
}
