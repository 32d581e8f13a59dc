/**
 * Writes a WordPress export of any size: node bench/wxr-generate.ts FILE [--posts 10000 | --megabytes 200] [--comments
 * 3] [--seed 1] Stories of blocks and classic ones, pictures, authors, categories, tags, comments; the same file for
 * the same arguments.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { parseArgs } from 'node:util'

export type ExportSize = {
  posts: number
  /** Ends after so many bytes instead. */ bytes?: number
  commentsPerPost?: number
  seed?: number
}

const words = (
  'harbour council tram quay bridge library storm ferry budget vote winter summer crew pilot lamp market ' +
  'school wall tide boat letter morning evening figure meeting report plan street'
).split(' ')
const authors = 12
const categories = 8
const tags = 60
const site = 'https://gazette.example'

/** The file in pieces of one item each. */
export function* exportPieces({
  posts,
  bytes = Number.POSITIVE_INFINITY,
  commentsPerPost = 3,
  seed = 1,
}: ExportSize): Generator<string> {
  const random = randomFrom(seed)
  let written = 0
  const say = (piece: string): string => {
    written += piece.length
    return piece
  }
  yield say(head())
  let comment = 0
  for (let number = 0; number < posts && written < bytes; number++) {
    const id = 1000 + number * 2
    yield say(attachment(id, number))
    const comments = Array.from({ length: Math.floor(random() * (commentsPerPost * 2 + 1)) }, (_, index) =>
      commentXml(++comment, index, number, random),
    )
    yield say(post(id + 1, number, random, comments.join('')))
  }
  yield '</channel>\n</rss>\n'
}

export async function writeExport(file: string, size: ExportSize): Promise<void> {
  const stream = createWriteStream(file)
  for (const piece of exportPieces(size)) if (!stream.write(piece)) await once(stream, 'drain')
  stream.end()
  await once(stream, 'close')
}

