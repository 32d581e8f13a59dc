/** In the head of a page that can be embedded. */
export function oembedLinks(url: string, title: string): { type: string; href: string; title: string }[] {
  const href = (format: string) => `/oembed?url=${encodeURIComponent(url)}&format=${format}`
  return [
    { type: 'application/json+oembed', href: href('json'), title },
    { type: 'text/xml+oembed', href: href('xml'), title },
  ]
}
