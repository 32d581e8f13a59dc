import { html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { words } from '../words.ts'
import { briefList, type StoryCard } from './card.ts'
import type { Link } from './page.ts'

export type MessageView = { heading: string; text: string; links?: readonly Link[] | undefined }

/** One thing to say, and where to go from here: errors, confirmations, refusals. */
export function messagePage({ heading, text, links = [{ label: words.toFront, href: '/' }] }: MessageView): Markup {
  return html`<div class="message"><h1>${heading}</h1><p>${text}</p>${links.map(({ label, href }) => html`<p class="onward"><a href="${href}">${label}</a></p>`)}</div>`
}

export function notFoundPage(latest: readonly StoryCard[], place: Place): Markup {
  return missing({ heading: words.notFound.title, text: words.notFound.text }, latest, place)
}

export function gonePage(latest: readonly StoryCard[], place: Place): Markup {
  return missing({ heading: words.gone.title, text: words.gone.text }, latest, place)
}

function missing(message: MessageView, latest: readonly StoryCard[], place: Place): Markup {
  return html`${messagePage(message)}${latest.length > 0 && html`<section class="message-latest" aria-labelledby="latest-heading"><h2 class="label" id="latest-heading">${words.latestInstead}</h2>${briefList(latest, { place })}</section>`}`
}

export type FormAgainView = {
  action: string
  /** Everything that was sent, as it was sent, and the pass. */
  fields: readonly { name: string; value: string }[]
  /** What the reader will recognise: the chosen answer, the words. */
  shown: readonly string[]
  button: string
}

/** The filled form with its pass and one button: a first post without a script. */
export function formAgainPage({ action, fields, shown, button }: FormAgainView): Markup {
  return html`<div class="message"><h1>${words.again.title}</h1><p>${words.again.text}</p>
<form method="post" action="${action}"><h2 class="label">${words.again.yours}</h2>${shown.map((text) => html`<blockquote class="yours" dir="auto">${text}</blockquote>`)}
${fields.map(({ name, value }) => html`<input type="hidden" name="${name}" value="${value}">`)}<p><button>${button}</button></p></form></div>`
}

/** Fragments of a room (a private ballot, a reply, a reader's own comment) as a page of their own. */
export function plainPage(heading: string | undefined, content: Markup): Markup {
  return html`<div class="plain">${heading !== undefined && html`<h1>${heading}</h1>`}${content}</div>`
}

/** An open house in which nothing is published yet. */
export function startPage(): Markup {
  const { title, text, steps } = words.start
  return html`<div class="message start"><h1>${title}</h1><p>${text}</p><ol>${steps.map((step) => html`<li><h2>${step.title}</h2>${'link' in step && step.link !== undefined && html`<p class="onward"><a href="${step.link.href}">${step.link.label}</a></p>`}<pre class="code" tabindex="0"><code>${step.command}</code></pre><p>${step.text}</p></li>`)}</ol></div>`
}
