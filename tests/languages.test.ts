import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { articleBySlug } from '../src/articles/store.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { takeInMedia } from '../src/media/take-in.ts'
import { pollIdByKey } from '../src/polls/store.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { jsonFaults, xmlFaults } from './validators.ts'

const desk = { kind: 'operator', id: 'desk' } as const

function publish(house: TestHouse, slug: string, head: string): ReturnType<typeof publishStory> {
  return publishStory(house, desk, {
    source: `---\nheadline: Headline of ${slug}\nslug: ${slug}\n${head}---\n\nWords.\n`,
    read: async () => undefined,
  })
}

const page = async (site: Served, path: string) => (await site.get(path)).text()

/** A paper in English with an Arabic edition: one story in each language, and one in Japanese. */
async function aPaperInTwoLanguages(house: TestHouse): Promise<void> {
  await setSetting(house, operator, { key: 'languages', value: ['ar'] })
  await publish(house, 'bridge', 'topics: Harbour\nbyline: Maren Quillfeather\ntranslations: bridge\n')
  await publish(house, 'jisr', 'topics: Harbour\nbyline: Maren Quillfeather\nlanguage: ar\ntranslations: bridge\n')
  await publish(house, 'hashi', 'topics: Harbour\nlanguage: ja\n')
}

describe.each(engines)('a site in a language on %s', (engine) => {
  test('says all its own words in it, and errors, faults and refusals too', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'identity.language', value: 'de' })
    await publish(house, 'bruecke', '')
    await using site = await serve(house)
    const story = await page(site, '/2026/10/bruecke')
    expect(story).toContain('<html lang="de" dir="ltr"')
    for (const words of [
      'Direkt zum Text',
      'Folgen Sie uns',
      '1 Minute Lesezeit',
      'Kommentar schreiben',
      'Veröffentlicht',
    ])
      expect(story).toContain(words)
    expect(await page(site, '/nirgends')).toContain('Hier gibt es keine Seite')
    const foreign = await site.post(
      '/-/me/erase',
      {},
      { headers: { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' } },
    )
    expect([foreign.status, await foreign.text()]).toEqual([
      403,
      expect.stringContaining('Dieses Formular kam von einer anderen Website'),
    ])
    const { public_id: id } = await house.db.selectFrom('articles').select('public_id').executeTakeFirstOrThrow()
    const faulty = await site.post(`/articles/${id}/comments`, { name: '', email: 'nowhere', comment: 'Hallo' })
    expect([faulty.status, await faulty.text()]).toEqual([
      422,
      expect.stringContaining('Das sieht nicht wie eine E-Mail-Adresse aus'),
    ])
  })

  test('says what is paid for in it, until the publisher says it otherwise', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'identity.language', value: 'de' })
    await setSetting(house, operator, { key: 'affiliate.domains', value: ['shop.example'] })
    const taken = await takeInMedia(house, desk, {
      bytes: await sharp({ create: { width: 640, height: 400, channels: 3, background: '#446' } })
        .png()
        .toBuffer(),
      fileName: 'lamp.png',
      alt: 'Eine Lampe',
    })
    if (taken.outcome !== 'taken') throw new Error('the picture was not taken')
    const slot = { media: taken.publicId, alt: 'Eine Lampe', href: 'https://lamps.example/' }
    await setSetting(house, operator, { key: 'advertisement', value: slot })
    await publishStory(house, desk, {
      source: '---\nheadline: Lampen\nslug: lampen\n---\n\nVon [hier](https://shop.example/lampe).\n',
      read: async () => undefined,
    })
    await using site = await serve(house)
    expect(await page(site, '/2026/10/lampen')).toContain('<p class="label">Anzeige<')
    for (const path of ['/2026/10/lampen', '/feed.json'])
      expect(await page(site, path), path).toContain('Einige Links in diesem Beitrag sind bezahlt')
    await setSetting(house, operator, { key: 'affiliate.disclosure', value: 'Wir verdienen mit.' })
    await setSetting(house, operator, { key: 'advertisement', value: { ...slot, label: 'Bezahlt' } })
    const story = await page(site, '/2026/10/lampen')
    expect([
      story.includes('Wir verdienen mit.'),
      story.includes('Einige Links'),
      story.includes('<p class="label">Bezahlt<'),
      story.includes('Anzeige'),
    ]).toEqual([true, false, true, false])
  })

  test('that the house does not speak has English words and its own dates', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'identity.language', value: 'sv' })
    await publish(house, 'bro', '')
    await using site = await serve(house)
    const story = await page(site, '/2026/10/bro')
    expect(story).toContain('Published')
    expect(story).toContain('14 oktober 2026')
  })
})

