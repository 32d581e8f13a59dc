import { z } from 'zod'
import { subjectFor } from '../../articles/own-store.ts'
import { noStory } from '../../articles/refusals.ts'
import { renderText } from '../../articles/render/text.ts'
import { staffArticleBy } from '../../articles/staff-store.ts'
import { previewedArticle, previewedForFeeds, type Previewed } from '../../editing/preview-article.ts'
import { entryOfStory } from '../../feeds/stories.ts'
import type { House } from '../../kit/house.ts'
import { apiRoute } from '../../kit/http/guards/api.ts'
import { isFailure } from '../../kit/outcome.ts'
import { absolute } from '../../layout/publication.ts'
import { assertCan } from '../../staff/acts.ts'
import { storyHead } from '../story/head.ts'
import { partsOfStory } from '../story/set-story.ts'

const image = z.object({ url: z.string(), width: z.int(), height: z.int(), alt: z.string() })

export const previewOperations = [
  apiRoute(
    {
      method: 'GET',
      path: '/api/v1/articles/:id/preview',
      id: 'previewArticle',
      summary: 'How the working copy would look to search engines, networks, mail and feed readers',
      act: 'article.read',
      reply: z.object({
        page: z.string().meta({ description: 'The path of the page itself, for whoever is signed in.' }),
        search: z.object({ title: z.string(), url: z.string(), description: z.string() }),
        card: z.object({
          title: z.string(),
          description: z.string(),
          site: z.string(),
          image: image.nullable().meta({
            description: 'Null where a card would be drawn: that is done when the story is published.',
          }),
        }),
        text: z.string(),
        feed: z.object({ title: z.string(), summary: z.string(), html: z.string(), authors: z.array(z.string()) }),
      }),
      failures: ['unknown', 'conflict'],
    },
    async (house, { actor, params }) => {
      const row = await staffArticleBy(house.db, params.id ?? '')
      if (row === undefined) return noStory(params.id ?? '')
      assertCan(actor, 'article.read', await subjectFor(house.db, actor, 'article.read', row.id))
      const story = await previewedArticle(house, row.id)
      if (isFailure(story)) return story
      return { page: `/desk/preview/${row.publicId}`, ...(await formsOf(house, story)) }
    },
  ),
]

async function formsOf(house: House, story: Previewed) {
  const { parts, publication } = await partsOfStory(house, story)
  const { title, description, canonical = '', openGraph } = storyHead(house, publication, parts)
  const { headline, standfirst, path } = story.article
  const picture = openGraph?.image
  const isDrawn = picture?.url.startsWith(absolute(house, '/-/share/')) ?? true
  const { title: entryTitle, summary, html, authors } = await entryOfStory(house, await previewedForFeeds(house, story))
  return {
    search: { title: `${title} · ${publication.name}`, url: canonical || absolute(house, path), description },
    card: {
      title: openGraph?.title ?? headline,
      description,
      site: publication.name,
      image: isDrawn || picture === undefined ? null : picture,
    },
    text: [headline, standfirst, renderText(parts.document, story.article.language)]
      .filter((part) => part !== '')
      .join('\n\n'),
    feed: { title: entryTitle, summary, html, authors: [...authors] },
  }
}
