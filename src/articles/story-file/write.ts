import { stringify } from 'yaml'
import { renderMarkdown } from '../render/markdown.ts'
import type { Story } from './story.ts'
import { writeMarkdown } from './syntax.ts'

/** A story as the file that `parseStory` reads back as the same story, up to the ids of its blocks. */
export function writeStory(story: Story): string {
  const body = writeMarkdown({ type: 'root', children: renderMarkdown(story.document, story.polls) })
  return `---\n${stringify(frontMatter(story), { lineWidth: 0, schema: 'core' })}---\n\n${body}`
}

function frontMatter({ picture, commentsOpen, commentsHeld, ...story }: Story): Record<string, unknown> {
  const seo = { ...filled('title', story.seoTitle), ...filled('description', story.seoDescription) }
  return {
    headline: story.headline,
    ...(story.shortHeadline !== undefined && { 'short headline': story.shortHeadline }),
    ...filled('kicker', story.kicker),
    ...filled('standfirst', story.standfirst),
    ...filled('topics', story.topics),
    ...filled('byline', story.byline),
    ...(picture && {
      picture: {
        src: picture.src,
        alt: picture.alt,
        ...filled('caption', picture.caption),
        ...filled('credit', picture.credit),
        ...(picture.focus && { focus: [picture.focus.x, picture.focus.y] }),
      },
    }),
    ...(story.publishedAt !== undefined && { published: new Date(story.publishedAt).toISOString() }),
    ...(story.updatedAt !== undefined && { updated: new Date(story.updatedAt).toISOString() }),
    ...(story.status === 'draft' && { status: 'draft' }),
    ...(story.language !== undefined && { language: story.language }),
    ...(story.slug !== undefined && { slug: story.slug }),
    ...filled('translations', story.translations),
    ...filled('call to comment', story.callToComment),
    ...(commentsHeld && { comments: 'held' }),
    ...(!commentsOpen && { comments: 'closed' }),
    ...(story.disclosure !== undefined && { disclosure: story.disclosure }),
    ...(story.related !== undefined && { related: story.related }),
    ...(Object.keys(seo).length > 0 && { seo }),
    ...(story.corrections && {
      corrections: story.corrections.map(({ kind, madeAt, words }) => ({
        ...(kind !== 'correction' && { kind }),
        date: new Date(madeAt).toISOString(),
        text: words,
      })),
    }),
  }
}

function filled(key: string, value: string | string[]): Record<string, unknown> {
  return value.length > 0 ? { [key]: value } : {}
}
