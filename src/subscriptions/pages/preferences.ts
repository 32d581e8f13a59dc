import { Refusal } from '../../kit/errors.ts'
import type { House } from '../../kit/house.ts'
import type { FormRequest, PrivateAnswer, ReaderRequest, TellingFormRequest } from '../../kit/http/answers.ts'
import { line, list } from '../../kit/http/fields.ts'
import { isFailure } from '../../kit/outcome.ts'
import type { Locale } from '../../kit/times.ts'
import type { Edition } from '../../layout/editions.ts'
import { localeOf } from '../../layout/publication.ts'
import { renderSimplePage } from '../../layout/render-simple-page.ts'
import { messagePage } from '../../layout/views/messages.ts'
import { byLink, comeBackToAlerts, leaveAlerts } from '../leave.ts'
import { alertPhrases } from '../phrases.ts'
import { changePreferences } from '../preferences.ts'
import { saidOf } from '../said.ts'
import { followedThreads, followedTopics, subscriberByPublicId } from '../store.ts'
import {
  isPace,
  maxPauseDays,
  maxThreads,
  maxTopics,
  minutesOf,
  timeOfMinutes,
  type ChoiceFaults,
  type Preferences,
  type Subscriber,
} from '../subscriber.ts'
import { publicIdOfToken } from '../token.ts'
import { leaveAlertsPage, preferencesPage, type PreferencesView } from '../views/preferences.ts'
import { numbersOf } from './follow.ts'
import { digestWords, editionOfReader, offeredLanguages, offeredTimeZones, offeredTopics } from './offered.ts'

const day = 86_400_000

/** Who a link belongs to, and the language to address them in. */
type Known = { token: string; subscriber: Subscriber; edition: Edition; locale: Locale }

async function knownBy(house: House, token = ''): Promise<Known> {
  const publicId = publicIdOfToken(house, token)
  const subscriber = publicId === undefined ? undefined : await subscriberByPublicId(house.db, publicId)
  if (subscriber === undefined) throw new Refusal('not-found', alertPhrases(localeOf(house).language).unknownLink)
  const edition = editionOfReader(house, subscriber.language)
  return { token, subscriber, edition, locale: { ...localeOf(house, edition), timeZone: subscriber.timeZone } }
}

/** `GET /-/alerts/:token`; `saved`: shows above the form what they get. */
export async function showPreferences(house: House, { params, query }: ReaderRequest): Promise<PrivateAnswer> {
  const known = await knownBy(house, params.token)
  if (known.subscriber.state !== 'active') return leaveAnswer(house, known)
  return preferencesAnswer(house, known, query.has('saved') ? { isSaved: true } : {})
}

/** Of `POST /-/alerts/:token` */
export const preferencesFields = {
  what: line(10, { marks: 0 }),
  topic: list(maxTopics, 20, { marks: 0 }),
  thread: list(maxThreads, 20, { marks: 0 }),
  pace: line(20, { marks: 0 }),
  breaking: line(5, { marks: 0 }),
  quietFrom: line(20, { marks: 0 }),
  quietTo: line(20, { marks: 0 }),
  wake: line(5, { marks: 0 }),
  timeZone: line(60, { marks: 0 }),
  pauseDays: line(10, { marks: 0 }),
  language: line(35, { marks: 0 }),
}

type PreferencesRequest = TellingFormRequest<typeof preferencesFields>

/** `POST /-/alerts/:token` */
export async function postPreferences(house: House, request: PreferencesRequest): Promise<PrivateAnswer> {
  const known = await knownBy(house, request.params.token)
  if (known.subscriber.state !== 'active') return leaveAnswer(house, known)
  const { change, faults: odd } = changeIn(request, known.subscriber, house.clock.now())
  if (Object.keys(odd).length > 0) return preferencesAnswer(house, known, { form: request.form, faults: odd })
  const { publicId } = known.subscriber
  const changed = await changePreferences(house, byLink, { publicId, change })
  if (isFailure(changed)) return leaveAnswer(house, await knownBy(house, known.token))
  if (changed.outcome === 'refused')
    return preferencesAnswer(house, known, { form: request.form, faults: changed.faults })
  return { kind: 'redirect', status: 303, location: `/-/alerts/${known.token}?saved=yes` }
}

