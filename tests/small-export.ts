export type SmallExport = {
  categories: { slug: string; parent?: string }[]
  tags: string[]
  posts: { id: number; path: string; content: string; oldSlug?: string }[]
}

/** An export of WordPress with the least that it may hold, of a site at https://alt.example. */
export function smallExport({ categories, tags, posts }: SmallExport): string {
  const namespaces = [
    'excerpt="http://wordpress.org/export/1.2/excerpt/"',
    'content="http://purl.org/rss/1.0/modules/content/"',
    'dc="http://purl.org/dc/elements/1.1/"',
    'wp="http://wordpress.org/export/1.2/"',
  ]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<rss version="2.0" ${namespaces.map((namespace) => `xmlns:${namespace}`).join(' ')}><channel>`,
    '<title>Alt</title><link>https://alt.example</link><language>de</language><wp:wxr_version>1.2</wp:wxr_version>',
    '<wp:base_site_url>https://alt.example</wp:base_site_url><wp:base_blog_url>https://alt.example</wp:base_blog_url>',
    ...categories.map(({ slug, parent = '' }, index) =>
      element('wp:category', {
        'wp:term_id': index + 1,
        'wp:category_nicename': slug,
        'wp:category_parent': parent,
        'wp:cat_name': slug,
      }),
    ),
    ...tags.map((slug, index) =>
      element('wp:tag', { 'wp:term_id': index + 50, 'wp:tag_slug': slug, 'wp:tag_name': slug }),
    ),
    ...posts.map(({ id, path, content, oldSlug }) =>
      element('item', {
        title: `Story ${id}`,
        link: `https://alt.example${path}`,
        guid: `https://alt.example/?p=${id}`,
        'content:encoded': `<![CDATA[<p>${content}</p>]]>`,
        'wp:post_id': id,
        'wp:post_date': `2024-05-0${id} 10:00:00`,
        'wp:post_date_gmt': `2024-05-0${id} 10:00:00`,
        'wp:post_name': path.split('/').at(-2) ?? '',
        'wp:status': 'publish',
        'wp:post_type': 'post',
        ...(oldSlug !== undefined && {
          'wp:postmeta': `<wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>${oldSlug}</wp:meta_value>`,
        }),
      }),
    ),
    '</channel></rss>',
  ].join('\n')
}

function element(name: string, children: Record<string, string | number>): string {
  return `<${name}>${Object.entries(children)
    .map(([child, value]) => `<${child}>${value}</${child}>`)
    .join('')}</${name}>`
}
