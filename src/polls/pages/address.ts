import type { House } from '../../kit/house.ts'
import type { PrivateAnswer, TellingFormRequest } from '../../kit/http/answers.ts'
import { line } from '../../kit/http/fields.ts'
import { formatTime } from '../../kit/times.ts'
import { absolute } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { messagePage } from '../../layout/views/messages.ts'
import { requestConfirmation } from '../../readers/confirm-address.ts'
import { passField, sentPass } from '../../readers/form-pass.ts'
import { knownPoll, type KnownPoll } from '../known-poll.ts'
import { addressAnswer, subjectOf } from './answers.ts'

/** Of `POST /polls/:id/address` */
export const addressFields = { email: line(500), pass: passField }

type AddressRequest = TellingFormRequest<typeof addressFields>

/** `POST /polls/:id/address`: a poll for confirmed addresses sends its link. */
export async function sendAddressLink(house: House, request: AddressRequest): Promise<PrivateAnswer> {
  const poll = await knownPoll(house, request)
  const { form, faults } = request
  const { email } = form
  if (faults.email) {
    const fault = poll.home.phrases[faults.email.code === 'too-long' ? 'addressTooLong' : 'notAnAddress']
    return addressAnswer(house, request, poll, { status: 422, email: faults.email.sent, fault })
  }
  if (request.readerId === undefined || sentPass(house, request, subjectOf(poll)).verdict !== 'ok')
    return addressAnswer(house, request, poll, { status: 403, email })
  const { locale, phrases } = poll.home
  const pollUrl = absolute(house, `/polls/${poll.publicId}`)
  const asked = await requestConfirmation(house, {
    address: email,
    purpose: { kind: 'vote', subject: poll.publicId },
    readerId: request.readerId,
    from: request.address,
    words: { subject: phrases.linkSubject(poll.question), text: (link) => phrases.linkText({ link, poll: pollUrl }) },
  })
  if (asked.outcome === 'not-an-address')
    return addressAnswer(house, request, poll, { status: 422, email, fault: phrases.notAnAddress })
  if (asked.outcome === 'too-often')
    return addressAnswer(house, request, poll, {
      status: 429,
      email,
      fault: phrases.askedTooOften[asked.by](formatTime(asked.againAt, 'full', locale)),
    })
  return linkSent(house, request, poll)
}

async function linkSent(house: House, { wantsJson }: AddressRequest, poll: KnownPoll): Promise<PrivateAnswer> {
  const { edition, locale, phrases } = poll.home
  if (wantsJson) return { kind: 'json', status: 200, json: { outcome: 'link-sent', message: phrases.linkSent } }
  const links = [{ label: phrases.toPoll, href: `/polls/${poll.publicId}` }]
  const main = messagePage({ heading: poll.question, text: phrases.linkSent, links }, locale)
  return renderSimplePage(house, { status: 200, title: poll.question, edition, main })
}
