import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { absolute } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { certificatePage } from '../certificate-views.ts'
import { knownPoll, type KnownPoll } from '../known-poll.ts'
import { isClosed, nextTurn, resultsOf, withheld, type PollWithTally } from '../poll.ts'
import { certificateOfPoll } from '../read-certificate.ts'
import { tallyNow } from '../read-poll.ts'
import { partBorders, receiptList } from '../read-receipts.ts'
import { partPath, partsOf, receiptHead } from '../receipts.ts'
import { pictureTags, pollTag, pollTags, termsTag } from '../tags.ts'

/** `GET /polls/:id/certificate` */
export async function showCertificate(house: House, request: PageRequest): Promise<Answer> {
  const poll = await pollNow(house, request)
  const { edition, locale, phrases } = poll.home
  const kept = keeping(poll, house.clock.now())
  const main = certificatePage(poll, await certificateOfPoll(house, poll, { language: locale.language }), locale)
  return renderSimplePage(house, {
    status: 200,
    title: phrases.proof.title(poll.question),
    edition,
    main,
    ...kept,
  })
}

/** `GET /polls/:id/certificate.json` */
export async function serveCertificate(house: House, request: PageRequest): Promise<Answer> {
  const poll = await pollNow(house, request)
  const kept = keeping(poll, house.clock.now())
  return json(await certificateOfPoll(house, poll, { language: poll.home.locale.language }), kept)
}

/** `GET /polls/:id/receipts.json`: from the close on, where results are told. A long list is named in its parts. */
export async function serveReceipts(house: House, request: PageRequest): Promise<Answer> {
  const poll = await listedPoll(house, request)
  const keep = keeping(poll, house.clock.now())
  const parts = partsOf(poll)
  const [only] = parts
  if (only !== undefined && parts.length === 1) return jsonText(await receiptList(house.db, poll, only, []), keep)
  const { format: _, ...head } = receiptHead(poll)
  return json(
    {
      format: 'crier-poll-receipts-parts-1',
      ...head,
      parts: parts.map((part) => absolute(house, partPath(poll.publicId, part))),
    },
    keep,
  )
}

/**
 * `GET /polls/:id/receipts/:part`: read again for each request, since a few of these would push the paper out of the
 * page cache.
 */
export async function serveReceiptsPart(house: House, request: PageRequest): Promise<Answer> {
  const poll = await listedPoll(house, request)
  const parts = partsOf(poll)
  const part = parts.find(({ number, of }) => of > 1 && request.params.part === `${number}.json`)
  if (part === undefined) return renderMissingPage(house, 404, poll.home.edition)
  const borders = await house.pages.remember(`receipt borders ${poll.publicId}`, async () => ({
    value: await partBorders(house.db, poll, parts),
    tags: [pollTag(poll.id)],
  }))
  return jsonText(await receiptList(house.db, poll, part, borders))
}

/** @throws Refusal while its list is not published */
async function listedPoll(house: House, request: PageRequest): Promise<PollWithTally & KnownPoll> {
  const poll = await pollNow(house, request)
  const now = house.clock.now()
  if (!isClosed(poll, now) || withheld(poll, { now, hasVoted: false }) !== undefined)
    throw new Refusal('not-found', poll.home.phrases.proof.receiptsLater)
  return poll
}

/** `GET /polls/:id/results.json`: what the page of the poll tells, for machines. */
export async function serveResults(house: House, request: PageRequest): Promise<Answer> {
  const poll = await pollNow(house, request)
  const { publicId, question, options, minChoices, maxChoices, opensAt, closesAt, who } = poll
  const now = house.clock.now()
  const kept = withheld(poll, { now, hasVoted: false })
  const told = {
    id: publicId,
    url: absolute(house, `/polls/${publicId}`),
    certificate: absolute(house, `/polls/${publicId}/certificate`),
    question,
    options: options.map(({ id, label, picture }) => ({
      id,
      label,
      ...(picture?.view && { picture: { url: absolute(house, picture.view.src), alt: picture.alt } }),
    })),
    minChoices,
    maxChoices,
    who,
    opensAt: new Date(opensAt).toISOString(),
    closesAt: closesAt === null ? null : new Date(closesAt).toISOString(),
    results: kept === undefined ? resultsOf(poll) : null,
    withheld: kept ?? null,
    note: poll.home.phrases.selfSelected,
  }
  return json(told, keeping(poll, now))
}

async function pollNow(house: House, request: PageRequest): Promise<PollWithTally & KnownPoll> {
  const terms = await knownPoll(house, request)
  return { ...terms, tally: await tallyNow(house, terms.id) }
}

/**
 * `now`: a moment no later than that which the answer is made of. One read after it could lie beyond the close, and an
 * answer of the open poll would be kept without an end. While results are kept back whatever is voted, votes do not
 * have it made again: the moment that it bears would tell of each.
 */
function keeping(poll: PollWithTally & KnownPoll, now: number): { tags: Tag[]; until: number | undefined } {
  const kept = withheld(poll, { now, hasVoted: false })
  const tellsOfVotes = kept !== 'until-close' && kept !== 'staff-only'
  const ofPoll = tellsOfVotes ? pollTags(poll) : pictureTags(poll)
  return { tags: [...ofPoll, termsTag(poll.id), ...poll.home.tags], until: nextTurn(poll, now) }
}

function json(value: unknown, kept: ReturnType<typeof keeping>): Answer {
  return jsonText(JSON.stringify(value), kept)
}

function jsonText(body: string | Uint8Array, kept?: ReturnType<typeof keeping>): Answer {
  return {
    kind: 'bytes',
    status: 200,
    type: 'application/json; charset=utf-8',
    body,
    headers: { 'Access-Control-Allow-Origin': '*' },
    ...kept,
  }
}
