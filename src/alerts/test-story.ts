/** What a test mail is made from: the story that readers have, or its draft. */
import { articleById } from '../articles/store.ts'
import { findingsIn, inTrash } from '../editing/gate.ts'
import { findingWords } from '../editing/phrases.ts'
import { previewedArticle, previewedForFeeds } from '../editing/preview-article.ts'
import { makePreviewLink } from '../editing/preview-link.ts'
import { notDone as storyNotDone } from '../editing/refusals.ts'
import { noSuchStory } from '../editing/story-for.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { readCopy } from '../working-copies/read-copy.ts'
import type { Alert } from './alert.ts'
import { asMailStory, mailStory, type MailStory } from './mail/mail-story.ts'
import { notDone } from './refusals.ts'

/** `language`: of whoever is told why there is none. */
type Asking = { alert: Alert; language: string }

/**
 * The draft takes the place of the published story where the alert waits for its publication, and leads to a signed
 * preview: nobody can open anything else of it.
 */
export async function testStory(house: House, actor: Actor, asking: Asking): Promise<MailStory | Failure> {
  const { articleId, mailBody, plannedAt } = asking.alert
  const isWhole = mailBody === 'story'
  const live = plannedAt === null ? await mailStory(house, articleId, { isWhole }) : undefined
  if (live !== undefined) return live
  const stopped = await whyUnpublishable(house, asking)
  if (stopped !== undefined) return stopped
  const draft = await previewedArticle(house, articleId)
  if (isFailure(draft)) return draft
  const link = await makePreviewLink(house, actor, { articleId, days: 1 })
  if (isFailure(link)) return link
  return asMailStory(house, await previewedForFeeds(house, draft), { isWhole, url: link.url })
}

/** As the gate would say it, of the story alone: when it may go out, and who must approve it, matters to no test. */
async function whyUnpublishable(house: House, { alert, language }: Asking): Promise<Failure | undefined> {
  const row = await articleById(house.db, alert.articleId)
  if (row?.state === 'trashed') return storyNotDone('in-trash', 'conflict', inTrash)
  const copy = await readCopy(house, alert.articleId)
  if (copy === undefined) return noSuchStory
  const blocking = (await findingsIn(house, copy)).filter(({ severity }) => severity === 'blocking')
  if (blocking.length === 0) return undefined
  const said = (tongue: string) =>
    [...new Set(blocking.map((finding) => findingWords(finding, tongue)))].slice(0, 3).join(' ')
  const words = `The mail is made from the story, and that cannot be published as it is: ${said('en')}`
  return notDone('test-needs-story', 'conflict', words, { params: { reason: said(language) } })
}
