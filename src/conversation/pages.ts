import { articleTag } from '../articles/tags.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest, PrivateAnswer, ReaderRequest, TellingFormRequest } from '../kit/http/answers.ts'
import { line, lines, type FieldFault } from '../kit/http/fields.ts'
import { html } from '../kit/markup.ts'
import type { Locale } from '../kit/times.ts'
import { editionFor } from '../layout/editions.ts'
import { localeOf } from '../layout/publication.ts'
import { renderSimplePage } from '../layout/render-simple-page.ts'
import { onwardLink } from '../layout/views/elements.ts'
import { formAgainPage, messagePage } from '../layout/views/messages.ts'
import { wordsOf } from '../layout/words.ts'
import { freshPass, passField, sentPass } from '../readers/form-pass.ts'
import { maxCodeUnits, type CommentFaults, type CommentFields } from './comment.ts'
import { conversationPhrases } from './phrases.ts'
import { publishedComment } from './published-store.ts'
import { isOpenTo } from './state.ts'
import { commentedArticle, ownComment, type CommentedArticle } from './store.ts'
import { submitComment } from './submit.ts'
import { commentForm, heldAnswer, privateCommentPage, replyPage, type ShownFields } from './views.ts'
import { type Crowd } from './waiting.ts'

/** Of `POST /articles/:id/comments`. `parent`: the id of what it answers. */
export const commentFields = {
  name: line(1_000),
  email: line(500),
  comment: lines(maxCodeUnits, { bytes: 90_000 }),
  parent: line(60, { marks: 0 }),
  pass: passField,
}

type CommentRequest = TellingFormRequest<typeof commentFields>
type Sent = {
  article: CommentedArticle
  fields: CommentFields
  shown: ShownFields
  parentPublicId: string | undefined
}

/** `POST /articles/:id/comments` */
export async function postComment(house: House, request: CommentRequest): Promise<PrivateAnswer> {
  const { form, readerId, address } = request
  const articlePublicId = request.params.id ?? ''
  const pass = sentPass(house, request, `comment:${articlePublicId}`)
  const submitted = await submitComment(house, {
    name: form.name,
    email: form.email,
    comment: form.comment,
    articlePublicId,
    faults: boundFaults(request.faults),
    parentPublicId: form.parent || undefined,
    readerId,
    passHash: pass.verdict === 'ok' ? pass.hash : undefined,
    address,
  })
  if (submitted.outcome === 'unknown-article') throw new Refusal('not-found', phrasesIn(house).unknownStory)
  const sent = sentWith(request, submitted)
  switch (submitted.outcome) {
    case 'held':
      return held(house, request, sent, submitted.publicId)
    case 'refused':
      return faultyForm(house, request, sent, submitted.faults)
    case 'crowded':
      return faultyForm(house, request, sent, {}, submitted.by)
    case 'closed':
      return refusal(house, request, sent)
    case 'pass-needed':
      return confirmForm(house, request, sent, pass.verdict === 'forged' || pass.verdict === 'foreign' ? 403 : 200)
    case 'pass-used':
      return confirmForm(house, request, sent, 200)
    case 'unavailable':
      return formAgain(house, request, sent, {
        status: 503,
        outcome: 'unavailable',
        notice: phrasesIn(house, submitted.article).notKept,
        // The one that it came with: should the comment have gone in unheard, it stays one.
        pass: form.pass,
      })
  }
}

/** What was typed, as it was where it went over its bounds. */
function sentWith({ form, faults }: CommentRequest, { article, fields }: Pick<Sent, 'article' | 'fields'>): Sent {
  const shown = (field: keyof CommentFields) => faults[field]?.sent ?? fields[field]
  return {
    article,
    fields,
    shown: { name: shown('name'), email: shown('email'), comment: shown('comment') },
    parentPublicId: form.parent || undefined,
  }
}

function held(house: House, { wantsJson }: ReaderRequest, { article }: Sent, publicId: string): PrivateAnswer {
  if (!wantsJson) return { kind: 'redirect', status: 303, location: `/comments/${publicId}/mine` }
  const message = phrasesIn(house, article).held
  const html = heldAnswer(publicId, placeIn(house, article)).text
  return { kind: 'json', status: 200, json: { outcome: 'held', message, html } }
}

/** A pass over its bounds is a pass that is not there: then a new one is given. */
function boundFaults({ name, email, comment, parent }: CommentRequest['faults']): CommentFaults {
  const codeOf = ({ code }: FieldFault) => (code === 'too-long' ? 'too-long' : 'marks')
  return {
    ...(name && { name: codeOf(name) }),
    ...(email && { email: email.code === 'too-long' ? 'too-long' : 'invalid' }),
    ...(comment && { comment: codeOf(comment) }),
    ...(parent && { parent: 'unknown' }),
  }
}

/** `GET /comments/:id/reply`: the words that are answered, and the form. The same for everybody. */
export async function showReplyForm(house: House, { params }: PageRequest): Promise<Answer> {
  const parent = await publishedComment(house.db, params.id ?? '')
  const article = parent && (await commentedArticle(house.db, { id: parent.articleId }))
  if (parent === undefined || article === undefined) throw unknownComment(house)
  // One for each comment that was ever made: together they would push out the paper.
  const kept = { tags: [articleTag(article.id)], isEphemeral: true }
  const edition = editionFor(house, article.language)
  const locale = localeOf(house, edition)
  const phrases = phrasesIn(house, article)
  if (!isOpenTo(house, article)) {
    const main = messagePage(
      {
        heading: phrases.closed,
        text: '',
        links: [{ label: phrases.backToStory(article.headline), href: `${article.path}#conversation` }],
      },
      locale,
    )
    return renderSimplePage(house, { status: 200, title: phrases.closed, main, ...kept, edition })
  }
  const main = replyPage({ parent, form: { articlePublicId: article.publicId, locale }, story: article })
  return renderSimplePage(house, {
    status: 200,
    title: phrases.replyTo(parent.authorName),
    heading: article.headline,
    main,
    ...kept,
    edition,
  })
}