describe.each(engines)('a site in several languages on %s', (engine) => {
  test('has a front page, topics, people, an archive and feeds for each, with the stories in it', async () => {
    await using house = await aHouse(engine)
    await aPaperInTwoLanguages(house)
    await using site = await serve(house)
    const front = await page(site, '/ar/')
    expect(front).toContain('<html lang="ar" dir="rtl"')
    expect(front).toContain('تابعنا')
    for (const path of [
      '/ar/',
      '/ar/topics/harbour',
      '/ar/people/maren-quillfeather',
      '/ar/-/archive',
      ...['/ar', '/ar/topics/harbour', '/ar/people/maren-quillfeather'].flatMap((list) =>
        ['xml', 'atom', 'json'].map((format) => `${list}/feed.${format}`),
      ),
    ]) {
      const text = await page(site, path)
      expect(text, path).toContain('Headline of jisr')
      expect(text, path).not.toMatch(/Headline of (bridge|hashi)/u)
    }
    const main = await page(site, '/')
    expect(main).toContain('Headline of bridge')
    expect(main).toContain('Headline of hashi')
    expect(main).not.toContain('Headline of jisr')
  })

  test('names the feeds of a topic and of a person in the language, in forms that their schemas accept', async () => {
    await using house = await aHouse(engine)
    await aPaperInTwoLanguages(house)
    await using site = await serve(house)
    for (const list of ['/ar/topics/harbour', '/ar/people/maren-quillfeather']) {
      const head = await page(site, list)
      for (const [type, format] of [
        ['rss', 'xml'],
        ['atom', 'atom'],
        ['feed', 'json'],
      ])
        expect(head).toMatch(
          new RegExp(
            `<link rel="alternate" type="application/${type}\\+(xml|json)" title="[^"]+" ` +
              `href="${list}/feed.${format}">`,
            'u',
          ),
        )
      expect(head).toContain(`<a href="${list}/feed.xml" type="application/rss+xml">`)
      expect(await xmlFaults(await page(site, `${list}/feed.xml`), 'rss.rng'), list).toEqual([])
      expect(await xmlFaults(await page(site, `${list}/feed.atom`), 'atom.rng'), list).toEqual([])
      const json: unknown = JSON.parse(await page(site, `${list}/feed.json`))
      expect(jsonFaults(json, 'json-feed.schema.json'), list).toEqual([])
      expect(json).toMatchObject({
        language: 'ar',
        feed_url: `http://localhost:4000${list}/feed.json`,
        home_page_url: `http://localhost:4000${list}`,
      })
    }
    await publish(house, 'marsa', 'topics: Harbour\nbyline: Maren Quillfeather\nlanguage: ar\n')
    for (const list of ['/ar/topics/harbour', '/ar/people/maren-quillfeather'])
      await expect.poll(() => page(site, `${list}/feed.json`), { timeout: 5_000 }).toContain('Headline of marsa')
  })

  test('has a front page with a lead, blocks by topic and the poll of its own stories', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'languages', value: ['ar'] })
    for (let number = 0; number < 12; number++) {
      await publish(
        house,
        `khabar${number}`,
        `language: ar\npublished: 2026-10-14T0${number % 8}:00:00Z\n${number < 4 ? 'topics: Harbour\n' : ''}`,
      )
      await publish(house, `news${number}`, `topics: Harbour\npublished: 2026-10-13T10:00:00Z\n`)
    }
    await publishStory(house, desk, {
      source:
        '---\nheadline: Headline of istitla\nslug: istitla\nlanguage: ar\npublished: 2026-10-14T09:00:00Z\n' +
        '---\n\n:::poll{id=ar question="من ينتظر؟" closes="+1h"}\n- السفن\n- السيارات\n:::\n',
      read: async () => undefined,
    })
    await using site = await serve(house)
    const front = await page(site, '/ar/')
    expect(front).toMatch(
      /class="card lead[\s\S]*Headline of istitla[\s\S]*class="front-poll"[\s\S]*من ينتظر؟[\s\S]*front-section[\s\S]*href="\/ar\/topics\/harbour"[\s\S]*Headline of khabar/u,
    )
    expect(front).toContain('"@type":"ItemList"')
    expect(front).not.toContain('Headline of news')
    const main = await page(site, '/')
    expect([
      main.includes('Headline of news'),
      main.includes('Headline of khabar'),
      main.includes('من ينتظر؟'),
    ]).toEqual([true, false, false])
    await setSetting(house, operator, { key: 'front.lead', value: '/2026/10/news3' })
    expect(await page(site, '/ar/')).toMatch(/class="card lead[\s\S]*Headline of istitla/u)
    expect(await page(site, '/ar/')).not.toContain('Headline of news')
    expect(await page(site, '/')).toMatch(/class="card lead[\s\S]*Headline of news3/u)
  })

  test('answers what is missing, wrong or broken below a language in its frame and words', async () => {
    await using house = await aHouse(engine)
    await aPaperInTwoLanguages(house)
    await using site = await serve(house)
    for (const path of [
      '/ar/nowhere',
      '/ar/topics/none',
      '/ar/people/nobody',
      '/ar/topics/none/feed.xml',
      '/ar/people/nobody/feed.json',
      '/ar/topics/harbour/feed.yaml',
    ]) {
      const answer = await site.get(path)
      const text = await answer.text()
      expect(answer.status, path).toBe(404)
      for (const words of [
        '<html lang="ar" dir="rtl"',
        'لا توجد صفحة هنا',
        'href="/ar/topics/harbour"',
        'Headline of jisr',
      ])
        expect(text, path).toContain(words)
      expect(text, path).not.toContain('Headline of bridge')
    }
    const wrongWay = await site.post('/ar/', {})
    expect([wrongWay.status, await wrongWay.text()]).toEqual([
      405,
      expect.stringContaining('<html lang="ar" dir="rtl"'),
    ])
    const unreadable = await site.get('/ar/%E0%A4%A')
    expect([unreadable.status, await unreadable.text()]).toEqual([
      400,
      expect.stringContaining('<html lang="ar" dir="rtl"'),
    ])
    expect(await page(site, '/nowhere')).toContain('<html lang="en" dir="ltr"')
  })

  test('has each language at its own address, never by what the browser asks for', async () => {
    await using house = await aHouse(engine)
    await aPaperInTwoLanguages(house)
    await using site = await serve(house)
    const asked = await site.get('/', { headers: { 'Accept-Language': 'ar' } })
    expect([await asked.text(), asked.headers.get('vary')]).toEqual([
      expect.stringContaining('<html lang="en"'),
      'Accept-Encoding',
    ])
    expect((await site.get('/ar')).headers.get('location')).toBe('/ar/')
    expect([
      (await site.get('/de/')).status,
      (await site.get('/de/topics/harbour')).status,
      (await site.get('/en/')).status,
    ]).toEqual([404, 404, 404])
    const main = await page(site, '/')
    expect(main).toContain('<link rel="alternate" hreflang="ar" href="http://localhost:4000/ar/">')
    expect(main).toContain('<link rel="alternate" hreflang="x-default" href="http://localhost:4000/">')
    expect(main).toContain('<a href="/ar/" lang="ar" hreflang="ar">العربية</a>')
    await setSetting(house, operator, { key: 'identity.language', value: 'en-US' })
    expect(await page(site, '/')).toMatch(/lang="en-US"[^>]*>English</u)
  })

  test('shows a story in the words of its language when it has that language, else in its own', async () => {
    await using house = await aHouse(engine)
    await aPaperInTwoLanguages(house)
    await using site = await serve(house)
    const arabic = await page(site, '/2026/10/jisr')
    expect(arabic).toContain('<html lang="ar" dir="rtl"')
    for (const link of [
      'href="/ar/"',
      'href="/ar/topics/harbour"',
      'href="/ar/people/maren-quillfeather"',
      'href="/ar/feed.xml"',
    ])
      expect(arabic).toContain(link)
    const { public_id: id } = await house.db
      .selectFrom('articles')
      .select('public_id')
      .where('slug', '=', 'jisr')
      .executeTakeFirstOrThrow()
    const posted = await site.post(`/articles/${id}/comments`, { name: '', email: '', comment: 'مرحبًا' })
    const faulty = await posted.text()
    for (const words of ['<html lang="ar" dir="rtl"', 'يُرجى كتابة عنوان بريدك الإلكتروني.'])
      expect(faulty).toContain(words)
    const japanese = await page(site, '/2026/10/hashi')
    expect(japanese).toContain('<html lang="en" dir="ltr"')
    expect(japanese).toContain('<h1 lang="ja" dir="ltr">')
    expect(japanese).toContain('<div class="body" lang="ja" dir="ltr">')
    expect(japanese).toContain('Connect with us')
  })

  test('speaks of a poll, and answers its votes, in the language of the story that it stands in', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'languages', value: ['ar'] })
    const story = (headline: string) =>
      publishStory(house, desk, {
        source:
          `---\nheadline: ${headline}\nslug: jisr\nlanguage: ar\n---\n\n` +
          ':::poll{id=jisr question="لمن الأولوية؟" choose=1}\n- السفن\n- السيارات\n:::\n',
        read: async () => undefined,
      })
    await story('الجسر')
    await using site = await serve(house)
    const publicId = (await pollIdByKey(house.db, 'jisr'))?.publicId ?? ''
    for (const path of ['', '/certificate', '/embed', '/mine'])
      expect(await page(site, `/polls/${publicId}${path}`), path).toContain('<html lang="ar" dir="rtl"')
    expect(await page(site, `/polls/${publicId}`)).toContain('الجسر')
    expect(await page(site, `/polls/${publicId}/certificate`)).toMatch(/<title>[^<]*[\u0600-\u06ff]/u)
    const choice = /name="choice" value="(\d+)"/u.exec(await page(site, `/polls/${publicId}`))?.[1] ?? ''
    for (const [fields, words] of [
      [{ choice }, 'تأكيد صوتي'],
      [{}, '<html lang="ar" dir="rtl"'],
    ] as const)
      expect(await (await site.post(`/polls/${publicId}/votes`, fields)).text()).toContain(words)
    const faulty = await site.post(`/polls/${publicId}/votes`, {}, { headers: { Accept: 'application/json' } })
    expect(await faulty.json()).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(/[\u0600-\u06ff]/u),
    })
    await story('الجسر القديم')
    expect(await page(site, `/polls/${publicId}`)).toContain('الجسر القديم')
  })
})

