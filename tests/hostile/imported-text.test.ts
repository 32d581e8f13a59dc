import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderText } from '../../src/articles/render/text.ts'
import { convertContent } from '../../src/importers/wordpress/content/convert.ts'
import { importWordpress } from '../../src/importers/wordpress/run/import.ts'
import { importWpPolls, readWpPolls } from '../../src/importers/wp-polls/import.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { smallExport } from '../small-export.ts'

const context = {
  headline: 'Swing bridge',
  base: 'https://old.example/',
  url: (href: string) => href,
  media: () => undefined,
}
const convert = (content: string, changes = {}) => convertContent(content, { ...context, ...changes })
const findings = (content: string, changes = {}) =>
  convert(content, changes).findings.map(({ kind, detail }) => `${kind}: ${detail}`)

type Comment = { id: number; words: string; parent?: number }

async function importOf(
  house: TestHouse,
  content: string,
  comments: readonly Comment[] = [],
  wrap = (xml: string) => xml,
) {
  const file = join(house.folder, 'export.xml')
  const written = comments.map(
    ({ id, words, parent }) =>
      `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author>Ines</wp:comment_author>` +
      `<wp:comment_date_gmt>2024-05-02 10:00:00</wp:comment_date_gmt>` +
      `<wp:comment_content><![CDATA[${words}]]></wp:comment_content>` +
      '<wp:comment_approved>1</wp:comment_approved>' +
      `${parent === undefined ? '' : `<wp:comment_parent>${parent}</wp:comment_parent>`}</wp:comment>`,
  )
  const xml = smallExport({ categories: [], tags: [], posts: [{ id: 1, path: '/2024/05/bridge/', content }] })
  await writeFile(file, wrap(xml.replace('</item>', `${written.join('')}</item>`)))
  return importWordpress(house, { file, media: { kind: 'none' } })
}

describe('a story of an old site', () => {
  test('keeps its words however deep they stand, and says that they lost their place', () => {
    for (const [open, close] of [
      ['<div>', '</div>'],
      ['<ul><li>', '</li></ul>'],
      ['<b>', '</b>'],
      ['<blockquote>', '</blockquote>'],
    ] as const) {
      const html = `${`${open}in `.repeat(3_000)}deep${` out${close}`.repeat(3_000)}`
      const words = renderText(convert(html).document).match(/in|deep|out/gu) ?? []
      expect(words).toHaveLength(6_001)
      expect(findings(html)).toContain('too-deep: elements')
    }
  })

  test('may have more blocks and paragraphs than one call takes arguments', () => {
    const { document, findings: found } = convert(
      `<blockquote>${'<p>a'.repeat(150_000)}</blockquote><!-- wp:group -->${'<p>b'.repeat(150_000)}<!-- /wp:group -->`,
    )
    expect(document.blocks.length).toBeLessThanOrEqual(5_000)
    expect(found.map(({ kind }) => kind)).toContain('too-long')
  })

  test('shows reusable blocks that show themselves over and over only so often', () => {
    const block = () => '<p>again</p><!-- wp:block {"ref":1} /-->'.repeat(20)
    expect(findings(block(), { block })).toContain('too-long: reusable blocks that show each other')
  })

  test('of a raw HTML block too deep for HTML keeps the words', () => {
    const html = `<!-- wp:html -->${'<div>'.repeat(400)}<p>The bridge</p><!-- /wp:html -->`
    expect(renderText(convert(html).document)).toBe('The bridge')
    expect(findings(html)).toContain('too-deep: elements of an HTML block')
  })
})

describe.each(engines)('an import into %s', (engine) => {
  test('names what is too long with its story and takes the rest', async () => {
    await using house = await aHouse(engine)
    const report = await importOf(house, 'word '.repeat(250_000), [{ id: 7, words: 'a '.repeat(40_000) }])
    expect(report.warnings).toEqual(
      expect.arrayContaining([
        'Story 1 (1): content:encoded is longer than 1000000 characters, or more than 20000; the rest was left out',
        'Story 1 (1): its comment 7 is longer than 65535 characters; the rest was left out',
      ]),
    )
    expect(report.counts).toMatchObject({ article: { imported: 1 }, comment: { imported: 1 } })
  })

  test('takes a long story with two thousand comments whole and without a word', async () => {
    await using house = await aHouse(engine)
    const comments = Array.from({ length: 2_000 }, (_, index): Comment => ({
      id: index + 1,
      words: `Comment ${index}`,
      ...(index > 0 && { parent: index }),
    }))
    const report = await importOf(house, 'The bridge is shut. '.repeat(10_000), comments)
    expect(report.warnings.filter((warning) => !warning.startsWith('the file names no time zone'))).toEqual([])
    expect(report.counts).toMatchObject({ article: { imported: 1 }, comment: { imported: 2_000, skipped: 0 } })
  })

  test('puts replies that stand before what they answer in order', async () => {
    await using house = await aHouse(engine)
    const comments = Array.from({ length: 3_000 }, (_, index): Comment => ({
      id: index + 1,
      words: 'a',
      ...(index < 2_999 && { parent: index + 2 }),
    }))
    const report = await importOf(house, 'The bridge is shut.', comments)
    expect(report.warnings.filter((warning) => !warning.startsWith('the file names no time zone'))).toEqual([])
    expect(report.counts.comment).toMatchObject({ imported: 3_000 })
  })
})

