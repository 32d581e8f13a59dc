import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { publishFolder } from '../src/importers/stories/publish-folder.ts'
import { bring, broughtTo, oldSites, said, storyIn } from './bring-site.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { renderedInlines, renderedWords } from './wordpress-blocks.ts'

type Case = (house: TestHouse) => Promise<void>

const wordsOf = async (house: TestHouse, slug: string) => (await storyIn(house, slug)).blocks.flatMap(renderedWords)
const typesOf = async (house: TestHouse, slug: string) => (await storyIn(house, slug)).blocks.map(({ type }) => type)
const embedsOf = async (house: TestHouse, slug: string) =>
  (await storyIn(house, slug)).blocks.flatMap((block) => (block.type === 'embed' ? [block.url] : []))

async function pageOf(house: TestHouse, path: string): Promise<string> {
  await using served = await serve(house)
  const response = await served.get(path)
  expect(response.status, path).toBe(200)
  return response.text()
}

const actor = { kind: 'operator', id: 'test' } as const
const publish = (house: TestHouse, folder: string) => publishFolder(house, actor, { path: join(oldSites, folder) })
const faultsOf = async (house: TestHouse, folder: string) =>
  (await publish(house, folder)).flatMap((result) =>
    result.outcome === 'faulty' ? result.faults.map(({ line, message }) => `${line}: ${message}`) : [],
  )