type Read = { change: Partial<Preferences>; faults: ChoiceFaults }

/**
 * The fields' values; anything that is not a time or number is an error here, and the rest is for the deed to judge.
 */
function changeIn({ form, faults: over }: PreferencesRequest, subscriber: Subscriber, now: number): Read {
  const times = [form.quietFrom, form.quietTo].map((time) => (time === '' ? null : minutesOf(time.slice(0, 5))))
  const [quietFrom, quietTo] = times
  const pausedUntil = pauseIn(form.pauseDays, subscriber, now)
  const allTopics = form.what === 'all'
  const faults: ChoiceFaults = {
    ...(over.topic !== undefined && { topics: 'too-many' }),
    ...(times.includes(undefined) && { quiet: 'out-of-range' }),
    ...(pausedUntil === undefined && { pause: 'out-of-range' }),
    ...(!isPace(form.pace) && { pace: 'unknown' }),
  }
  const change = {
    allTopics,
    topicIds: allTopics ? [] : numbersOf(form.topic),
    threadIds: numbersOf(form.thread),
    breakingAtOnce: form.breaking !== '',
    quietFrom: quietFrom ?? null,
    quietTo: quietTo ?? null,
    wakesForBreaking: form.wake !== '',
    timeZone: form.timeZone,
    language: form.language,
    pausedUntil: pausedUntil ?? null,
    ...(isPace(form.pace) && { pace: form.pace }),
  }
  return { change, faults }
}

/** An unchanged number leaves the pause as it is. */
function pauseIn(typed: string, { pausedUntil }: Subscriber, now: number): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  if (text === daysLeft(pausedUntil, now)) return pausedUntil
  const days = /^\d{1,4}$/u.test(text) ? Number(text) : 0
  return days >= 1 && days <= maxPauseDays ? now + days * day : undefined
}

function daysLeft(pausedUntil: number | null, now: number): string {
  return pausedUntil === null || pausedUntil <= now ? '' : String(Math.ceil((pausedUntil - now) / day))
}

type Shown = { isSaved?: boolean; form?: PreferencesRequest['form']; faults?: ChoiceFaults }

async function preferencesAnswer(house: House, known: Known, shown: Shown): Promise<PrivateAnswer> {
  const { subscriber, edition, locale } = known
  const [topics, threads] = await Promise.all([
    followedTopics(house.db, subscriber.id),
    followedThreads(house.db, subscriber.id),
  ])
  const names = { topics: topics.map(({ name }) => name), threads: threads.map(({ headline }) => headline) }
  const own = ownView(house, known, { topicIds: topics.map(({ id }) => id), threads })
  const filled = shown.form === undefined ? own : { ...own, ...typedView(shown.form, own) }
  const view = {
    ...filled,
    topics: await offeredTopics(house, filled.topicIds),
    saved: shown.isSaved ? saidOf({ ...subscriber, ...names }, locale) : undefined,
    faults: faultWords(shown.faults ?? {}, locale),
  }
  const { title } = alertPhrases(locale.language).preferences
  const status = shown.faults === undefined ? 200 : 422
  return renderSimplePage(house, { status, title, main: preferencesPage(view, locale), edition })
}

type Own = Omit<PreferencesView, 'topics' | 'saved' | 'faults'>
type Followed = { topicIds: number[]; threads: Omit<PreferencesView['threads'][number], 'isChosen'>[] }

function ownView(house: House, { token, subscriber }: Known, { topicIds, threads }: Followed): Own {
  const { quietFrom, quietTo, timeZone, language } = subscriber
  const now = house.clock.now()
  return {
    ...subscriber,
    token,
    topicIds,
    threads: threads.map((thread) => ({ ...thread, isChosen: true })),
    digests: digestWords(house),
    quietFrom: quietFrom === null ? '' : timeOfMinutes(quietFrom),
    quietTo: quietTo === null ? '' : timeOfMinutes(quietTo),
    timeZones: offeredTimeZones(timeZone),
    languages: offeredLanguages(house, language),
    pauseDays: daysLeft(subscriber.pausedUntil, now),
    pausedUntil: daysLeft(subscriber.pausedUntil, now) === '' ? null : subscriber.pausedUntil,
  }
}

