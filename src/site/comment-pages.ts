import { takesComments, type CommentFaults, type CommentFields } from '../conversation/comment.ts'
import { conversationPhrases } from '../conversation/phrases.ts'
import { commentedArticle, ownComment, publishedComment, type CommentedArticle } from '../conversation/store.ts'
import { cleanFields, fieldFaults, submitComment } from '../conversation/submit.ts'
import { commentForm, heldAnswer, privateCommentPage, replyPage } from '../conversation/views.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import { Refusal } from '../kit/errors.ts'
import type { Answer, FormRequest, PageRequest, PrivateAnswer, ReaderRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { html } from '../kit/markup.ts'
import type { Place } from '../kit/times.ts'
import { passHash } from '../readers/pass.ts'
import { editionFor } from './editions.ts'
import { freshPass, sentPass } from './form-pass.ts'
import { plainAnswer } from './plain-answer.ts'
import { placeOf } from './publication.ts'
import { formAgainPage, messagePage } from './views/messages.ts'
import { wordsOf } from './words.ts'

type Sent = { article: CommentedArticle; fields: CommentFields; parentPublicId: string | undefined }

/** `POST /articles/:id/comments`: fields `name`, `email`, `comment`, `parent` (the id of what it answers) and `pass`. */
export async function postComment(house: House, request: FormRequest): Promise<PrivateAnswer> {
  const { readerId, form } = request
  const article = await commentedArticle(house.db, { publicId: request.params.id ?? '' })
  if (article === undefined) throw new Refusal('not-found', phrasesIn(house).unknownStory)
  const field = (name: string) => form.get(name)?.[0] ?? ''
  const sent: Sent = { article, fields: cleanFields({ name: field('name'), email: field('email'), comment: field('comment') }), parentPublicId: field('parent') || undefined }
  if (!isOpen(house, article)) return refusal(house, request, sent)
  const faults = fieldFaults(sent.fields)
  if (Object.keys(faults).length > 0) return faultyForm(house, request, sent, faults)
  const verdict = sentPass(house, request, `comment:${article.publicId}`)
  if (readerId === undefined || verdict !== 'ok') return confirmForm(house, request, sent, verdict === 'forged' || verdict === 'foreign' ? 403 : 200)
  const submitted = await submitComment(house, {
    ...sent.fields, articlePublicId: article.publicId, parentPublicId: sent.parentPublicId, readerId, passHash: passHash(field('pass')), address: request.address, userAgent: request.userAgent,
  }).catch(unavailable)
  switch (submitted.outcome) {
    case 'unavailable':
      // With the pass that it came with: should the comment have gone in unheard, it stays one.
      return formAgain(house, request, sent, { status: 503, notice: phrasesIn(house, article).notKept, pass: field('pass') })
    case 'held':
      if (request.wantsJson) return { kind: 'json', status: 200, json: { outcome: 'held', message: phrasesIn(house, article).held, html: heldAnswer(submitted.publicId, placeIn(house, article)).text } }
      return { kind: 'redirect', status: 303, location: `/comments/${submitted.publicId}/mine` }
    case 'refused':
      return faultyForm(house, request, sent, submitted.faults)
    case 'pass-used':
      return confirmForm(house, request, sent, 200)
    default:
      return refusal(house, request, sent)
  }
}

function unavailable(error: unknown): { outcome: 'unavailable' } {
  if (error instanceof Unavailable) return { outcome: 'unavailable' }
  throw error
}

/** `GET /comments/:id/reply`: the words that are answered, and the form. The same for everybody. */
export async function replyFormPage(house: House, { params }: PageRequest): Promise<Answer> {
  const parent = await publishedComment(house.db, params.id ?? '')
  const article = parent && (await commentedArticle(house.db, { id: parent.articleId }))
  if (parent === undefined || article === undefined) throw unknownComment(house)
  const tags = [`article:${article.id}`]
  const edition = editionFor(house, article.language)
  const place = placeOf(house, edition)
  const phrases = phrasesIn(house, article)
  if (!isOpen(house, article)) {
    const main = messagePage({ heading: phrases.closed, text: '', links: [{ label: phrases.backToStory(article.headline), href: `${article.path}#conversation` }] }, place)
    return plainAnswer(house, { status: 200, title: phrases.closed, main, tags, edition })
  }
  const main = replyPage({ parent, form: { articlePublicId: article.publicId, place }, story: article })
  return plainAnswer(house, { status: 200, title: phrases.replyTo(parent.authorName), heading: article.headline, main, tags, edition })
}

/** `GET /comments/:id/mine`: one's own comment, what was decided and why. */
export async function ownCommentPage(house: House, { params, readerId }: ReaderRequest): Promise<PrivateAnswer> {
  const comment = readerId === undefined ? undefined : await ownComment(house.db, params.id ?? '', readerId)
  if (comment === undefined) throw unknownComment(house)
  return plainAnswer(house, { status: 200, title: phrasesIn(house, comment).ownTitle, main: privateCommentPage({ comment, place: placeIn(house, comment) }), edition: editionFor(house, comment.language) })
}

/** Without cookie or pass: all that was sent once more, with a pass and one button. */
async function confirmForm(house: House, request: FormRequest, { article, fields, parentPublicId }: Sent, status: number): Promise<PrivateAnswer> {
  const { pass, setReaderId } = freshPass(house, request, `comment:${article.publicId}`)
  const edition = editionFor(house, article.language)
  const place = placeOf(house, edition)
  const words = wordsOf(place.language)
  if (request.wantsJson) {
    const form = commentForm({ articlePublicId: article.publicId, place, values: fields, pass })
    return { kind: 'json', status: 403, json: { outcome: 'pass-needed', message: words.again.text, html: form.text, pass }, setReaderId }
  }
  const main = formAgainPage({
    action: `/articles/${article.publicId}/comments`,
    fields: Object.entries({ ...fields, ...(parentPublicId === undefined ? {} : { parent: parentPublicId }), pass }).map(([name, value]) => ({ name, value })),
    shown: [fields.comment],
    button: words.again.comment,
  }, place)
  return { ...(await plainAnswer(house, { status, title: words.again.title, main, edition })), setReaderId }
}

/** The form as it was filled in, with what is wrong marked in words, and a pass. */
async function faultyForm(house: House, request: FormRequest, sent: Sent, faults: CommentFaults): Promise<PrivateAnswer> {
  return formAgain(house, request, sent, { status: 422, faults })
}

type Again = { status: 422 | 503; faults?: CommentFaults; notice?: string; pass?: string }

async function formAgain(house: House, request: FormRequest, sent: Sent, again: Again): Promise<PrivateAnswer> {
  const { article, fields, parentPublicId } = sent
  const { status, faults, notice } = again
  const fresh = freshPass(house, request, `comment:${article.publicId}`)
  const { pass = fresh.pass } = again
  const { setReaderId } = fresh
  const parent = parentPublicId === undefined ? undefined : await publishedComment(house.db, parentPublicId)
  const phrases = phrasesIn(house, article)
  const form = { articlePublicId: article.publicId, place: placeIn(house, article), parent, values: fields, faults, notice, pass }
  if (request.wantsJson) return { kind: 'json', status, json: { outcome: notice === undefined ? 'refused' : 'unavailable', faults, message: notice ?? phrases.summary, html: commentForm(form).text, pass }, setReaderId }
  const main = parent === undefined ? commentForm({ ...form, alone: true }) : replyPage({ parent, form, story: article })
  return { ...(await plainAnswer(house, { status, title: phrases.formHeading, heading: article.headline, main, edition: editionFor(house, article.language) })), setReaderId }
}

/** Too late: said in words, and the reader's own are given back. */
async function refusal(house: House, request: FormRequest, { article, fields }: Sent): Promise<PrivateAnswer> {
  const phrases = phrasesIn(house, article)
  const main = html`<div class="message" tabindex="-1"><h1>${phrases.closed}</h1><blockquote class="yours" dir="auto">${fields.comment}</blockquote><p class="onward"><a href="${article.path}#conversation">${phrases.backToStory(article.headline)}</a></p></div>`
  if (request.wantsJson) return { kind: 'json', status: 409, json: { outcome: 'closed', message: phrases.closed, html: main.text } }
  return plainAnswer(house, { status: 409, title: phrases.closed, main, edition: editionFor(house, article.language) })
}

function isOpen(house: House, article: CommentedArticle): boolean {
  return takesComments(article, house.settings.current().comments, house.clock.now())
}

function unknownComment(house: House): Refusal {
  return new Refusal('not-found', phrasesIn(house).unknown)
}

/** In the language of the story's page. */
function placeIn(house: House, { language }: { language: string }): Place {
  return placeOf(house, editionFor(house, language))
}

function phrasesIn(house: House, story: { language: string } = placeOf(house)) {
  return conversationPhrases(placeIn(house, story).language)
}
