import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { sendAlone, undoApproval } from '../src/alerts/approve-alert.ts'
import { proveAlert } from '../src/alerts/prove.ts'
import { alertBy } from '../src/alerts/store.ts'
import { publishedArticle } from '../src/articles/published-store.ts'
import { operator } from '../src/kit/db/schema.ts'
import { anAlertHouse, aProposedAlert, aStory } from './alerting.ts'
import { engines } from './databases.ts'

const reason = 'The dam has broken and nobody else is awake.'

test.each(engines)('a look that began before the decision cuts nobody’s seconds short, on %s', async (engine) => {
  const { house, site, editor, publisher, close } = await anAlertHouse(engine)
  const story = await aStory(house)
  const { id, hash } = await aProposedAlert(editor, story.publicId)
  await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })
  const alertId = (await alertBy(house.db, id))?.id ?? 0
  const updatedAt = (await publishedArticle(house.db, story.id))?.updatedAt ?? 0
  const page = `<meta property="article:modified_time" content="${new Date(updatedAt).toISOString()}">`
  // The page comes slowly: meanwhile it is undone, and the same words are sent by somebody alone.
  await site[Symbol.asyncDispose]()
  const slow = createServer(async (_request, response) => {
    await undoApproval(house, operator, { alertId })
    await sendAlone(house, operator, { alertId, hash, reason })
    response.end(page)
  }).listen(Number(new URL(house.config.origin).port), '127.0.0.1')
  await once(slow, 'listening')
  await proveAlert(house, { alertId, attempt: 0 })
  const sendAt = house.clock.now() + 10_000
  expect(await alertBy(house.db, id)).toMatchObject({ state: 'approved', overrideReason: reason, sendAt, sentAt: null })
  expect(await undoApproval(house, operator, { alertId })).toMatchObject({ outcome: 'undone' })
  slow.close()
  await close()
})