/** `GET /comments/:id/mine`: one's own comment, what was decided and why. */
export async function showOwnComment(house: House, { params, readerId }: ReaderRequest): Promise<PrivateAnswer> {
  const comment = readerId === undefined ? undefined : await ownComment(house.db, params.id ?? '', readerId)
  if (comment === undefined) throw unknownComment(house)
  return renderSimplePage(house, {
    status: 200,
    title: phrasesIn(house, comment).ownTitle,
    main: privateCommentPage({ comment, locale: placeIn(house, comment) }),
    edition: editionFor(house, comment.language),
  })
}

/** Without cookie or pass: all that was sent once more, with a pass and one button. */
async function confirmForm(
  house: House,
  request: ReaderRequest,
  { article, fields, parentPublicId }: Sent,
  status: number,
): Promise<PrivateAnswer> {
  const { pass, setReaderId } = freshPass(house, request, `comment:${article.publicId}`)
  const edition = editionFor(house, article.language)
  const locale = localeOf(house, edition)
  const words = wordsOf(locale.language)
  if (request.wantsJson) {
    const form = commentForm({ articlePublicId: article.publicId, locale, values: fields, pass })
    return {
      kind: 'json',
      status: 403,
      json: { outcome: 'pass-needed', message: words.again.text, html: form.text, pass },
      setReaderId,
    }
  }
  const main = formAgainPage(
    {
      action: `/articles/${article.publicId}/comments`,
      fields: Object.entries({
        ...fields,
        ...(parentPublicId === undefined ? {} : { parent: parentPublicId }),
        pass,
      }).map(([name, value]) => ({ name, value })),
      shown: [fields.comment],
      button: words.again.comment,
    },
    locale,
  )
  return { ...(await renderSimplePage(house, { status, title: words.again.title, main, edition })), setReaderId }
}

const crowdStatus = { reader: 429, network: 429, story: 503, house: 503 } as const

/** The form as it was filled in, with what is wrong marked in words, and a pass. */
async function faultyForm(
  house: House,
  request: ReaderRequest,
  sent: Sent,
  faults: CommentFaults,
  crowd?: Crowd,
): Promise<PrivateAnswer> {
  if (crowd === undefined) return formAgain(house, request, sent, { status: 422, outcome: 'refused', faults })
  const notice = phrasesIn(house, sent.article).crowded[crowd]
  return formAgain(house, request, sent, { status: crowdStatus[crowd], outcome: 'crowded', faults, notice })
}

type Again = {
  status: 422 | 429 | 503
  outcome: 'refused' | 'crowded' | 'unavailable'
  faults?: CommentFaults
  notice?: string
  pass?: string
}

async function formAgain(house: House, request: ReaderRequest, sent: Sent, again: Again): Promise<PrivateAnswer> {
  const { article, shown, parentPublicId } = sent
  const { status, outcome, faults, notice } = again
  const { pass: freshOne, setReaderId } = freshPass(house, request, `comment:${article.publicId}`)
  const pass = again.pass ?? freshOne
  const parent = parentPublicId === undefined ? undefined : await publishedComment(house.db, parentPublicId)
  const phrases = phrasesIn(house, article)
  const form = {
    articlePublicId: article.publicId,
    locale: placeIn(house, article),
    parent,
    values: shown,
    faults,
    notice,
    pass,
  }
  if (request.wantsJson) {
    const json = { outcome, faults, message: notice ?? phrases.summary, html: commentForm(form).text, pass }
    return { kind: 'json', status, json, setReaderId }
  }
  const main =
    parent === undefined ? commentForm({ ...form, alone: true }) : replyPage({ parent, form, story: article })
  return {
    ...(await renderSimplePage(house, {
      status,
      title: phrases.formHeading,
      heading: article.headline,
      main,
      edition: editionFor(house, article.language),
    })),
    setReaderId,
  }
}

/** Too late: said in words, and the reader's own are given back. */
async function refusal(house: House, request: ReaderRequest, { article, shown }: Sent): Promise<PrivateAnswer> {
  const phrases = phrasesIn(house, article)
  const main = html`<div class="message" tabindex="-1"><h1>${phrases.closed}</h1>
<blockquote class="yours" dir="auto">${shown.comment}</blockquote>
${onwardLink(`${article.path}#conversation`, phrases.backToStory(article.headline))}</div>`
  if (request.wantsJson)
    return { kind: 'json', status: 409, json: { outcome: 'closed', message: phrases.closed, html: main.text } }
  return renderSimplePage(house, {
    status: 409,
    title: phrases.closed,
    main,
    edition: editionFor(house, article.language),
  })
}

function unknownComment(house: House): Refusal {
  return new Refusal('not-found', phrasesIn(house).unknown)
}

/** In the language of the story's page. */
function placeIn(house: House, { language }: { language: string }): Locale {
  return localeOf(house, editionFor(house, language))
}

function phrasesIn(house: House, story: { language: string } = localeOf(house)) {
  return conversationPhrases(placeIn(house, story).language)
}