function head(): string {
  const people = Array.from(
    { length: authors },
    (_, n) =>
      `<wp:author><wp:author_id>${n + 1}</wp:author_id>` +
      `<wp:author_login>${cdata(`author${n}`)}</wp:author_login>` +
      `<wp:author_email>${cdata(`author${n}@example.org`)}</wp:author_email>` +
      `<wp:author_display_name>${cdata(`Author ${name(n)}`)}</wp:author_display_name></wp:author>\n`,
  )
  const topics = Array.from(
    { length: categories },
    (_, n) =>
      `<wp:category><wp:term_id>${n + 1}</wp:term_id>` +
      `<wp:category_nicename>${cdata(`topic-${n}`)}</wp:category_nicename>` +
      `<wp:category_parent>${cdata('')}</wp:category_parent>` +
      `<wp:cat_name>${cdata(`Topic &amp; ${name(n)}`)}</wp:cat_name></wp:category>\n`,
  )
  const labels = Array.from(
    { length: tags },
    (_, n) =>
      `<wp:tag><wp:term_id>${100 + n}</wp:term_id><wp:tag_slug>${cdata(`tag-${n}`)}</wp:tag_slug>` +
      `<wp:tag_name>${cdata(`tag ${n}`)}</wp:tag_name></wp:tag>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Gazette</title><link>${site}</link><description></description>
<pubDate>Mon, 23 Nov 2026 23:37:23 +0000</pubDate><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>${site}</wp:base_site_url>
<wp:base_blog_url>${site}</wp:base_blog_url>
${people.join('')}${topics.join('')}${labels.join('')}`
}

function attachment(id: number, number: number): string {
  const [year, month] = yearMonth(number)
  const file = `${year}/${month}/picture-${number}.jpg`
  const metadata =
    `a:4:{s:5:"width";i:1200;s:6:"height";i:800;s:4:"file";s:${file.length}:"${file}` +
    '";s:5:"sizes";a:1:{s:6:"medium";a:3:{s:4:"file";s:23:"x";s:5:"width";i:300;s:6:"height";i:200;}}}'
  return item(
    {
      id,
      title: `picture-${number}`,
      link: `${site}/picture-${number}/`,
      slug: `picture-${number}`,
      number,
      type: 'attachment',
      status: 'inherit',
      content: '',
      excerpt: `Caption of picture ${number}`,
    },
    `<wp:attachment_url>${cdata(`${site}/wp-content/uploads/${file}`)}</wp:attachment_url>` +
      `${meta('_wp_attached_file', file)}${meta('_wp_attachment_metadata', metadata)}` +
      `${meta('_wp_attachment_image_alt', `A boat, number ${number}`)}`,
  )
}

function post(id: number, number: number, random: () => number, comments: string): string {
  const [year, month] = yearMonth(number)
  const slug = `${pick(random)}-${pick(random)}-${number}`
  const content = number % 4 === 3 ? classicContent(random, number) : blockContent(random, number)
  const [topic, tag] = [number % categories, number % tags]
  const description = number % 3 === 0 ? meta('_yoast_wpseo_metadesc', sentence(random)) : ''
  const rest = `<category domain="category" nicename="topic-${topic}">${cdata(`Topic &amp; ${name(topic)}`)}</category>
<category domain="post_tag" nicename="tag-${tag}">${cdata(`tag ${tag}`)}</category>
${meta('_thumbnail_id', String(id - 1))}${meta('_edit_last', '1')}${description}${comments}`
  return item(
    {
      id,
      title: `${capital(sentence(random, 7).slice(0, -1))}`,
      link: `${site}/${year}/${month}/${slug}/`,
      slug,
      number,
      type: 'post',
      status: 'publish',
      content,
      excerpt: '',
    },
    rest,
  )
}

type Item = {
  id: number
  title: string
  link: string
  slug: string
  number: number
  type: string
  status: string
  content: string
  excerpt: string
}

function item({ id, title, link, slug, number, type, status, content, excerpt }: Item, rest: string): string {
  const at = Date.UTC(2010, 0, 1) + number * 3_600_000
  const written = (moment: number) => new Date(moment).toISOString().slice(0, 19).replace('T', ' ')
  return `<item>
<title>${cdata(title)}</title><link>${link}</link><pubDate>${new Date(at).toUTCString()}</pubDate>
<dc:creator>${cdata(`author${number % authors}`)}</dc:creator>
<guid isPermaLink="false">${site}/?p=${id}</guid><description></description>
<content:encoded>${cdata(content)}</content:encoded><excerpt:encoded>${cdata(excerpt)}</excerpt:encoded>
<wp:post_id>${id}</wp:post_id><wp:post_date>${cdata(written(at - 5 * 3_600_000))}</wp:post_date>
<wp:post_date_gmt>${cdata(written(at))}</wp:post_date_gmt>
<wp:post_modified>${cdata(written(at - 4 * 3_600_000))}</wp:post_modified>
<wp:post_modified_gmt>${cdata(written(at + 3_600_000))}</wp:post_modified_gmt>
<wp:comment_status>open</wp:comment_status><wp:ping_status>open</wp:ping_status>
<wp:post_name>${cdata(slug)}</wp:post_name><wp:status>${cdata(status)}</wp:status>
<wp:post_parent>0</wp:post_parent><wp:menu_order>0</wp:menu_order><wp:post_type>${cdata(type)}</wp:post_type>
<wp:post_password></wp:post_password><wp:is_sticky>0</wp:is_sticky>
${rest}
</item>
`
}

function blockContent(random: () => number, number: number): string {
  const [year, month] = yearMonth(number)
  const blocks = [
    paragraph(random),
    paragraph(random),
    '<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->',
    `<!-- wp:heading -->\n<h2>${capital(pick(random))} and ${pick(random)}</h2>\n<!-- /wp:heading -->`,
  ]
  for (let index = 0; index < 4 + Math.floor(random() * 8); index++) blocks.push(paragraph(random))
  blocks.push(
    `<!-- wp:image {"id":${1000 + number * 2},"sizeSlug":"large"} -->\n` +
      '<figure class="wp-block-image size-large">' +
      `<img src="${site}/wp-content/uploads/${year}/${month}/picture-${number}-1024x683.jpg" alt="A boat" ` +
      `class="wp-image-${1000 + number * 2}"/>` +
      `<figcaption class="wp-element-caption">${sentence(random)}</figcaption></figure>\n<!-- /wp:image -->`,
  )
  blocks.push(
    '<!-- wp:quote -->\n<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n' +
      `<p>${sentence(random)}</p>\n` +
      `<!-- /wp:paragraph --><cite>Ilse ${capital(pick(random))}, ${pick(random)} keeper</cite></blockquote>\n` +
      '<!-- /wp:quote -->',
  )
  const items = [1, 2, 3].map(() => `<!-- wp:list-item -->\n<li>${sentence(random, 6)}</li>\n<!-- /wp:list-item -->`)
  blocks.push(`<!-- wp:list -->\n<ul>${items.join('')}</ul>\n<!-- /wp:list -->`)
  if (number % 10 === 0)
    blocks.push(
      `<!-- wp:embed {"url":"https://www.youtube.com/watch?v=video${String(number).padStart(6, '0')}` +
        '","type":"video","providerNameSlug":"youtube"} -->\n' +
        '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n' +
        `https://www.youtube.com/watch?v=video${String(number).padStart(6, '0')}\n</div></figure>\n` +
        '<!-- /wp:embed -->',
    )
  if (number > 0)
    blocks.push(
      '<!-- wp:paragraph -->\n' +
        `<p><a href="${site}/?p=${1001 + (number - 1) * 2}">${capital(pick(random))}</a> ` +
        `${sentence(random)}</p>\n<!-- /wp:paragraph -->`,
    )
  return blocks.join('\n\n')
}

function classicContent(random: () => number, number: number): string {
  const paragraphs = Array.from(
    { length: 6 + Math.floor(random() * 8) },
    () => `${sentence(random)}\n${sentence(random)} <strong>${pick(random)}</strong> ${sentence(random)}`,
  )
  paragraphs.splice(
    2,
    0,
    '<!--more-->',
    `[caption id="attachment_${1000 + number * 2}" align="alignright" width="300"]<img ` +
      `src="${site}/wp-content/uploads/${yearMonth(number).join('/')}/picture-${number}-300x200.jpg" alt="" ` +
      `width="300" height="200" /> ${sentence(random)}[/caption]`,
  )
  return paragraphs.join('\n\n')
}

function paragraph(random: () => number): string {
  const sentences = Array.from({ length: 3 + Math.floor(random() * 4) }, () => sentence(random))
  return `<!-- wp:paragraph -->\n<p>${sentences.join(' ')}</p>\n<!-- /wp:paragraph -->`
}

function commentXml(id: number, index: number, number: number, random: () => number): string {
  const at = new Date(Date.UTC(2010, 0, 1) + number * 3_600_000 + (id % 86_400_000))
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
  return (
    `<wp:comment><wp:comment_id>${id}</wp:comment_id>` +
    `<wp:comment_author>${cdata(`Reader ${id % 5000}`)}</wp:comment_author>` +
    `<wp:comment_author_email>${cdata(`reader${id % 5000}@example.org`)}</wp:comment_author_email>` +
    '<wp:comment_author_url></wp:comment_author_url>' +
    `<wp:comment_author_IP>${cdata('192.0.2.1')}</wp:comment_author_IP>` +
    `<wp:comment_date>${cdata(at)}</wp:comment_date><wp:comment_date_gmt>${cdata(at)}</wp:comment_date_gmt>` +
    `<wp:comment_content>${cdata(`${sentence(random)} ${sentence(random)}`)}</wp:comment_content>` +
    `<wp:comment_approved>${cdata(id % 11 === 0 ? '0' : '1')}</wp:comment_approved>` +
    `<wp:comment_type>${cdata('comment')}</wp:comment_type>` +
    `<wp:comment_parent>${index > 0 && index % 2 === 1 ? id - 1 : 0}</wp:comment_parent>` +
    '<wp:comment_user_id>0</wp:comment_user_id></wp:comment>\n'
  )
}

function sentence(random: () => number, length = 12): string {
  return `${capital(Array.from({ length: length - 3 + Math.floor(random() * 6) }, () => pick(random)).join(' '))}.`
}

function pick(random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? 'harbour'
}

function name(number: number): string {
  return capital(words[number % words.length] ?? 'harbour')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function meta(key: string, value: string): string {
  return (
    `<wp:postmeta><wp:meta_key>${cdata(key)}</wp:meta_key><wp:meta_value>${cdata(value)}</wp:meta_value>` +
    '</wp:postmeta>\n'
  )
}

function cdata(text: string): string {
  return `<![CDATA[${text}]]>`
}

function yearMonth(number: number): [string, string] {
  const date = new Date(Date.UTC(2010, 0, 1) + number * 3_600_000)
  return [String(date.getUTCFullYear()), String(date.getUTCMonth() + 1).padStart(2, '0')]
}

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      posts: { type: 'string' },
      megabytes: { type: 'string' },
      comments: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [file] = positionals
  if (file === undefined)
    throw new Error('Usage: node bench/wxr-generate.ts FILE [--posts N | --megabytes N] [--comments N] [--seed N]')
  const bytes = values.megabytes === undefined ? undefined : Number(values.megabytes) * 1_000_000
  await writeExport(file, {
    posts: Number(values.posts ?? (bytes === undefined ? 10_000 : 100_000_000)),
    ...(bytes === undefined ? {} : { bytes }),
    commentsPerPost: Number(values.comments),
    seed: Number(values.seed),
  })
}
