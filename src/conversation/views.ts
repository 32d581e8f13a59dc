import { html, type Markup } from '../kit/markup.ts'
import { formatShortTime, machineTime, type Locale } from '../kit/times.ts'
import { hiddenField, onwardLink } from '../layout/views/elements.ts'
import { pageTurns } from '../layout/views/lists.ts'
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
  locale: Locale
}

/** The call to comment, what was said, and the form. */
export function conversation(view: ConversationView): Markup {
  const { articlePublicId, threads, further, count, open, callToComment, locale } = view
  const phrases = conversationPhrases(locale.language)
  const said =
    threads.length > 0
      ? commentThread(threads, { locale, canReply: open })
      : open && html`<p class="quiet">${phrases.none}</p>`
  return html`<section class="conversation" id="conversation" aria-labelledby="conversation-heading">
${conversationHeading(count, locale)}
${callToComment !== '' && html`<p class="call-to-comment">${callToComment}</p>`}
${said}
${further !== undefined && threadPaging({ later: further }, locale)}
${open ? commentForm({ articlePublicId, locale }) : html`<p class="quiet">${phrases.closed}</p>`}
</section>`
}

function conversationHeading(count: number, { language }: Locale): Markup {
  const number = html`<span class="count">${wordsOf(language).commentCount(count)}</span>`
  return html`<h2 class="label" id="conversation-heading">${conversationPhrases(language).heading} ${number}</h2>`
}

type ThreadOptions = { locale: Locale; canReply: boolean }

function commentThread(threads: readonly Thread[], options: ThreadOptions): Markup {
  return html`<ol class="thread">${threads.map((comment) => html`<li>${threadEntry(comment, options)}</li>`)}</ol>`
}

function threadEntry(comment: Thread, options: ThreadOptions): Markup {
  return html`${answersLine(comment, options.locale)}${oneComment(comment, options)}
${comment.replies.length > 0 && commentThread(comment.replies, options)}`
}

/** Where what is answered stands on another page, or not right above. */
function answersLine({ answers }: Thread, { language }: Locale): Markup | false {
  if (answers === undefined) return false
  const words = conversationPhrases(language).inReplyTo(answers.authorName)
  return html`<p class="answers quiet" dir="auto"><a href="/comments/${answers.publicId}">${words}</a></p>`
}

export type ThreadPageView = {
  threads: readonly Thread[]
  open: boolean
  story: Story
  earlier: string
  later: string | undefined
  locale: Locale
}

/** A further page of a long conversation. */
export function threadPageOf({ threads, open, story, earlier, later, locale }: ThreadPageView): Markup {
  return html`${threadPaging({ earlier }, locale)}
<div class="conversation">${commentThread(threads, { locale, canReply: open })}</div>
${threadPaging({ earlier, later }, locale)}
${backTo(story, locale)}`
}

function threadPaging({ earlier, later }: { earlier?: string; later?: string | undefined }, locale: Locale) {
  const phrases = conversationPhrases(locale.language)
  return pageTurns({
    label: phrases.heading,
    previous: earlier === undefined ? undefined : { href: earlier, label: phrases.earlier },
    next: later === undefined ? undefined : { href: later, label: phrases.later },
  })
}

/** Words first, as in letters to the editor; the name signs. */
function oneComment(comment: PublicComment, { locale, canReply }: ThreadOptions): Markup {
  const id = `comment-${comment.publicId}`
  return html`<article class="comment" id="${id}" aria-labelledby="${id}-by">
<div class="comment-words">${renderWords(comment.words)}</div>
<footer><b id="${id}-by" dir="auto">${comment.authorName}</b>
<a class="quiet" href="#${id}">${submitted(comment.submittedAt, locale)}</a>
${canReply && replyLink(comment, locale)}</footer></article>`
}

function submitted(at: number, locale: Locale): Markup {
  return html`<time datetime="${machineTime(at)}">${formatShortTime(at, locale)}</time>`
}

function replyLink({ publicId, authorName }: PublicComment, { language }: Locale): Markup {
  const { replyTo, reply } = conversationPhrases(language)
  return html`<a class="reply" href="/comments/${publicId}/reply" aria-label="${replyTo(authorName)}">${reply}</a>`
}

/** What was typed. Of a field that was too long it comes as markup: to be shown again, and for nothing else. */
export type ShownFields = { readonly [N in keyof CommentFields]: string | Markup }

