import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import type { FormRequest, PrivateAnswer, ReaderRequest } from '../../kit/http/answers.ts'
import type { Locale } from '../../kit/times.ts'
import type { Edition } from '../../layout/editions.ts'
import { localeOf } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { messagePage, type MessageView } from '../../layout/views/messages.ts'
import { wordsOf } from '../../layout/words.ts'
import { homeOfPoll } from '../../polls/home.ts'
import { pollPhrases } from '../../polls/phrases.ts'
import { pollTerms } from '../../polls/read-poll.ts'
import { confirmAddress, confirmationByToken } from '../../readers/confirm-address.ts'
import { newReaderId } from '../../readers/readers.ts'
import type { Purpose } from '../../readers/store.ts'
import { confirmAddressPage } from './views/reader.ts'

/**
 * `GET /-/confirm/:token`: a page with a button. Following the link confirms nothing: mail scanners follow links too.
 */
export async function showConfirmation(house: House, { params, readerId }: ReaderRequest): Promise<PrivateAnswer> {
  const token = params.token ?? ''
  const found = await confirmationByToken(house.db, token)
  if (found === undefined) throw unknownLink(house)
  const goal = await goalOf(house, found.purpose)
  const isHere = readerId !== undefined && readerId === found.readerId
  if (found.usedAt !== null) return isHere ? confirmedAnswer(house, goal) : usedAnswer(house, goal)
  if (found.expiresAt <= house.clock.now()) return expiredAnswer(house, goal)
  const { locale, edition, question } = goal
  const view = { token, address: found.address ?? '', askedAt: found.askedAt, isHere, question }
  const title = wordsOf(locale.language).reader.confirm.heading
  return renderSimplePage(house, { status: 200, title, main: confirmAddressPage(view, locale), ...edition })
}

/** `POST /-/confirm/:token`: for the browser that presses, which may never have been here before. */
export async function postConfirmation(house: House, request: FormRequest): Promise<PrivateAnswer> {
  const token = request.params.token ?? ''
  const found = await confirmationByToken(house.db, token)
  const readerId = request.readerId ?? newReaderId()
  const outcome = await confirmAddress(house, { token, readerId })
  if (found === undefined || outcome === 'unknown') throw unknownLink(house)
  const goal = await goalOf(house, found.purpose)
  if (outcome === 'expired') return expiredAnswer(house, goal)
  if (outcome === 'used') return usedAnswer(house, goal)
  return { ...(await confirmedAnswer(house, goal)), setReaderId: readerId }
}

/** What an address is confirmed for, and in which language that is spoken of. */
type Goal = { locale: Locale; edition: { edition?: Edition }; question?: string; links?: MessageView['links'] }

async function goalOf(house: House, { kind, subject }: Purpose): Promise<Goal> {
  const poll = kind === 'vote' ? await pollTerms(house, subject) : undefined
  if (poll === undefined) return { locale: localeOf(house), edition: {} }
  const { locale, edition } = await homeOfPoll(house, poll)
  const links = [{ label: pollPhrases(locale.language).toPoll, href: `/polls/${poll.publicId}` }]
  return { locale, edition: { edition }, question: poll.question, links }
}

function confirmedAnswer(house: House, goal: Goal): Promise<PrivateAnswer> {
  return message(house, 200, { ...wordsOf(goal.locale.language).reader.confirmed, links: goal.links }, goal)
}

function usedAnswer(house: House, goal: Goal): Promise<PrivateAnswer> {
  return message(house, 410, { ...wordsOf(goal.locale.language).reader.used, links: goal.links }, goal)
}

function expiredAnswer(house: House, goal: Goal): Promise<PrivateAnswer> {
  return message(house, 410, { ...wordsOf(goal.locale.language).reader.expired, links: goal.links }, goal)
}

function message(house: House, status: number, said: MessageView, { locale, edition }: Goal): Promise<PrivateAnswer> {
  return renderSimplePage(house, { status, title: said.heading, main: messagePage(said, locale), ...edition })
}

function unknownLink(house: House): Refusal {
  return new Refusal('not-found', wordsOf(localeOf(house).language).reader.unknownLink)
}
