import { html, type Markup } from '../kit/markup.ts'
import { formatShortTime, machineTime, type Place } from '../kit/times.ts'
import { wordsOf } from '../layout/words.ts'
import {
  maxCommentLength,
  maxNameLength,
  type CommentFaultCode,
  type CommentFaults,
  type CommentField,
  type CommentFields,
  type OwnComment,
  type PublicComment,
  type Thread,
} from './comment.ts'
import { conversationPhrases } from './phrases.ts'
import { renderWords } from './render-words.ts'

export type ConversationView = {
  articlePublicId: string
  threads: readonly Thread[]
  /** Where the comments stand that this page has no room for. */
  further?: string | undefined
  count: number
  /** Whether the story takes comments now. */
  open: boolean
  /** The editor's question to the readers; empty when there is none. */
  callToComment: string
  place: Place
}

/** The call to comment, what was said, and the form. */
export function conversation({
  articlePublicId,
  threads,
  further,
  count,
  open,
  callToComment,
  place,
}: ConversationView): Markup {
  const phrases = conversationPhrases(place.language)
  return html`<section class="conversation" id="conversation" aria-labelledby="conversation-heading">
<h2 class="label" id="conversation-heading">${phrases.heading} <span class="count">${wordsOf(place.language).commentCount(count)}</span></h2>
${callToComment !== '' && html`<p class="call-to-comment">${callToComment}</p>`}
${threads.length > 0 ? commentThread(threads, { place, canReply: open }) : open && html`<p class="quiet">${phrases.none}</p>`}
${further !== undefined && threadPaging({ later: further }, place)}
${open ? commentForm({ articlePublicId, place }) : html`<p class="quiet">${phrases.closed}</p>`}
</section>`
}

type ThreadOptions = { place: Place; canReply: boolean }

function commentThread(threads: readonly Thread[], options: ThreadOptions): Markup {
  return html`<ol class="thread">${threads.map((comment) => html`<li>${answersLine(comment, options.place)}${oneComment(comment, options)}${comment.replies.length > 0 && commentThread(comment.replies, options)}</li>`)}</ol>`
}

/** Where what is answered stands on another page, or not right above. */
function answersLine({ answers }: Thread, { language }: Place): Markup | false {
  return (
    answers !== undefined &&
    html`<p class="answers quiet" dir="auto"><a href="/comments/${answers.publicId}">${conversationPhrases(language).inReplyTo(answers.authorName)}</a></p>`
  )
}

export type ThreadPageView = {
  threads: readonly Thread[]
  open: boolean
  story: Story
  earlier: string
  later: string | undefined
  place: Place
}

/** A further page of a long conversation. */
export function threadPageOf({ threads, open, story, earlier, later, place }: ThreadPageView): Markup {
  return html`${threadPaging({ earlier }, place)}<div class="conversation">${commentThread(threads, { place, canReply: open })}</div>${threadPaging({ earlier, later }, place)}${backTo(story, place)}`
}

function threadPaging({ earlier, later }: { earlier?: string; later?: string | undefined }, place: Place): Markup {
  const phrases = conversationPhrases(place.language)
  return html`<nav class="paging" aria-label="${phrases.heading}">${earlier !== undefined && html`<a rel="prev" href="${earlier}">${phrases.earlier}</a>`}${later !== undefined && html`<a rel="next" href="${later}">${phrases.later}</a>`}</nav>`
}

/** Words first, as in letters to the editor; the name signs. */
function oneComment(comment: PublicComment, { place, canReply }: ThreadOptions): Markup {
  const id = `comment-${comment.publicId}`
  const phrases = conversationPhrases(place.language)
  return html`<article class="comment" id="${id}" aria-labelledby="${id}-by"><div class="comment-words">${renderWords(comment.words)}</div><footer><b id="${id}-by" dir="auto">${comment.authorName}</b> <a class="quiet" href="#${id}"><time datetime="${machineTime(comment.submittedAt)}">${formatShortTime(comment.submittedAt, place)}</time></a>${canReply && html` <a class="reply" href="/comments/${comment.publicId}/reply" aria-label="${phrases.replyTo(comment.authorName)}">${phrases.reply}</a>`}</footer></article>`
}

/** What was typed. Of a field that was too long it comes as markup: to be shown again, and for nothing else. */
export type ShownFields = { readonly [N in keyof CommentFields]: string | Markup }

export type CommentFormView = {
  articlePublicId: string
  place: Place
  parent?: PublicComment | undefined
  values?: ShownFields | undefined
  faults?: CommentFaults | undefined
  /** Why it is shown again although nothing in it is wrong. */
  notice?: string | undefined
  /** Without a script the first post is answered by this form again, with its pass. */
  pass?: string | undefined
  /** On a page of its own there is no heading between the page's and the form's. */
  alone?: boolean | undefined
}

