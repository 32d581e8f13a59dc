import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { readHtml } from '../kit/html-reader.ts'
import { NetRefusal } from '../kit/net.ts'
import { isFailure } from '../kit/outcome.ts'
import { takeInFrom } from '../media/take-in-from.ts'
import { assertCan } from '../staff/acts.ts'
import { embedOf } from './embeds.ts'

/** `still`: the public id of a picture of ours. `warning`: what could not be had, in words. */
export type LookedUp = { provider: string; title: string; still: string | null; warning: string | null }

/** Of a page only its head is wanted. */
const maxPageBytes = 2_000_000

/**
 * What stands for an embed until a reader clicks: its title and picture, asked of that place once, by the server, so
 * that no reader's browser asks there (Open Graph, ogp.me).
 */
export async function lookUpEmbed(house: House, actor: Actor, { url }: { url: string }): Promise<LookedUp> {
  assertCan(actor, 'article.write')
  const { provider } = embedOf(url)
  const nothing = { provider, title: '', still: null }
  try {
    const page = await house.fetch(url, { maxBytes: maxPageBytes, headers: { Accept: 'text/html' } })
    if (page.status !== 200) return { ...nothing, warning: `${new URL(url).host} answered with ${page.status}.` }
    const { title, image } = headOf(page.bytes.toString('utf8'))
    const address = image === undefined || !URL.canParse(image, page.url) ? undefined : new URL(image, page.url).href
    if (address === undefined) return { ...nothing, title, warning: 'The page names no picture of itself.' }
    const taken = await takeInFrom(house, actor, { url: address })
    return isFailure(taken)
      ? { ...nothing, title, warning: taken.words }
      : { provider, title, still: taken.publicId, warning: null }
  } catch (error) {
    if (error instanceof NetRefusal) return { ...nothing, warning: error.message }
    throw error
  }
}

/** What a page says of itself: the first of each. */
function headOf(source: string): { title: string; image: string | undefined } {
  const said = new Map<string, string>()
  let isTitle = false
  let title = ''
  readHtml(source, {
    onopentag(name, { property, name: called, content }) {
      isTitle = name === 'title' && title === ''
      const key = property ?? called ?? ''
      if (name === 'meta' && content !== undefined && !said.has(key)) said.set(key, content)
    },
    ontext(text) {
      if (isTitle) title += text
    },
    onclosetag() {
      isTitle = false
    },
  })
  const words = said.get('og:title') ?? said.get('twitter:title') ?? title
  return {
    title: words.replaceAll(/\s+/gu, ' ').trim().slice(0, 300),
    image: said.get('og:image') ?? said.get('twitter:image'),
  }
}
