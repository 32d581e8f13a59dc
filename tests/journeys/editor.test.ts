import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { samples } from '../pasted-blocks.ts'
import { aNewsroom, aStory, opens, pastes } from './writing.ts'

const browser = await openBrowser()
const site = browser === undefined ? undefined : await aNewsroom()

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
})

async function writing(body = 'First words.') {
  const id = await aStory(site!, body)
  const writer = await opens(browser!, site!, id, 'editor')
  return { ...writer, id }
}

describe.skipIf(browser === undefined)('in the editor', () => {
  test('Enter parts a paragraph and a heading, and each part has an id', async () => {
    await using writer = await writing('## A heading\n\nFirst words.')
    const [heading, first] = await writer.ids()
    await writer.press('Home', 'Control+ArrowRight', 'ArrowRight', 'Enter')
    await writer.shows('heading2 A heading', 'paragraph First ', 'paragraph words.')
    await writer.press('Control+Home', 'End', 'Enter')
    await writer.type('Below')
    await writer.shows('heading2 A heading', 'paragraph Below', 'paragraph First ', 'paragraph words.')
    const ids = await writer.ids()
    expect([ids[0], ids[2], new Set(ids).size, ids.includes('')]).toEqual([heading, first, 4, false])
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('what is typed as Markdown becomes what it means', async () => {
    await using writer = await writing()
    await writer.press('Enter')
    await writer.type('### Small')
    await writer.press('Enter')
    await writer.type('some **bold** and _slanted_ words')
    await writer.press('Enter')
    await writer.type('- one')
    await writer.press('Enter', 'Tab')
    await writer.type('inner')
    await writer.press('Enter', 'Enter')
    await writer.type('two')
    await writer.press('Enter', 'Enter')
    await writer.type('3. third')
    await writer.press('Enter', 'Enter')
    await writer.type('> said')
    await writer.press('Enter')
    await writer.type('again')
    await writer.press('Enter', 'Enter')
    await writer.type('--- after')
    await writer.shows(
      'paragraph First words.',
      'heading3 Small',
      'paragraph some <strong>bold</strong> and <emphasis>slanted</emphasis> words',
      'list',
      '  - one',
      '    - inner',
      '  - two',
      'list',
      '  3. third',
      'quote speaker= person= capacity= translation= sourceName= sourceUrl= saidOn=',
      '  line said',
      '  line again',
      'divider',
      'paragraph  after',
    )
    const ids = await writer.ids()
    expect([new Set(ids).size, ids.includes('')]).toEqual([8, false])
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('Enter stays in a cell and in code, and leaves a caption', async () => {
    await using writer = await writing('First words.')
    await writer.press('Enter')
    await writer.type('```')
    await writer.type('a')
    await writer.press('Enter')
    await writer.type('b')
    await writer.press('Control+Enter')
    await writer.type('/tabl')
    await writer.press('Enter')
    await writer.press('Tab')
    await writer.type('one')
    await writer.press('Enter')
    await writer.type('two')
    await writer.press('Tab')
    await writer.type('three')
    const lines = await writer.lines()
    expect(lines.slice(0, 4)).toEqual([
      'paragraph First words.',
      'codeBlock language= a',
      'b',
      'table headerRows=1 headerColumn=false',
    ])
    expect(lines.join('\n')).toContain('one⏎two | three')
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('the slash menu is used by the keyboard', async () => {
    await using writer = await writing()
    await writer.press('Enter')
    await writer.type('/pull')
    await writer.page.getByRole('option', { name: 'Pull quote' }).waitFor()
    await writer.press('Enter')
    await writer.type('Loud words')
    await writer.press('Enter')
    await writer.type('go on')
    await writer.shows('paragraph First words.', 'pullQuote attribution= Loud words', 'paragraph go on')
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('Alt and an arrow move a block, which keeps its id', async () => {
    await using writer = await writing('One.\n\nTwo.\n\nThree.')
    const [one, two, three] = await writer.ids()
    await writer.press('Alt+ArrowUp', 'Alt+ArrowUp')
    await writer.shows('paragraph Three.', 'paragraph One.', 'paragraph Two.')
    expect(await writer.ids()).toEqual([three, one, two])
    await writer.type('!')
    await writer.press('Alt+ArrowDown')
    await writer.shows('paragraph One.', 'paragraph Three.!', 'paragraph Two.')
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('an empty paragraph is left when the last block is removed', async () => {
    await using writer = await writing()
    await writer.page.getByRole('button', { name: 'Remove this block' }).click()
    await writer.shows('paragraph')
    await writer.type('New')
    await writer.shows('paragraph New')
    expect((await writer.ids())[0]).not.toBe('')
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('two write at once, see each other, and each takes back their own words', async () => {
    await using ada = await writing('Ada writes here.\n\nIt ends here.')
    await using sam = await opens(browser!, site!, ada.id, 'publisher')
    await ada.page.getByText('Ada Thornbury is here too').waitFor()
    await ada.page.locator('.caret-name', { hasText: 'Ada Thornbury' }).waitFor({ state: 'attached' })
    await sam.type(' Sam too.')
    await ada.page.evaluate(() => bodyEditor().commands.setTextSelection(1))
    await ada.type('Now ')
    const both = ['paragraph Now Ada writes here.', 'paragraph It ends here. Sam too.']
    await ada.shows(...both)
    await sam.shows(...both)
    await ada.press('Control+z')
    const one = ['paragraph Ada writes here.', 'paragraph It ends here. Sam too.']
    await ada.shows(...one)
    await sam.shows(...one)
    await ada.press('Control+Shift+z')
    await sam.shows(...both)
    expect([ada.complaints, sam.complaints]).toEqual([[], []])
  }, 60_000)

  test('what is copied and pasted within it is another block', async () => {
    await using writer = await writing('## Copied\n\nFirst words.\n\nLast.')
    await writer.page.evaluate(() => bodyEditor().commands.setTextSelection({ from: 1, to: 21 }))
    const copied = await writer.page.locator('.body').evaluate((body) => {
      const clipboardData = new DataTransfer()
      body.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }))
      return Object.fromEntries(clipboardData.types.map((type) => [type, clipboardData.getData(type)]))
    })
    expect(copied['text/plain']).toContain('Copied')
    await writer.page.evaluate(() => bodyEditor().commands.focus('end'))
    await writer.press('Enter')
    await pastes(writer.page, copied)
    await writer.shows(
      'heading2 Copied',
      'paragraph First words.',
      'paragraph Last.',
      'heading2 Copied',
      'paragraph First words.',
    )
    expect(new Set(await writer.ids()).size).toBe(5)
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('what is pasted from Word and Google Docs becomes blocks', async () => {
    await using writer = await writing()
    const sample = (name: string) => samples().find((one) => one.name === name)?.html ?? ''
    await writer.press('Enter')
    await pastes(writer.page, { 'text/html': sample('word-nested-lists'), 'text/plain': 'words' })
    await writer.press('Enter', 'Enter')
    await pastes(writer.page, { 'text/html': sample('google-docs-text'), 'text/plain': 'words' })
    await writer.shows(
      'paragraph First words.',
      'paragraph What changes:',
      'list',
      '  - Boats at night',
      '    - until two in summer',
      '      - from the east pier only',
      '    - until midnight in winter',
      '  - Cheaper <strong>tickets</strong>',
      'paragraph What stays:',
      'list',
      '  - The old quay',
      'heading2 The mill',
      'paragraph It ran for <strong>ninety years</strong>, ' +
        'the owner says in <link https://mill.example/book?p=2>her book</link>, ' +
        '<emphasis>and stopped</emphasis>.',
      'paragraph Second paragraph with <strike>struck</strike> words and m<sup>2</sup>.',
      'divider',
    )
    const ids = await writer.ids()
    expect([new Set(ids).size, ids.includes('')]).toEqual([ids.length, false])
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('a picture that is dropped is taken in, and says that it has no alt text', async () => {
    await using writer = await writing()
    const { default: sharp } = await import('sharp')
    const png = await sharp({ create: { width: 80, height: 60, channels: 3, background: 'teal' } })
      .png()
      .toBuffer()
    await writer.page.locator('.body').evaluate(
      (body, bytes) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([Uint8Array.from(bytes)], 'quay.png', { type: 'image/png' }))
        const { left, top } = body.getBoundingClientRect()
        const place = { clientX: left + 20, clientY: top + 10 }
        body.dispatchEvent(new DragEvent('drop', { dataTransfer, ...place, bubbles: true, cancelable: true }))
      },
      [...png],
    )
    await writer.page.getByText('Say what it shows, or that it is decorative').waitFor({ timeout: 20_000 })
    expect((await writer.lines())[1]).toMatch(/^picture media=\S+ alt= /u)
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('a link is made of chosen words', async () => {
    await using writer = await writing()
    await writer.page.evaluate(() => bodyEditor().commands.setTextSelection({ from: 1, to: 6 }))
    await writer.press('Control+k')
    await writer.page.getByRole('dialog').getByLabel('Address').fill('paper.example/one')
    await writer.press('Enter')
    await writer.shows('paragraph <link https://paper.example/one>First</link> words.')
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('a quote finds a person of the paper, or makes one', async () => {
    await using writer = await writing('Three words here.')
    await writer.page.getByText('3 words · 1 minute read').waitFor()
    await writer.press('Enter')
    await writer.type('> So be it.')
    const speaker = writer.page.getByRole('combobox', { name: 'Who says this' })
    await speaker.fill('Wilhelmina Strand')
    await writer.page.getByRole('button', { name: 'Add “Wilhelmina Strand”' }).click()
    await writer.shows(
      'paragraph Three words here.',
      'quote speaker=Wilhelmina Strand person=wilhelmina-strand capacity= translation= sourceName= sourceUrl= saidOn=',
      '  line So be it.',
    )
    await speaker.fill('Wilhelm')
    await writer.page.getByRole('option', { name: 'Wilhelmina Strand' }).click()
    await expect.poll(async () => (await writer.lines())[1]).toContain('person=wilhelmina-strand')
    expect(writer.complaints).toEqual([])
  }, 60_000)

  test('an embed asks where its link leads', async () => {
    const page = createServer((_, answer) => {
      answer.setHeader('Content-Type', 'text/html')
      answer.end('<!doctype html><title>x</title><meta property="og:title" content="The tide, filmed">')
    })
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
    const { port } = page.address() as AddressInfo
    await using writer = await writing()
    await writer.press('Enter')
    await writer.type('/embe')
    await writer.press('Enter')
    await writer.page.locator('input[type=url]').fill(`http://127.0.0.1:${port}/film`)
    await writer.page.locator('.embed-title', { hasText: 'The tide, filmed' }).waitFor()
    expect((await writer.lines())[1]).toContain('title=The tide, filmed')
    expect(writer.complaints).toEqual([])
    page.close()
  }, 60_000)

  test('words are found and others put in their place', async () => {
    await using writer = await writing('## Ferry times\n\nThe ferry and the **fer**ry.')
    await writer.press('Control+f')
    await writer.page.getByRole('textbox', { name: 'Find' }).fill('ferry')
    await writer.page.getByText('3 places').waitFor()
    expect(await writer.page.locator('.found').count()).toBeGreaterThanOrEqual(3)
    await writer.page.getByRole('textbox', { name: 'Replace with' }).fill('boat')
    await writer.page.getByRole('button', { name: 'Replace all' }).click()
    await expect
      .poll(async () => (await writer.lines()).join(' ').replaceAll(/<[^>]+>/gu, ''))
      .toBe('heading2 boat times paragraph The boat and the boat.')
    await writer.press('Escape')
    await writer.page.getByRole('search').waitFor({ state: 'detached' })
    expect(writer.complaints).toEqual([])
  }, 60_000)
})
