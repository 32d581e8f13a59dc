/** An export of https://paper.example, of items that are given in WordPress's own elements. */
export type Item = { [element: string]: string | number | undefined } & { raw?: string }

export function anExport(items: readonly Item[], { home = 'https://paper.example', channel = '' } = {}): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"',
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    'xmlns:wp="http://wordpress.org/export/1.2/"><channel>',
    `<title>The Paper</title><link>${home}</link><language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version>`,
    `<wp:base_site_url>${home}</wp:base_site_url><wp:base_blog_url>${home}</wp:base_blog_url>${channel}`,
    ...items.map((item) => itemOf(item)),
    '</channel></rss>',
  ].join('\n')
}

const usual = { 'wp:post_type': 'post', 'wp:status': 'publish', 'content:encoded': 'The words.' }

function itemOf({ raw = '', ...elements }: Item): string {
  const all = Object.entries({ ...usual, ...elements }).filter(([, value]) => value !== undefined)
  return `<item>${all.map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}${raw}</item>`
}

/** A story published on a day of May 2024, with all that WordPress writes of it. */
export function aStory(number: number, more: Item = {}): Item {
  const title = `Story ${number}`
  return {
    title,
    link: `https://paper.example/2024/05/story-${number}/`,
    guid: `https://paper.example/?p=${number}`,
    'wp:post_id': number,
    'wp:post_date': `2024-05-${String(number).padStart(2, '0')} 10:00:00`,
    'wp:post_date_gmt': `2024-05-${String(number).padStart(2, '0')} 10:00:00`,
    'wp:post_name': `story-${number}`,
    ...more,
  }
}

export function meta(key: string, value: string): string {
  return (
    `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value>` +
    '</wp:postmeta>'
  )
}

export function term(taxonomy: string, slug: string, name: string): string {
  return `<category domain="${taxonomy}"${slug === '' ? '' : ` nicename="${slug}"`}><![CDATA[${name}]]></category>`
}

export function comment(
  id: number | '',
  words: string,
  more: { parent?: number; at?: string; author?: string } = {},
): string {
  const { parent = 0, at = '2024-05-20 10:00:00', author = 'A reader' } = more
  return `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author>${author}</wp:comment_author>
<wp:comment_date>${at}</wp:comment_date><wp:comment_date_gmt>${at}</wp:comment_date_gmt>
<wp:comment_content><![CDATA[${words}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type><wp:comment_parent>${parent}</wp:comment_parent></wp:comment>`
}