/** The fields show again what was typed, right or wrong. */
function typedView(form: PreferencesRequest['form'], own: Own): Partial<Own> {
  const threadIds = numbersOf(form.thread)
  return {
    allTopics: form.what === 'all',
    topicIds: numbersOf(form.topic),
    threads: own.threads.map((thread) => ({ ...thread, isChosen: threadIds.includes(thread.articleId) })),
    pace: isPace(form.pace) ? form.pace : undefined,
    breakingAtOnce: form.breaking !== '',
    quietFrom: form.quietFrom,
    quietTo: form.quietTo,
    wakesForBreaking: form.wake !== '',
    timeZone: form.timeZone,
    pauseDays: form.pauseDays,
    language: form.language,
  }
}

function faultWords({ topics, pace, quiet, timeZone, pause, language }: ChoiceFaults, locale: Locale) {
  const { fault } = alertPhrases(locale.language)
  const quietWords = { half: fault.quiet.half, equal: fault.quiet.equal }
  return {
    ...(topics !== undefined && { topics: fault.topics[topics === 'too-many' ? topics : 'nothing'] }),
    ...(pace !== undefined && { pace: fault.pace }),
    ...(quiet !== undefined && {
      quiet: quiet === 'half' || quiet === 'equal' ? quietWords[quiet] : fault.quiet['out-of-range'],
    }),
    ...(timeZone !== undefined && { timeZone: fault.timeZone }),
    ...(pause !== undefined && { pause: fault.pause(maxPauseDays) }),
    ...(language !== undefined && { language: fault.language }),
  }
}

/**
 * `GET /-/alerts/:token/leave`: a page with a button: mail scanners follow links, and that must not unsubscribe
 * anybody.
 */
export async function showLeaveAlerts(house: House, { params }: ReaderRequest): Promise<PrivateAnswer> {
  return leaveAnswer(house, await knownBy(house, params.token))
}

/** `back`: they have changed their mind. Mail programs send `List-Unsubscribe=One-Click`, which need not be read. */
export const leaveAlertsFields = { back: line(10, { marks: 0 }) }

/** `POST /-/alerts/:token/leave`: the button, or a mail program's own (RFC 8058); no cookie, no redirect. */
export async function postLeaveAlerts(
  house: House,
  { params, form }: FormRequest<typeof leaveAlertsFields>,
): Promise<PrivateAnswer> {
  const known = await knownBy(house, params.token)
  const { publicId } = known.subscriber
  if (form.back === '') {
    await leaveAlerts(house, byLink, { publicId })
    return leaveAnswer(house, await knownBy(house, known.token))
  }
  const back = await comeBackToAlerts(house, byLink, { publicId })
  return isFailure(back) ? leaveAnswer(house, known, 'ended') : backAnswer(house, known)
}

async function leaveAnswer(house: House, known: Known, stage = stageOf(known.subscriber)): Promise<PrivateAnswer> {
  const { token, edition, locale } = known
  const { leave, left, ended } = alertPhrases(locale.language)
  const title = { stay: leave.heading, left: left.heading, ended: ended.heading }[stage]
  return renderSimplePage(house, { status: 200, title, main: leaveAlertsPage({ token, stage }, locale), edition })
}

function stageOf({ state }: Subscriber): 'stay' | 'left' | 'ended' {
  if (state === 'active' || state === 'waiting') return 'stay'
  return state === 'left' ? 'left' : 'ended'
}

async function backAnswer(house: House, { token, edition, locale }: Known): Promise<PrivateAnswer> {
  const { back, confirm } = alertPhrases(locale.language)
  const links = [{ label: confirm.toPreferences, href: `/-/alerts/${token}` }]
  return renderSimplePage(house, {
    status: 200,
    title: back.heading,
    main: messagePage({ ...back, links }, locale),
    edition,
  })
}
