import type { FormAgain } from '../../kit/http/plain-page.ts'
import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { wordsOf } from '../words.ts'
import { briefList, type StoryCard } from './card.ts'
import { hiddenField, labelledSection, onwardLink } from './elements.ts'
import { homeOf } from './masthead.ts'
import type { Link } from './publication.ts'

export type MessageView = {
  heading: string
  text: string
  links?: readonly Link[] | undefined
  /** A form that was not taken. */ again?: FormAgain | undefined
}

/** One thing to say, and where to go from here: errors, confirmations, refusals. */
export function messagePage({ heading, text, links, again }: MessageView, locale: Locale): Markup {
  const onward = links ?? [{ label: wordsOf(locale.language).toFront, href: homeOf(locale) }]
  return html`<div class="message"><h1>${heading}</h1><p>${text}</p>
${again !== undefined && sendAgain(again)}
${onward.map(({ label, href }) => onwardLink(href, label))}</div>`
}

function sendAgain({ action, fields, button }: FormAgain): Markup {
  const hidden = fields.map(({ name, value }) => hiddenField(name, value))
  return html`<form method="post" action="${action}">${hidden}<p><button>${button}</button></p></form>`
}

export function notFoundPage(latest: readonly StoryCard[], locale: Locale): Markup {
  const { title, text } = wordsOf(locale.language).notFound
  return missing({ heading: title, text }, latest, locale)
}

export function gonePage(latest: readonly StoryCard[], locale: Locale): Markup {
  const { title, text } = wordsOf(locale.language).gone
  return missing({ heading: title, text }, latest, locale)
}

function missing(message: MessageView, latest: readonly StoryCard[], locale: Locale): Markup {
  const { latestInstead } = wordsOf(locale.language)
  const instead =
    latest.length > 0 && labelledSection('latest', latestInstead, briefList(latest, { locale }), 'message-latest')
  return html`${messagePage(message, locale)}${instead}`
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
export function formAgainPage({ action, fields, shown, button }: FormAgainView, { language }: Locale): Markup {
  const { title, text, yours } = wordsOf(language).again
  const hidden = fields.map(({ name, value }) => hiddenField(name, value))
  return html`<div class="message"><h1>${title}</h1><p>${text}</p>
<form method="post" action="${action}"><h2 class="label">${yours}</h2>
${shown.map((said) => html`<blockquote class="yours" dir="auto">${said}</blockquote>`)}
${hidden}<p><button>${button}</button></p></form></div>`
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
export function startPage({ language }: Locale): Markup {
  const { title, text, ...steps } = wordsOf(language).start
  const items = firstSteps.map(
    ([step, command]) => html`<li><h2>${steps[step].title}</h2>
${step === 'import' && onwardLink('/-/start', steps.import.drop)}
<pre class="code" tabindex="0" dir="ltr"><code>${command}</code></pre><p>${steps[step].text}</p></li>`,
  )
  return html`<div class="message start"><h1>${title}</h1><p>${text}</p><ol>${items}</ol></div>`
}
