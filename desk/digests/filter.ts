/** What the screen of digests shows beside the paper's own: it stands in the address. */
export type DigestFilter = { reader?: string }

export function readDigestFilter({ reader }: Record<string, unknown>): DigestFilter {
  return typeof reader === 'string' && reader !== '' ? { reader: reader.slice(0, 100) } : {}
}
