import { describe, expect, test } from 'vitest'
import type { Card } from '../../articles/list-store.ts'
import { arrangeFront, leadByRule, type FrontBlock } from './front-plan.ts'

const day = 86_400_000
const now = Date.UTC(2026, 9, 14, 12)

/** Story `id` is the newest but `id`. */
function card(id: number, change: Partial<Card> = {}): Card {
  return {
    id,
    publicId: `p${id}`,
    path: `/${id}`,
    headline: `Story ${id}`,
    shortHeadline: '',
    kicker: '',
    standfirst: '',
    teaser: '',
    language: 'en',
    leadMediaId: id,
    leadAlt: '',
    publishedAt: now - id * 3_600_000,
    updatedAt: now,
    commentCount: 0,
    wordCount: 100,
    topicId: 1,
    topicName: 'Harbour',
    topicSlug: 'harbour',
    ...change,
  }
}

const cards = (count: number, change: Partial<Card> = {}) => Array.from({ length: count }, (_, id) => card(id, change))
const ids = (list: readonly Card[]) => list.map(({ id }) => id)
const block = (stories: readonly Card[], change: Partial<FrontBlock> = {}): FrontBlock => ({
  topicId: 1,
  slug: 'harbour',
  label: 'Harbour',
  layout: undefined,
  stories,
  ...change,
})
const nothing = { related: [], blocks: [], mostDiscussed: [] }

describe('the front page', () => {
  test('leads with the newest story that has a picture, unless that is no news any more', () => {
    expect(leadByRule([card(0, { leadMediaId: null }), card(1)])?.id).toBe(1)
    expect(leadByRule([card(0, { leadMediaId: null }), card(1, { publishedAt: now - 4 * day })])?.id).toBe(0)
    expect(leadByRule([card(0, { leadMediaId: null })])?.id).toBe(0)
    expect(leadByRule([])).toBeUndefined()
  })

  test('keeps the lead that the newsroom chose, three years old or not', () => {
    const old = card(99, { publishedAt: now - 1_100 * day })
    const plan = arrangeFront({ ...nothing, newest: cards(12), lead: old })
    expect([plan.lead?.id, ids(plan.second), ids(plan.latest)]).toEqual([99, [0, 1, 2], [3, 4, 5, 6, 7, 8]])
  })

  test('shows no story twice, whatever is related and in however many topics', () => {
    const newest = cards(40)
    const plan = arrangeFront({
      newest,
      lead: newest[0],
      related: newest.slice(0, 8),
      blocks: [block(newest), block(newest, { slug: 'town', topicId: 2 })],
      mostDiscussed: [],
    })
    expect(new Set(ids(plan.placed)).size).toBe(plan.placed.length)
    expect(ids(plan.near)).toEqual([4, 5, 6])
  })

  test('one story is a front page, and none is none', () => {
    const [only] = cards(1)
    expect(arrangeFront({ ...nothing, newest: cards(1), lead: only, blocks: [block(cards(1))] })).toMatchObject({
      second: [],
      latest: [],
      sections: [],
      rest: [],
    })
    expect(arrangeFront({ ...nothing, newest: [], lead: undefined })).toMatchObject({ lead: undefined, placed: [] })
  })

  test('without pictures everything is words, in their order', () => {
    const newest = cards(20, { leadMediaId: null })
    const plan = arrangeFront({ ...nothing, newest, lead: leadByRule(newest), blocks: [block(newest)] })
    expect([plan.lead?.id, ids(plan.second), ids(plan.latest), plan.sections[0]?.layout]).toEqual([
      0,
      [],
      [1, 2, 3, 4, 5, 6],
      'briefs',
    ])
  })

  test('what belongs to no section stands below them', () => {
    const newest = [...cards(11), card(11, { topicSlug: null, topicName: null }), card(12, { topicSlug: 'lost' })]
    expect(
      ids(arrangeFront({ ...nothing, newest, lead: newest[0], blocks: [block(newest.slice(0, 11))] }).rest),
    ).toEqual([11, 12])
  })

  test('a block has the layout that the newsroom gave it', () => {
    const plan = arrangeFront({
      ...nothing,
      newest: [],
      lead: undefined,
      blocks: [block(cards(9), { layout: 'columns' }), block([card(20)], { slug: 'sport' })],
    })
    expect(plan.sections.map(({ layout, cards: own }) => [layout, own.length])).toEqual([
      ['columns', 4],
      ['lead', 1],
    ])
  })
})
