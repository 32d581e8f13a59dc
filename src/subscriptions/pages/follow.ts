import { articleTag } from '../../articles/tags.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest, PrivateAnswer, TellingFormRequest } from '../../kit/http/answers.ts'
import { line, list } from '../../kit/http/fields.ts'
import type { Markup } from '../../kit/markup.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import { formatTime, type Locale } from '../../kit/times.ts'
import { currentVapidKey } from '../../kit/web-push/keys.ts'
import { vapidTag } from '../../kit/web-push/tags.ts'
import { editionFor, editionsOf, type Edition } from '../../layout/editions.ts'
import { localeOf, publicationOf } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { newReaderId } from '../../readers/readers.ts'
import { topicBySlug } from '../../topics/store.ts'
import { menuTag } from '../../topics/tags.ts'
import { alertPhrases } from '../phrases.ts'
import { saidOf } from '../said.ts'
import { followableStory, namesOfChosen, type Followable } from '../store.ts'
import { subscribe, type Subscribed, type Subscribing } from '../subscribe.ts'
import { isPace, maxTopics, type ChoiceFaults, type Choices } from '../subscriber.ts'
import { followPage, sentPage, type FollowView } from '../views/follow.ts'
import { digestWords, offeredTopics } from './offered.ts'

/** `topic` by its slug, `story` by its public id: what is preselected. */
export const followQueries = ['topic', 'story']

/** `GET /-/alerts` */
export async function showFollow(house: House, request: PageRequest): Promise<Answer> {
  return showFollowIn(house, request, editionsOf(house)[0])
}

/** `GET /:language/-/alerts` */
export async function showFollowIn(house: House, { query }: PageRequest, edition: Edition): Promise<Answer> {
  const [topic, storyId] = [query.get('topic'), query.get('story')]
  const chosen = topic === null ? undefined : await topicBySlug(house.db, topic)
  const story = await storyOf(house, storyId ?? '')
  const topicIds = chosen === undefined ? [] : [chosen.id]
  const tags: Tag[] = [menuTag, vapidTag, ...(story === undefined ? [] : [articleTag(story.articleId)])]
  const view = {
    allTopics: topicIds.length === 0 && story === undefined,
    topicIds,
    pace: 'all',
    breakingAtOnce: true,
    story: story && { ...story, publicId: storyId ?? '', isChosen: true },
  } as const
  return followAnswer(house, edition, { ...view, email: '', faults: {} }, { status: 200, tags })
}

type Given = Omit<FollowView, 'paper' | 'topics' | 'digests' | 'pushKey' | 'feeds'>

async function followAnswer(
  house: House,
  edition: Edition,
  given: Given,
  { status, tags }: { status: number; tags?: readonly Tag[] },
): Promise<Answer> {
  const { locale, name: paper, feeds } = await publicationOf(house, edition)
  const offered = { topics: await offeredTopics(house, given.topicIds), digests: digestWords(house) }
  const view = { ...given, ...offered, paper, feeds, pushKey: currentVapidKey(house.secrets).publicKey }
  const title = alertPhrases(locale.language).title(paper)
  const main = followPage(view, locale)
  const own = { js: house.assets.push.js }
  return renderSimplePage(house, { status, title, main, edition, own, ...(tags && { tags }) })
}

async function storyOf(house: House, publicId: string): Promise<Followable | undefined> {
  return publicId === '' ? undefined : (await followableStory(house.db, publicId))[0]
}

/** Of `POST /-/alerts` */
export const followFields = {
  what: line(10, { marks: 0 }),
  topic: list(maxTopics, 20, { marks: 0 }),
  story: line(40, { marks: 0 }),
  pace: line(20, { marks: 0 }),
  breaking: line(5, { marks: 0 }),
  language: line(35, { marks: 0 }),
  timeZone: line(60, { marks: 0 }),
  email: line(500),
}

type FollowRequest = TellingFormRequest<typeof followFields>

/**
 * `POST /-/alerts`: sends a link. It needs no pass: sent twice, or by another site, it does no more than anybody can
 * ask for with an address, and that is counted.
 */
