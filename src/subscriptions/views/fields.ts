/** The fields shared by subscribing and preferences. */
import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'
import { alertPhrases } from '../phrases.ts'
import type { Pace } from '../tables.ts'

export type TopicChoice = { id: number; name: string; depth: number }
/** As settings have them: `07:00`; `weekday` from 1, Monday. */
export type DigestWords = { morning: string; evening: string; weekday: number }

type Box = { name: string; value: string; checked: boolean; label: string | Markup; help?: string; type?: string }

/** A checkbox or radio button. */
export function box({ name, value, checked, label, help, type = 'checkbox' }: Box): Markup {
  const said = help !== undefined && html`<span class="help">${help}</span>`
  return html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${checked && html` checked`}>
<span>${label}${said}</span></label>`
}

/** A group of them under one label, with its error. */
export function group(label: string, content: Markup | readonly Markup[], fault?: string): Markup {
  return html`<fieldset${fault !== undefined && html` class="faulty"`}><legend class="label">${label}</legend>
${fault !== undefined && html`<p class="fault">${fault}</p>`}${content}</fieldset>`
}

export type WhatView = { allTopics: boolean; topicIds: readonly number[]; topics: readonly TopicChoice[] }

/** Everything, or only topics, which are hidden if everything is chosen. `also`: between the two and the topics. */
export function whatFields({ allTopics, topicIds, topics }: WhatView, locale: Locale, fault?: string): Markup {
  const phrases = alertPhrases(locale.language)
  const chosen = new Set(topicIds)
  const ways = [
    { value: 'all', checked: allTopics, label: phrases.everything, help: phrases.everythingHelp },
    { value: 'some', checked: !allTopics, label: phrases.some, help: phrases.someHelp },
  ].map((way) => box({ ...way, name: 'what', type: 'radio' }))
  const list = topics.map(({ id, name, depth }) => {
    const label = html`<span dir="auto">${name}</span>`
    const ticked = box({ name: 'topic', value: String(id), checked: chosen.has(id), label })
    return html`<li${depth > 0 && html` class="below"`}>${ticked}</li>`
  })
  return group(phrases.what, html`${ways}${list.length > 0 && html`<ul class="topic-boxes">${list}</ul>`}`, fault)
}

type PaceView = { pace: Pace | undefined; breakingAtOnce: boolean; offered: readonly Pace[]; digests: DigestWords }

export function paceFields(
  { pace, breakingAtOnce, offered, digests }: PaceView,
  locale: Locale,
  fault?: string,
): Markup {
  const phrases = alertPhrases(locale.language)
  const help: Record<Pace, string> = {
    breaking: phrases.paceHelp.breaking,
    all: phrases.paceHelp.all,
    daily: phrases.paceHelp.daily(digests),
    weekly: phrases.paceHelp.weekly({ ...digests, weekday: weekdayName(digests.weekday, locale.language) }),
  }
  const ways = offered.map((value) =>
    box({
      name: 'pace',
      value,
      checked: value === pace,
      label: phrases.paces[value],
      help: help[value],
      type: 'radio',
    }),
  )
  const atOnce = { label: phrases.breakingAtOnce, help: phrases.breakingAtOnceHelp }
  const further = offered.includes('daily') && box({ ...atOnce, name: 'breaking', value: '1', checked: breakingAtOnce })
  return group(phrases.pace, html`${ways}${further && html`<div class="at-once">${further}</div>`}`, fault)
}

/** 1 January 2024 was a Monday. */
function weekdayName(weekday: number, language: string): string {
  const day = new Date(Date.UTC(2024, 0, weekday))
  return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(day)
}