export function commentForm({
  articlePublicId,
  place,
  parent,
  values,
  faults = {},
  notice,
  pass,
  alone = false,
}: CommentFormView): Markup {
  const phrases = conversationPhrases(place.language)
  return html`<form class="comment-form" id="reply" method="post" action="/articles/${articlePublicId}/comments" data-pass="comment:${articlePublicId}" data-sending="${phrases.sending}" data-failed="${phrases.failed}">
${parent !== undefined ? html`<h2>${phrases.replyTo(parent.authorName)}</h2>` : alone ? html`<h2>${phrases.formHeading}</h2>` : html`<h3>${phrases.formHeading}</h3>`}
<p class="what-happens">${phrases.whatHappens}</p>
${notice !== undefined && html`<p class="fault" role="alert">${notice}</p>`}
${Object.keys(faults).length > 0 && html`<p class="fault" role="alert">${phrases.summary}${faults.parent !== undefined && html` ${phrases.fault.parentUnknown}`}</p>`}
${parent !== undefined && faults.parent === undefined && html`<input type="hidden" name="parent" value="${parent.publicId}">`}
${pass !== undefined && html`<input type="hidden" name="pass" value="${pass}">`}
<div class="fields">${field('name', { faults, phrases }, html`<input id="comment-name" name="name" autocomplete="name" maxlength="80" required value="${values?.name}"${described('name', faults)}>`)}
${field('email', { faults, phrases }, html`<input id="comment-email" name="email" type="email" autocomplete="email" required value="${values?.email}"${described('email', faults)}>`)}</div>
${field(
  'comment',
  { faults, phrases },
  html`<textarea id="comment-comment" name="comment" rows="6" required dir="auto"${described('comment', faults)}>
${values?.comment}</textarea>`,
)}
<p><button>${phrases.send}</button></p>
<p class="status" role="status"></p>
</form>`
}

/** Label above, help and fault between label and field, where they are read before typing. */
type FieldName = Exclude<CommentField, 'parent'>
type Phrases = ReturnType<typeof conversationPhrases>

function field(
  name: FieldName,
  { faults, phrases }: { faults: CommentFaults; phrases: Phrases },
  control: Markup,
): Markup {
  const fault = faults[name]
  const help = { name: phrases.nameHelp, email: phrases.emailHelp, comment: phrases.commentHelp(maxCommentLength) }
  return html`<div class="field"><label for="comment-${name}">${phrases[name]}</label><p class="help" id="comment-${name}-help">${help[name]}</p>${fault !== undefined && html`<p class="fault" id="comment-${name}-fault">${faultWords(name, fault, phrases)}</p>`}${control}</div>`
}

function faultWords(name: FieldName, fault: CommentFaultCode, { fault: said }: Phrases): string {
  if (fault === 'missing') return said[name].missing
  if (fault === 'marks') return said.marks
  if (fault !== 'too-long') return said[name].invalid
  return name === 'email'
    ? said.email['too-long']
    : said[name]['too-long'](name === 'name' ? maxNameLength : maxCommentLength)
}

function described(name: CommentField, faults: CommentFaults): Markup {
  return faults[name] === undefined
    ? html` aria-describedby="comment-${name}-help"`
    : html` aria-invalid="true" aria-describedby="comment-${name}-fault comment-${name}-help"`
}

type Story = { path: string; headline: string }

/** The page of one reply, `/comments/{id}/reply`: what is answered, then the form. */
export function replyPage({
  parent,
  form,
  story,
}: {
  parent: PublicComment
  form: CommentFormView
  story: Story
}): Markup {
  const { place } = form
  return html`<p class="quiet">${conversationPhrases(place.language).inReplyTo(parent.authorName)}</p>${oneComment(parent, { place, canReply: false })}${commentForm({ ...form, parent })}${backTo(story, place, parent.publicId)}`
}

/** What takes the form's place when the comment was taken, for the script. */
export function heldAnswer(publicId: string, { language }: Place): Markup {
  const phrases = conversationPhrases(language)
  return html`<div class="comment-held" id="reply" tabindex="-1"><p>${phrases.held}</p><p><a href="/comments/${publicId}/mine">${phrases.seeOwn}</a></p></div>`
}

/** For its author only: the words, where they stand, and what was decided. */
export function privateCommentPage({ comment, place }: { comment: OwnComment; place: Place }): Markup {
  const phrases = conversationPhrases(place.language)
  return html`<h1>${phrases.ownTitle}</h1>
<p class="verdict"><strong>${phrases.state[comment.state]}</strong>${comment.reason !== undefined && html` ${phrases.reason}: ${comment.reason}`}</p>
<p class="quiet">${phrases.onStory} ${comment.articlePath === null ? comment.headline : html`<a href="${comment.articlePath}">${comment.headline}</a>`}</p>
${oneComment(comment, { place, canReply: false })}
${comment.articlePath !== null && backTo({ path: comment.articlePath, headline: comment.headline }, place, comment.state === 'published' ? comment.publicId : undefined)}`
}

function backTo({ path, headline }: Story, { language }: Place, commentId?: string): Markup {
  const href = commentId === undefined ? `${path}#conversation` : `/comments/${commentId}`
  return html`<p class="onward"><a href="${href}">${conversationPhrases(language).backToStory(headline)}</a></p>`
}
