import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { hiddenField, linkItems, onwardLink } from '../../layout/views/elements.ts'
import { alertPhrases } from '../phrases.ts'
import { threadDays } from '../subscriber.ts'
import { paces, type Pace } from '../tables.ts'
import { box, paceFields, whatFields, type DigestWords, type WhatView } from './fields.ts'

export type FollowView = WhatView & {
  paper: string
  pace: Pace | undefined
  breakingAtOnce: boolean
  digests: DigestWords
  /** A story that can be followed, and whether it is chosen. */
  story: { publicId: string; headline: string; language: string; isChosen: boolean } | undefined
  email: string | Markup
  /** Error texts, by field. */
  faults: { topics?: string | undefined; pace?: string | undefined; email?: string | undefined }
  /** The key a browser subscribes with (RFC 8292), base64url. */
  pushKey: string
  feeds: readonly { label: string; href: string }[]
}

/** The ways to hear from the paper. */
export function followPage(view: FollowView, locale: Locale): Markup {
  const phrases = alertPhrases(locale.language)
  return html`<h1>${phrases.title(view.paper)}</h1><p class="standfirst">${phrases.lead}</p>
${emailForm(view, locale)}
${pushArea(view.pushKey, locale)}
<section class="alerts-way" aria-labelledby="by-feed"><h2 class="label" id="by-feed">${phrases.byFeed}</h2>
<ul class="feed-links">${linkItems(view.feeds)}</ul></section>`
}

function emailForm(view: FollowView, locale: Locale): Markup {
  const phrases = alertPhrases(locale.language)
  const isFaulty = Object.values(view.faults).some((fault) => fault !== undefined)
  return html`<form class="alerts-form" method="post" action="/-/alerts" data-alerts>
${hiddenField('language', locale.language)}${hiddenField('timeZone', locale.timeZone)}
${isFaulty && html`<p class="fault" role="alert">${phrases.fault.summary}</p>`}
${view.story !== undefined && storyBox(view.story, locale)}
${whatFields(view, locale, view.faults.topics)}
${paceFields({ ...view, offered: paces }, locale, view.faults.pace)}
<h2 class="label">${phrases.byEmail}</h2>
${emailField(view, locale)}
<p class="send"><button>${phrases.subscribe}</button></p></form>`
}

function storyBox(
  { publicId, headline, language, isChosen }: NonNullable<FollowView['story']>,
  locale: Locale,
): Markup {
  const phrases = alertPhrases(locale.language)
  const label = html`${phrases.story}: <cite lang="${language}" dir="auto">${headline}</cite>`
  const help = phrases.storyHelp(threadDays)
  return html`<div class="story-box">${box({ name: 'story', value: publicId, checked: isChosen, label, help })}</div>`
}

function emailField({ email, faults }: FollowView, { language }: Locale): Markup {
  const phrases = alertPhrases(language)
  const fault = faults.email
  const described = fault === undefined ? 'alerts-email-help' : 'alerts-email-fault'
  return html`<div class="field"><label for="alerts-email">${phrases.email}</label>
<p class="help" id="alerts-email-help">${phrases.emailHelp}</p>
${fault !== undefined && html`<p class="fault" id="alerts-email-fault">${fault}</p>`}
<input id="alerts-email" type="email" name="email" autocomplete="email" dir="ltr" required value="${email}"
aria-describedby="${described}"${fault !== undefined && html` aria-invalid="true"`}></div>`
}

/** A script fills this in if the browser can show notifications. */
function pushArea(key: string, { language }: Locale): Markup {
  const phrases = alertPhrases(language)
  const { push } = phrases
  const when = (state: string, content: Markup) => html`<div data-when="${state}" hidden>${content}</div>`
  const button = (act: string, label: string) =>
    html`<p><button type="button" class="quiet-button" data-act="${act}">${label}</button></p>`
  return html`<section class="alerts-way" aria-labelledby="by-push" data-push data-key="${key}"
data-language="${language}">
<h2 class="label" id="by-push">${phrases.byPush}</h2><p>${phrases.pushText}</p>
<p class="help" data-push-missing>${phrases.pushNeedsScript}</p>
${when('off', html`<p class="help">${push.before}</p>${button('start', push.start)}`)}
${when('on', html`<p>${push.on}</p><p><a data-preferences>${push.change}</a></p>${button('stop', push.stop)}`)}
${when('denied', html`<p>${push.denied}</p>`)}
${when('install', html`<p>${push.install}</p>`)}
${when('unable', html`<p>${push.unable}</p>`)}
<p class="status" role="status" data-started="${push.started}" data-stopped="${push.stopped}"
data-failed="${push.failed}"></p></section>`
}

export type OfferView = { topic: { name: string; slug: string } | undefined; storyId: string }

/** Below a story: following its topic or the story itself. */
export function followOffer({ topic, storyId }: OfferView, { language, prefix = '' }: Locale): Markup {
  const phrases = alertPhrases(language)
  const path = `${prefix}/-/alerts`
  const ofTopic =
    topic !== undefined &&
    html`<li><a class="quiet-button" href="${path}?topic=${encodeURIComponent(topic.slug)}">
${phrases.followTopic(topic.name)}</a></li>`
  return html`<nav class="follow-story" aria-label="${phrases.followLabel}"><p class="label">${phrases.followLabel}</p>
<ul>${ofTopic}<li><a class="quiet-button" href="${path}?story=${storyId}">${phrases.followStory}</a></li></ul></nav>`
}

export function sentPage(back: string, { language }: Locale): Markup {
  const { heading, text, back: label } = alertPhrases(language).sent
  return html`<h1>${heading}</h1><p>${text}</p>${onwardLink(back, label)}`
}