export async function postFollow(house: House, request: FollowRequest): Promise<PrivateAnswer> {
  const { form, faults, readerId = newReaderId() } = request
  const edition = editionFor(house, form.language)
  const locale = localeOf(house, edition)
  const story = await storyOf(house, form.story)
  const choices = choicesOf(request, locale, story)
  const again = (at: Given['faults'], status: number) =>
    formAgain(house, request, { choices, edition, story, at, status })
  const { fault } = alertPhrases(locale.language)
  if (faults.email !== undefined) return again({ email: fault.email.invalid }, 422)
  if (faults.topic !== undefined) return again({ topics: fault.topics['too-many'] }, 422)
  if (!isPace(form.pace)) return again({ pace: fault.pace }, 422)
  if (form.email.trim() === '') return again({ email: fault.email.missing }, 422)
  const words = await mailWords(house, choices, locale)
  const asked = await subscribe(house, { address: form.email, choices, readerId, from: request.address, words })
  if (asked.outcome !== 'sent') return again(faultsOf(asked, locale), asked.outcome === 'too-often' ? 429 : 422)
  const { heading } = alertPhrases(locale.language).sent
  const main = sentPage(`${locale.prefix ?? ''}/-/alerts`, locale)
  return { ...(await renderSimplePage(house, { status: 200, title: heading, main, edition })), setReaderId: readerId }
}

function choicesOf({ form }: FollowRequest, { language, timeZone }: Locale, story: Followable | undefined): Choices {
  return {
    language,
    timeZone: form.timeZone === '' ? timeZone : form.timeZone,
    pace: isPace(form.pace) ? form.pace : 'all',
    breakingAtOnce: form.breaking !== '',
    allTopics: form.what === 'all',
    topicIds: form.what === 'all' ? [] : numbersOf(form.topic),
    threadIds: story === undefined ? [] : [story.articleId],
  }
}

/** Ids as boxes send them. */
export function numbersOf(values: readonly string[]): number[] {
  return values.filter((value) => /^[1-9]\d{0,14}$/u.test(value)).map(Number)
}

function faultsOf(asked: Exclude<Subscribed, { outcome: 'sent' }>, locale: Locale): Given['faults'] {
  const { fault, tooOften } = alertPhrases(locale.language)
  if (asked.outcome === 'refused') return choiceWords(asked.faults, locale)
  if (asked.outcome === 'too-often') return { email: tooOften[asked.by](formatTime(asked.againAt, 'full', locale)) }
  return { email: fault.email.invalid }
}

function choiceWords({ topics, pace, timeZone }: ChoiceFaults, { language }: Locale): Given['faults'] {
  const { fault } = alertPhrases(language)
  return {
    ...(topics !== undefined && { topics: fault.topics[topics === 'too-many' ? topics : 'nothing'] }),
    ...(pace !== undefined && { pace: fault.pace }),
    // A hidden field that only a bot fills in.
    ...(timeZone !== undefined && { pace: fault.timeZone }),
  }
}

type Again = {
  choices: Choices
  edition: Edition
  story: Followable | undefined
  at: Given['faults']
  status: number
}

/** The form as it was filled in, with each error at its field. */
async function formAgain(house: House, request: FollowRequest, again: Again): Promise<PrivateAnswer> {
  const { choices, edition, story, at, status } = again
  const email: string | Markup = request.faults.email?.sent ?? request.form.email
  const { topicIds, allTopics, breakingAtOnce } = choices
  const pace = isPace(request.form.pace) ? request.form.pace : undefined
  const shown = story && { ...story, publicId: request.form.story, isChosen: true }
  const given = { topicIds, allTopics, breakingAtOnce, pace, story: shown, email, faults: at }
  return followAnswer(house, edition, given, { status })
}

async function mailWords(house: House, choices: Choices, locale: Locale): Promise<Subscribing['words']> {
  const { mail } = alertPhrases(locale.language)
  const paper = house.settings.current().identity.name
  const said = saidOf({ ...choices, ...(await namesOfChosen(house.db, choices)) }, locale)
  const chosen = said.map((one) => `– ${one}`).join('\n')
  return {
    confirm: { subject: mail.confirmSubject(paper), text: (link) => mail.confirmText({ paper, chosen, link }) },
    known: { subject: mail.knownSubject(paper), text: (link) => mail.knownText({ paper, link }) },
  }
}
