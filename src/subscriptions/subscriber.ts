/** A subscriber is one address or one browser: what reaches it, and when. */
import { isKnownLanguage } from '../kit/languages.ts'
import { paces, type Channel, type Pace, type SubscriberState } from './tables.ts'

/** What they chose to get. */
export type Choices = {
  /** BCP 47. */
  language: string
  /** IANA. */
  timeZone: string
  pace: Pace
  /** Whether breaking news does not wait for the digest. */
  breakingAtOnce: boolean
  /** Everything, whatever `topicIds` says. */
  allTopics: boolean
  topicIds: readonly number[]
  /** Stories they follow, by article id. */
  threadIds: readonly number[]
}

/** What they change later. */
export type Preferences = Choices & {
  /** Minutes of their day; both or neither. */
  quietFrom: number | null
  quietTo: number | null
  /** Breaking news comes in these hours all the same. */
  wakesForBreaking: boolean
  pausedUntil: number | null
}

export type Subscriber = Omit<Preferences, 'topicIds' | 'threadIds'> & {
  id: number
  publicId: string
  channel: Channel
  state: SubscriberState
  addressId: number | null
  /** Null for a browser, and once it is erased. */
  address: string | null
  /** The push service's origin, while the browser can be reached. */
  endpointOrigin: string | null
  nextDigestAt: number | null
  /** Where and how they agreed: `form`, `import:listmonk` … */
  consent: string
  consentAt: number
  createdAt: number
  confirmedAt: number | null
  endedAt: number | null
}

export const maxTopics = 150
export const maxThreads = 30
/** How long a story is followed. */
export const threadDays = 30
export const maxPauseDays = 365

/** What is wrong with their choices, by field. */
export type ChoiceFaults = Partial<
  Record<'topics' | 'threads' | 'pace' | 'language' | 'timeZone' | 'quiet' | 'pause', ChoiceFault>
>
export type ChoiceFault = 'nothing' | 'unknown' | 'too-many' | 'half' | 'equal' | 'out-of-range'

/** `channel`: a browser has no digests. */
export function choiceFaults(choices: Choices, channel: Channel): ChoiceFaults {
  const { allTopics, topicIds, threadIds } = choices
  const isNothing = !allTopics && topicIds.length === 0 && threadIds.length === 0
  return {
    ...(isNothing && { topics: 'nothing' }),
    ...(topicIds.length > maxTopics && { topics: 'too-many' }),
    ...(threadIds.length > maxThreads && { threads: 'too-many' }),
    ...(!pacesOf(channel).includes(choices.pace) && { pace: 'unknown' }),
    ...(!isLanguage(choices.language) && { language: 'unknown' }),
    ...(timeZoneOf(choices.timeZone) === undefined && { timeZone: 'unknown' }),
  }
}

export function preferenceFaults(preferences: Preferences, channel: Channel, now: number): ChoiceFaults {
  const { quietFrom, quietTo, pausedUntil } = preferences
  const isOutside = [quietFrom, quietTo].some((minutes) => minutes !== null && !isMinuteOfDay(minutes))
  const isPauseOff = pausedUntil !== null && pausedUntil > now + (maxPauseDays + 1) * 86_400_000
  return {
    ...choiceFaults(preferences, channel),
    ...((quietFrom === null) !== (quietTo === null) && { quiet: 'half' }),
    ...(quietFrom !== null && quietFrom === quietTo && { quiet: 'equal' }),
    ...(isOutside && { quiet: 'out-of-range' }),
    ...(isPauseOff && { pause: 'out-of-range' }),
  }
}

export function pacesOf(channel: Channel): readonly Pace[] {
  return channel === 'push' ? ['breaking', 'all'] : paces
}

export function isPace(name: string): name is Pace {
  return paces.some((pace) => pace === name)
}

function isMinuteOfDay(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 0 && minutes < 1440
}

function isLanguage(language: string): boolean {
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/u.test(language) && isKnownLanguage(language)
}

/** The zone under this machine's name for it, whatever name was given (`Asia/Kolkata`); undefined if there is none. */
export function timeZoneOf(name: string): string | undefined {
  // Intl takes offsets such as +05:30 for zones, but they have no daylight saving time.
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+){0,2}$/u.test(name) || name.length > 60) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** `22:30` in minutes of the day. */
export function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/u.exec(time) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

export function timeOfMinutes(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}