/** By the folder in `old-sites`: what a publisher expects of it. */
const cases: Record<string, Case> = {
  async '01-items-without-ids'(house) {
    const { counts } = await bring(house, '01-items-without-ids', 'no-id.xml')
    expect([counts.article.imported, counts.comment.imported]).toEqual([3, 2])
    expect((await broughtTo(house)).map(({ headline }) => headline)).toEqual([
      'Ferry returns',
      'Dues fall',
      'Bridge closes',
    ])
    const comments = await house.db
      .selectFrom('comments')
      .innerJoin('articles', 'articles.id', 'comments.article_id')
      .select(['articles.slug', 'comments.words'])
      .orderBy('comments.id')
      .execute()
    expect(comments.map(({ slug, words }) => `${slug}: ${words}`)).toEqual([
      'ferry-returns: Good news.',
      'dues-fall: At last.',
    ])
    const again = await bring(house, '01-items-without-ids', 'no-id.xml')
    expect([again.counts.article.unchanged, again.counts.comment.unchanged]).toEqual([3, 2])
  },

  async '02-posts-only-export-loses-topics'(house) {
    await bring(house, '02-posts-only-export-loses-topics')
    expect((await broughtTo(house)).map(({ topics }) => topics)).toEqual([['Politics', 'Ferry'], ['Politics']])
    await using served = await serve(house)
    expect((await served.get('/category/politics/')).headers.get('location')).toBe('/topics/politics')
    expect(await (await served.get('/topics/politics')).text()).toContain('Dues fall')
  },

  async '03-attachment-without-attached-file'(house) {
    const { counts } = await bring(house, '03-attachment-without-attached-file')
    expect(counts.media).toMatchObject({ imported: 1, skipped: 0 })
    expect(await typesOf(house, 'the-quay-at-noon')).toEqual(['picture', 'gallery', 'paragraph'])
    expect((await storyIn(house, 'the-quay-at-noon')).lead).not.toBe('')
  },

  async '04-export-in-several-files'(house) {
    const folder = '04-export-in-several-files'
    const uploads = { media: { kind: 'folder', folder: join(oldSites, folder, 'uploads') } } as const
    await bring(house, folder, '1-stories.xml', uploads)
    await bring(house, folder, '2-media.xml', uploads)
    const healed = await bring(house, folder, '1-stories.xml', uploads)
    expect(healed.counts.article.updated).toBe(1)
    expect(await typesOf(house, 'split-story')).toEqual(['picture', 'gallery', 'paragraph'])
    expect((await storyIn(house, 'split-story')).lead).not.toBe('')
    const whole = await bring(house, folder, ['1-stories.xml', '2-media.xml'], uploads)
    expect(whole.counts.article.unchanged).toBe(1)
  },

  async '05-uploads-without-attachment-record'(house) {
    await bring(house, '05-uploads-without-attachment-record')
    expect(await typesOf(house, 'the-old-pier')).toEqual(['picture', 'paragraph'])
    await using served = await serve(house)
    const moved = await served.get('/wp-content/uploads/2010/05/minutes.pdf')
    expect([moved.status, (await served.get(moved.headers.get('location') ?? '')).status]).toEqual([301, 200])
  },

  async '06-http-then-https'(house) {
    await bring(house, '06-http-then-https', '1-http.xml')
    const { counts } = await bring(house, '06-http-then-https', '2-https.xml')
    expect([counts.article.unchanged, counts.comment.unchanged]).toEqual([1, 1])
    expect(await broughtTo(house)).toHaveLength(1)
  },

  async '07-markdown-same-headline-overwrites'(house) {
    await publish(house, '07-markdown-same-headline-overwrites/stories')
    expect((await broughtTo(house)).map(({ slug }) => slug)).toEqual([
      'letters-to-the-editor',
      'letters-to-the-editor-2',
    ])
  },

  async '08-coauthors-login-not-nicename'(house) {
    await bring(house, '08-coauthors-login-not-nicename')
    expect((await broughtTo(house)).map(({ byline }) => byline)).toEqual([['Jane M. Doe', 'Tom Hale'], ['Jane M. Doe']])
    expect(await house.db.selectFrom('people').select('name').execute()).toHaveLength(2)
  },

  async '09-table-rowspan'(house) {
    await bring(house, '09-table-rowspan')
    const [first, second] = (await storyIn(house, 'votes-by-ward')).blocks.map((block) =>
      block.type === 'table' ? block.rows.map((row) => row.map(renderedInlines)) : [],
    )
    expect(first?.[2]).toEqual(['North', 'B. Stone', '987'])
    expect(second).toEqual([
      ['Ward', 'Votes', ''],
      ['Ward', '2019', '2024'],
      ['North', '10', '12'],
    ])
  },

  async '11-sponsor-label-lost'(house) {
    const report = await bring(house, '11-sponsor-label-lost')
    const { path } = await storyIn(house, 'ten-good-harbours')
    const page = await pageOf(house, path ?? '')
    expect(page).toContain('Sponsored')
    expect(page).toContain('Paid for by Brava Bank')
    expect(said(report)).toMatch(/Ten good harbours.*sponsored.*Brava Bank/u)
  },

  async '12-shortcode-embeds-raw'(house) {
    const report = await bring(house, '12-shortcode-embeds-raw')
    const film = 'https://www.youtube.com/watch?v=abcDEF12345'
    expect(await embedsOf(house, 'the-launch-on-film')).toEqual([
      expect.stringContaining(film),
      film,
      film,
      'https://vimeo.com/123456789',
      'https://vimeo.com/123456789',
      'https://twitter.com/lantern/status/1234567890123',
      'https://api.soundcloud.com/tracks/12345',
      'https://www.instagram.com/p/Bxyz123abc/',
      'https://maps.google.com/maps?q=harbour&output=embed',
    ])
    expect((await wordsOf(house, 'the-launch-on-film')).join(' ')).not.toContain('[')
    expect(await embedsOf(house, 'in-a-shortcode-block')).toEqual([film])
    expect(said(report)).not.toContain('missing')
  },

  async '13-podcast-enclosure-lost'(house) {
    const report = await bring(house, '13-podcast-enclosure-lost')
    const address = 'https://media.lantern.example/episode-12.mp3'
    expect(await embedsOf(house, 'episode-12')).toEqual([address])
    expect(said(report)).toContain(address)
  },

  async '14-pubdate-only'(house) {
    await bring(house, '14-pubdate-only')
    expect(await storyIn(house, 'only-a-pubdate')).toMatchObject({
      publishedAt: '2024-03-04T10:00:00.000Z',
      path: '/2024/03/only-a-pubdate/',
    })
  },

  async '15-custom-byline-lost'(house) {
    await bring(house, '15-custom-byline-lost')
    expect((await storyIn(house, 'a-story-of-an-agency')).byline).toEqual(['Jo Ng for the Coast Agency'])
  },

  async '16-subtitle-lost'(house) {
    await bring(house, '16-subtitle-lost')
    expect((await storyIn(house, 'ferry-returns')).standfirst).toBe('Two boats a day, says the harbour board')
  },

  async '18-polylang-language'(house) {
    await bring(house, '18-polylang-language')
    const { language, path } = await storyIn(house, 'le-conseil-a-vot')
    expect(language).toBe('fr')
    expect(await pageOf(house, path ?? '')).toContain('lang="fr"')
  },

  async '19-inline-shortcodes-tear-words'(house) {
    const report = await bring(house, '19-inline-shortcodes-tear-words')
    expect(await wordsOf(house, 'frozen-harbour')).toEqual([
      'The harbour froze and the first ice since 1963 held until noon.',
      'The mayor (Elected in 2019.) resigned, said the clerk. (In a letter.) Nobody was surprised.',
    ])
    for (const name of ['dropcap', 'highlight', 'efn_note', 'ref']) expect(said(report)).toContain(name)
  },

  async '20-code-shortcodes-lose-code'(house) {
    await bring(house, '20-code-shortcodes-lose-code')
    const { blocks } = await storyIn(house, 'how-we-counted')
    expect(blocks.flatMap((block) => (block.type === 'code' ? [block.text] : []))).toEqual([
      '<?php if ($a < $b && $c > 1) { echo "<p>hi</p>"; } ?>',
      'for i in 1 2 3; do\n  echo $i\ndone',
      '#include <stdio.h>\nint main() { return a < b; }',
      'first line\nsecond line\n    third line',
    ])
  },

  async '21-words-in-block-attributes'(house) {
    await bring(house, '21-words-in-block-attributes')
    const words = (await wordsOf(house, 'ferry-returns')).join('\n')
    for (const text of ['We will not raise the dues.', 'Ina Holm', 'Some text and <a https://example.org/>a link</a>.'])
      expect(words).toContain(text)
  },

  async '22-vc-raw-html-base64'(house) {
    await bring(house, '22-vc-raw-html-base64')
    const page = JSON.stringify((await storyIn(house, 'about-us')).blocks)
    expect(page).toContain('A note in raw HTML')
    expect(page).not.toContain('JTNDc')
  },

  async '23-in-page-anchors'(house) {
    await bring(house, '23-in-page-anchors')
    const { path } = await storyIn(house, 'ferry-in-full')
    const page = await pageOf(house, path ?? '')
    const body = page.slice(page.indexOf('story-body'))
    const fragments = [...body.matchAll(/<a href="(?:\/2024\/03\/ferry-in-full\/)?#([^"]+)"/gu)].map(([, id]) => id)
    expect(fragments).toEqual(
      expect.arrayContaining(['prices', 'times', 'note-one', '11111111-aaaa-bbbb-cccc-000000000001']),
    )
    for (const id of fragments.filter((name) => name !== 'conversation'))
      expect(page.split(`id="${id}"`), id).toHaveLength(2)
    expect(page).toContain('#11111111-aaaa-bbbb-cccc-000000000001-link')
  },

  async '24-google-docs-bold'(house) {
    await bring(house, '24-google-docs-bold')
    expect(await wordsOf(house, 'ferry-returns')).toEqual([
      'The ferry sails again on Monday.',
      'Tickets cost <strong>four pounds</strong>.',
    ])
  },

  async '25-custom-post-types'(house) {
    const report = await bring(house, '25-custom-post-types')
    expect(said(report)).toContain('--as-story opinion')
    const { counts } = await bring(house, '25-custom-post-types', 'in.xml', { asStories: ['opinion', 'podcast'] })
    expect(counts.article).toMatchObject({ imported: 2, unchanged: 1 })
    expect((await storyIn(house, 'a-column')).path).toBe('/2024/03/a-column/')
  },

  async '26-custom-taxonomies-unreported'(house) {
    const report = await bring(house, '26-custom-taxonomies-unreported')
    expect(said(report)).toMatch(/series.*1 term.*1 story/u)
    expect(said(report)).toMatch(/location.*1 term.*1 story/u)
    await bring(house, '26-custom-taxonomies-unreported', 'in.xml', { asTopics: ['series', 'location'] })
    expect((await storyIn(house, 'the-long-bridge-part-2')).topics).toEqual(['News', 'The long bridge', 'Lisbon'])
  },

  async '27-hidden-text-shown'(house) {
    const report = await bring(house, '27-hidden-text-shown')
    expect(await wordsOf(house, 'ferry-returns')).toEqual(['Seen.'])
    expect(said(report)).toMatch(/hidden.*Old advertising that nobody saw/u)
  },

  async '28-script-embeds-vanish'(house) {
    const report = await bring(house, '28-script-embeds-vanish')
    const flourish = 'https://public.flourish.studio/visualisation/123456/'
    const words = (await wordsOf(house, 'turnout')).join('\n')
    for (const address of [
      flourish,
      'https://www.documentcloud.org/documents/123-letter',
      'https://gist.github.com/lantern/abcdef0123456789',
      'https://www.documentcloud.org/documents/20059100-letter',
    ])
      expect(words).toContain(`<a ${address}>`)
    expect(words.split(`<a ${flourish}>`)).toHaveLength(3)
    expect(said(report)).toContain('script')
  },

  async '30-builder-pictures-in-attributes'(house) {
    await bring(house, '30-builder-pictures-in-attributes')
    expect(await typesOf(house, 'divi-page')).toEqual(['paragraph', 'picture', 'embed'])
    expect(await typesOf(house, 'bakery-page')).toEqual(['heading', 'paragraph', 'picture'])
  },

  async '31-lazy-placeholder'(house) {
    await bring(house, '31-lazy-placeholder')
    expect(await typesOf(house, 'the-quay')).toEqual(['picture', 'picture', 'paragraph'])
  },

  async '33-quotation-signature-link'(house) {
    await bring(house, '33-quotation-signature-link')
    const all = JSON.stringify((await storyIn(house, 'what-they-said')).blocks)
    expect(all).toContain('https://twitter.com/harbour/status/123456')
    expect(all).toContain('https://example.org/report')
  },

  async '34-markdown-space-in-address'(house) {
    const faults = await faultsOf(house, '34-markdown-space-in-address')
    expect(faults).toEqual([
      expect.stringMatching(/^6: .*the quay\.jpg/u),
      expect.stringMatching(/^8: .*minutes of may/u),
    ])
  },

  async '35-front-matter-hash'(house) {
    await publish(house, '35-front-matter-hash')
    expect(await broughtTo(house)).toEqual([
      expect.objectContaining({
        headline: 'Harbour Update #2 and what it costs',
        standfirst: 'Dues rise by £4 # from Monday',
        slug: 'harbour-update-2-and-what-it-costs',
      }),
    ])
  },

  async '37-markdown-latin1'(house) {
    expect(await faultsOf(house, '37-markdown-latin1')).toEqual([expect.stringMatching(/^2: .*UTF-8/u)])
    expect(await broughtTo(house)).toEqual([])
  },

  async '38-markdown-footnotes'(house) {
    const faults = await faultsOf(house, '38-markdown-footnotes')
    expect(faults[0]).toMatch(/^4: .*footnote/u)
  },

  async '40-address-alone'(house) {
    await bring(house, '40-address-alone')
    expect(await wordsOf(house, 'the-report')).toEqual([
      'The report is here:',
      '<a https://www.example.org/report-2024>https://www.example.org/report-2024</a>',
      'Read it.',
    ])
  },

  async '42-ad-blocks-leave-boxes'(house) {
    const report = await bring(house, '42-ad-blocks-leave-boxes')
    expect(await wordsOf(house, 'ferry-returns')).toEqual(['Before the ad.', 'After the ad.'])
    expect(said(report)).toContain('newspack-ads/ad-unit')
  },
}

describe.each(engines)('what public bug reports lost comes over on %s', (engine) => {
  test.each(Object.keys(cases))(
    '%s',
    async (name) => {
      await using house = await aHouse(engine)
      await cases[name]?.(house)
    },
    60_000,
  )
})

test('no input stands there without a test', () => {
  expect(readdirSync(oldSites).toSorted()).toEqual(Object.keys(cases).toSorted())
})