export type CommentFormView = {
  articlePublicId: string
  locale: Locale
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

export function commentForm(view: CommentFormView): Markup {
  const { articlePublicId, locale, parent, faults = {}, notice, pass } = view
  const phrases = conversationPhrases(locale.language)
  return html`<form class="comment-form" id="reply" method="post" action="/articles/${articlePublicId}/comments"
data-pass="comment:${articlePublicId}" data-sending="${phrases.sending}" data-failed="${phrases.failed}">
${formHeading(view, phrases)}
<p class="what-happens">${phrases.whatHappens}</p>
${notice !== undefined && html`<p class="fault" role="alert">${notice}</p>`}
${Object.keys(faults).length > 0 && faultSummary(faults, phrases)}
${parent !== undefined && faults.parent === undefined && hiddenField('parent', parent.publicId)}
${pass !== undefined && hiddenField('pass', pass)}
${commentFields(view, phrases)}
<p><button>${phrases.send}</button></p>
<p class="status" role="status"></p>
</form>`
}

function formHeading({ parent, alone = false }: CommentFormView, phrases: Phrases): Markup {
  if (parent !== undefined) return html`<h2>${phrases.replyTo(parent.authorName)}</h2>`
  return alone ? html`<h2>${phrases.formHeading}</h2>` : html`<h3>${phrases.formHeading}</h3>`
}

function faultSummary(faults: CommentFaults, phrases: Phrases): Markup {
  const unknown = faults.parent !== undefined && html` ${phrases.fault.parentUnknown}`
  return html`<p class="fault" role="alert">${phrases.summary}${unknown}</p>`
}

function commentFields({ values, faults = {} }: CommentFormView, phrases: Phrases): Markup {
  const options = { faults, phrases }
  const name = html`<input id="comment-name" name="name" autocomplete="name" maxlength="80" required
value="${values?.name}"${described('name', faults)}>`
  const email = html`<input id="comment-email" name="email" type="email" autocomplete="email" required
value="${values?.email}"${described('email', faults)}>`
  // The first line break inside a textarea is not part of its value.
  const attributes = html`rows="6" required dir="auto"${described('comment', faults)}`
  const comment = html`<textarea id="comment-comment" name="comment" ${attributes}>
${values?.comment}</textarea>`
  return html`<div class="fields">${field('name', options, name)}
${field('email', options, email)}</div>
${field('comment', options, comment)}`
}

/** Label above, help and fault between label and field, where they are read before typing. */
type FieldName = Exclude<CommentField, 'parent'>
type Phrases = ReturnType<typeof conversationPhrases>

function field(
  name: FieldName,
  { faults, phrases }: { faults: CommentFaults; phrases: Phrases },
  control: Markup,
): Markup {
  const help = { name: phrases.nameHelp, email: phrases.emailHelp, comment: phrases.commentHelp(maxCommentLength) }
  return html`<div class="field"><label for="comment-${name}">${phrases[name]}</label>
<p class="help" id="comment-${name}-help">${help[name]}</p>
${fieldFault(name, faults[name], phrases)}
${control}</div>`
}

function fieldFault(name: FieldName, fault: CommentFaultCode | undefined, phrases: Phrases): Markup | false {
  if (fault === undefined) return false
  return html`<p class="fault" id="comment-${name}-fault">${faultWords(name, fault, phrases)}</p>`
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
export function replyPage({ parent, form, story }: ReplyView): Markup {
  const { locale } = form
  return html`<p class="quiet">${conversationPhrases(locale.language).inReplyTo(parent.authorName)}</p>
${oneComment(parent, { locale, canReply: false })}
${commentForm({ ...form, parent })}
${backTo(story, locale, parent.publicId)}`
}

type ReplyView = { parent: PublicComment; form: CommentFormView; story: Story }

/** What takes the form's place when the comment was taken, for the script. */
export function heldAnswer(publicId: string, { language }: Locale): Markup {
  const phrases = conversationPhrases(language)
  return html`<div class="comment-held" id="reply" tabindex="-1"><p>${phrases.held}</p>
<p><a href="/comments/${publicId}/mine">${phrases.seeOwn}</a></p></div>`
}

/** For its author only: the words, where they stand, and what was decided. */
export function privateCommentPage({ comment, locale }: { comment: OwnComment; locale: Locale }): Markup {
  const phrases = conversationPhrases(locale.language)
  const { articlePath: path, headline, reason, state } = comment
  const story = path === null ? headline : html`<a href="${path}">${headline}</a>`
  const publicId = state === 'published' ? comment.publicId : undefined
  const why = reason !== undefined && html` ${phrases.reason}: ${reason}`
  return html`<h1>${phrases.ownTitle}</h1>
<p class="verdict"><strong>${phrases.state[state]}</strong>${why}</p>
<p class="quiet">${phrases.onStory} ${story}</p>
${oneComment(comment, { locale, canReply: false })}
${path !== null && backTo({ path, headline }, locale, publicId)}`
}

function backTo({ path, headline }: Story, { language }: Locale, commentId?: string): Markup {
  const href = commentId === undefined ? `${path}#conversation` : `/comments/${commentId}`
  return onwardLink(href, conversationPhrases(language).backToStory(headline))
}
