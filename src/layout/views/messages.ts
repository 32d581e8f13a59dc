import type { FormAgain } from '../../kit/http/plain-page.ts'
import { html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { briefList, type StoryCard } from './card.ts'
import { homeOf } from './masthead.ts'
import type { Link } from './publication.ts'

export type MessageView = {
  heading: string
  text: string
  links?: readonly Link[] | undefined
  /** A form that was not taken. */ again?: FormAgain | undefined
}

/** One thing to say, and where to go from here: errors, confirmations, refusals. */
export function messagePage({ heading, text, links, again }: MessageView, place: Place): Markup {
  const onward = links ?? [{ label: wordsOf(place.language).toFront, href: homeOf(place) }]
  return html`<div class="message"><h1>${heading}</h1><p>${text}</p>${again !== undefined && sendAgain(again)}${onward.map(({ label, href }) => html`<p class="onward"><a href="${href}">${label}</a></p>`)}</div>`
}

function sendAgain({ action, fields, button }: FormAgain): Markup {
  return html`<form method="post" action="${action}">${fields.map(({ name, value }) => html`<input type="hidden" name="${name}" value="${value}">`)}<p><button>${button}</button></p></form>`
}

export function notFoundPage(latest: readonly StoryCard[], place: Place): Markup {
  const { title, text } = wordsOf(place.language).notFound
  return missing({ heading: title, text }, latest, place)
}

export function gonePage(latest: readonly StoryCard[], place: Place): Markup {
  const { title, text } = wordsOf(place.language).gone
  return missing({ heading: title, text }, latest, place)
}

function missing(message: MessageView, latest: readonly StoryCard[], place: Place): Markup {
  return html`${messagePage(message, place)}${latest.length > 0 && html`<section class="message-latest" aria-labelledby="latest-heading"><h2 class="label" id="latest-heading">${wordsOf(place.language).latestInstead}</h2>${briefList(latest, { place })}</section>`}`
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
export function formAgainPage({ action, fields, shown, button }: FormAgainView, { language }: Place): Markup {
  const words = wordsOf(language)
  return html`<div class="message"><h1>${words.again.title}</h1><p>${words.again.text}</p>
<form method="post" action="${action}"><h2 class="label">${words.again.yours}</h2>${shown.map((text) => html`<blockquote class="yours" dir="auto">${text}</blockquote>`)}
${fields.map(({ name, value }) => html`<input type="hidden" name="${name}" value="${value}">`)}<p><button>${button}</button></p></form></div>`
}

/** Fragments of a room (a private ballot, a reply, a reader's own comment) as a page of their own. */
export function plainPage(heading: string | undefined, content: Markup): Markup {
  return html`<div class="plain">${heading !== undefined && html`<h1>${heading}</h1>`}${content}</div>`
}

const firstSteps = [
  ['import', 'npx crier import wordpress export.xml'],
  ['story', 'npx crier publish story.md'],
  ['name', 'npx crier settings set identity.name "Your Paper"'],
] as const

/** An open house in which nothing is published yet. */
export function startPage({ language }: Place): Markup {
  const { title, text, ...steps } = wordsOf(language).start
  return html`<div class="message start"><h1>${title}</h1><p>${text}</p><ol>${firstSteps.map(([step, command]) => html`<li><h2>${steps[step].title}</h2>${step === 'import' && html`<p class="onward"><a href="/-/start">${steps.import.drop}</a></p>`}<pre class="code" tabindex="0" dir="ltr"><code>${command}</code></pre><p>${steps[step].text}</p></li>`)}</ol></div>`
}