describe('an export', () => {
  test('is read up to where its elements stand too deep', async () => {
    await using house = await aHouse('sqlite')
    const report = await importOf(house, 'The bridge is shut.', [], (xml) =>
      xml.replace('</channel>', `${'<x>'.repeat(1_000)}</channel>`),
    )
    expect(report.broken?.message).toBe('elements stand more than 40 deep in each other')
    expect(report.counts.article.imported).toBe(1)
  })

  test('with more repairs than a report lists counts the others', async () => {
    await using house = await aHouse('sqlite')
    const report = await importOf(house, 'The bridge is shut.', [], (xml) =>
      xml.replace('<title>Alt</title>', `<title>${'&'.repeat(60_000)}Alt</title>`),
    )
    expect(report.repaired).toHaveLength(10_000)
    expect(report.warnings).toContain('50000 more places of the file were repaired')
  })
})

describe('a dump of polls', () => {
  const tables =
    'CREATE TABLE wp_pollsq (pollq_id int, pollq_question text);' +
    'CREATE TABLE wp_pollsa (polla_aid int, polla_qid int, polla_answers text, polla_votes int);'

  async function readOf(house: TestHouse, sql: string) {
    const file = join(house.folder, 'polls.sql')
    await writeFile(file, sql)
    return readWpPolls(file)
  }

  test('names a value and a question that are too long, and a poll of too many answers', async () => {
    await using house = await aHouse('sqlite')
    const answers = (poll: number, count: number) =>
      Array.from({ length: count }, (_, index) => `(${poll * 1000 + index},${poll},'Answer ${index}',0)`).join(',')
    const data = await readOf(
      house,
      `${tables}INSERT INTO wp_pollsq VALUES (1,'${'Why? '.repeat(300_000)}'),(2,'Which?');` +
        `INSERT INTO wp_pollsa VALUES ${answers(1, 2)},${answers(2, 501)};`,
    )
    expect(data.warnings).toEqual([
      'A value of the table wp_pollsq is longer than 1000000 characters and was cut (line 1).',
    ])
    const report = await importWpPolls(house, { data })
    expect(report.warnings.join('\n')).toContain('Its question is longer than 1000 characters and was cut.')
    expect(report.skipped).toContainEqual({
      kind: 'poll',
      id: '2',
      title: 'Which?',
      reason: 'has more than 500 answers',
    })
  })

  test.each([
    [
      'a row that never ends',
      `${tables}INSERT INTO wp_pollsq VALUES (1${',1'.repeat(100_000)}`,
      /line 1: a row of the table wp_pollsq has more than 2 values for 2 columns/u,
    ],
    [
      'a table of columns',
      `CREATE TABLE wp_pollsq (${'a int,'.repeat(5_000)}b int);`,
      /line 1: the table wp_pollsq has more than 4096 columns/u,
    ],
    [
      'a word that never ends',
      `${tables}INSERT INTO wp_pollsq VALUES (${'a'.repeat(2_200_000)}`,
      /line 1: a word of more than 2000000 characters/u,
    ],
  ])('refuses %s in words', async (_what, sql, words) => {
    await using house = await aHouse('sqlite')
    await expect(readOf(house, sql)).rejects.toThrow(words)
  })

  test('refuses a row of CSV that swallows the file', async () => {
    await using house = await aHouse('sqlite')
    await writeFile(join(house.folder, 'wp_pollsq.csv'), `pollq_id,pollq_question\n1,"${'a\n'.repeat(2_500_000)}`)
    await expect(readWpPolls(house.folder)).rejects.toThrow(/a row is longer than 4000000 characters/u)
  })
})