describe.each(engines)('translations on %s', (engine) => {
  test('are linked with each other, for readers and for machines', async () => {
    await using house = await aHouse(engine)
    await aPaperInTwoLanguages(house)
    await using site = await serve(house)
    const english = await page(site, '/2026/10/bridge')
    expect(english).toContain(
      '<p class="also-in">Also in: <a href="/2026/10/jisr" lang="ar" hreflang="ar">العربية</a></p>',
    )
    expect(english).toContain('<link rel="alternate" hreflang="en" href="http://localhost:4000/2026/10/bridge">')
    expect(english).toContain('<link rel="alternate" hreflang="ar" href="http://localhost:4000/2026/10/jisr">')
    expect(english).toContain('<link rel="alternate" hreflang="x-default" href="http://localhost:4000/2026/10/bridge">')
    expect(await page(site, '/2026/10/hashi')).not.toContain('also-in')
  })

  test('leave the other’s page at once when they are withdrawn, and come to it when they are published', async () => {
    await using house = await aHouse(engine)
    await publish(house, 'bridge', 'translations: bridge\n')
    await using site = await serve(house)
    expect(await page(site, '/2026/10/bridge')).not.toContain('also-in')
    await publish(house, 'jisr', 'language: ar\ntranslations: bridge\n')
    expect(await page(site, '/2026/10/bridge')).toContain('العربية')
    const article = await articleBySlug(house.db, 'jisr')
    await withdrawArticle(house, desk, { articleId: article?.id ?? 0 })
    expect(await page(site, '/2026/10/bridge')).not.toContain('العربية')
  })

  test('are one story a language; a second is a fault and changes nothing', async () => {
    await using house = await aHouse(engine)
    await publish(house, 'bridge', 'translations: bridge\n')
    expect(await publish(house, 'bridge', 'translations: bridge\n')).toMatchObject({ outcome: 'unchanged' })
    expect(await publish(house, 'other', 'translations: bridge\n')).toEqual({
      outcome: 'faulty',
      faults: [{ line: 1, message: '"Headline of bridge" is already the story in en under translations: bridge' }],
    })
    expect(await house.db.selectFrom('articles').select('slug').execute()).toEqual([{ slug: 'bridge' }])
  })
})
